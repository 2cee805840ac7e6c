package eventbridge

import (
	"errors"
	"io"
	"testing"
)

// narrow is a file that holds so many bytes.
type narrow struct {
	content string
	room    int
}

var errFull = errors.New("no space left")

func (n *narrow) Seek(int64, int) (int64, error) { return int64(len(n.content)), nil }

func (n *narrow) Write(b []byte) (int, error) {
	fits := min(n.room-len(n.content), len(b))
	n.content += string(b[:fits])
	if fits < len(b) {
		return fits, errFull
	}
	return fits, nil
}

func (n *narrow) Truncate(size int64) error {
	n.content = n.content[:size]
	return nil
}

var _ io.WriteSeeker = (*narrow)(nil)

func TestALineThatDoesNotFitLeavesNothingBehind(t *testing.T) {
	f := &narrow{room: 12}
	for _, line := range []string{"one", "two"} {
		if err := addLine(f, []byte(line)); err != nil {
			t.Fatal(err)
		}
	}
	if err := addLine(f, []byte("three")); !errors.Is(err, errFull) || f.content != "one\ntwo\n" {
		t.Errorf("%v left %q", err, f.content)
	}
	f.room = 20
	if err := addLine(f, []byte("four")); err != nil || f.content != "one\ntwo\nfour\n" {
		t.Errorf("%v left %q", err, f.content)
	}
}
