package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"testing"
)

func TestEscapedJSONMeansTheSameAndMovesNoCursor(t *testing.T) {
	for _, text := range []string{
		"plain", "é ü ß £ ¿ 漢字 🙂", "csi \u009b31m", "\u0080\u009f\u00a0", "del \x7f", "esc \x1b[31m", "Â\u0085Â", "",
	} {
		plain, err := json.Marshal(text)
		if err != nil {
			t.Fatal(err)
		}
		for name, size := range map[string]int{"whole": len(plain), "bytewise": 1} {
			var out bytes.Buffer
			e := &escaped{w: &out}
			for part := range slices.Chunk(plain, size) {
				if _, err := e.Write(part); err != nil {
					t.Fatal(err)
				}
			}
			var got string
			if err := json.Unmarshal(out.Bytes(), &got); err != nil || got != text {
				t.Errorf("%s: %q is written as %s, read as %q (%v)", name, text, out.Bytes(), got, err)
			}
			for _, r := range out.String() {
				if r < ' ' || r >= 0x7f && r < 0xa0 {
					t.Errorf("%s: %q is written with %U in it", name, text, r)
				}
			}
		}
	}
}

// closed is a pipe whose reader has gone.
type closed struct{}

// Write fails.
func (closed) Write([]byte) (int, error) { return 0, io.ErrClosedPipe }

func TestEscapedTellsWhatCannotBeWritten(t *testing.T) {
	if n, err := (&escaped{w: closed{}}).Write([]byte("x")); !errors.Is(err, io.ErrClosedPipe) || n != 0 {
		t.Errorf("%d bytes, error %v", n, err)
	}
}
