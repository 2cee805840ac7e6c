package picture_test

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"

	"inflight/ui/picture"
)

func TestAPictureIsTransmittedInChunks(t *testing.T) {
	png := bytes.Repeat([]byte("0123456789"), 1000)
	commands := strings.SplitAfter(picture.Transmit(20, png, 16, 8, false), "\x1b\\")
	commands = commands[:len(commands)-1]
	if len(commands) != 4 {
		t.Fatalf("%d bytes take %d commands", len(png), len(commands))
	}
	var data string
	for i, c := range commands {
		options, chunk, _ := strings.Cut(strings.TrimSuffix(strings.TrimPrefix(c, "\x1b_G"), "\x1b\\"), ";")
		want := "q=2,m=1"
		switch i {
		case 0:
			want = "a=T,U=1,q=2,f=100,t=d,i=20,c=16,r=8,m=1"
		case 3:
			want = "q=2,m=0"
		}
		if options != want {
			t.Errorf("command %d has %s, want %s", i, options, want)
		}
		if len(chunk) > 4096 || i < 3 && len(chunk)%4 != 0 {
			t.Errorf("command %d has %d bytes", i, len(chunk))
		}
		data += chunk
	}
	if got, err := base64.StdEncoding.DecodeString(data); err != nil || !bytes.Equal(got, png) {
		t.Errorf("%d bytes arrive: %v", len(got), err)
	}
	if picture.Transmit(20, nil, 16, 8, false) != "" || picture.Transmit(20, png, 0, 8, false) != "" {
		t.Error("nothing was transmitted")
	}
}

func TestTmuxPassesEachCommandOn(t *testing.T) {
	plain := picture.Transmit(20, bytes.Repeat([]byte("x"), 5000), 16, 8, false)
	wrapped := picture.Transmit(20, bytes.Repeat([]byte("x"), 5000), 16, 8, true)
	parts := strings.Split(wrapped, "\x1bPtmux;")
	if len(parts) != 3 || parts[0] != "" {
		t.Fatalf("there are %d passages", len(parts)-1)
	}
	var got strings.Builder
	for _, p := range parts[1:] {
		inner, ok := strings.CutSuffix(p, "\x1b\\")
		if !ok || strings.Contains(strings.ReplaceAll(inner, "\x1b\x1b", ""), "\x1b") {
			t.Errorf("a passage ends early: %q", p[:20])
		}
		got.WriteString(strings.ReplaceAll(inner, "\x1b\x1b", "\x1b"))
	}
	if got.String() != plain {
		t.Error("the terminal gets something else than without tmux")
	}
}

func TestEveryPlaceholderSaysItsRowColumnAndPicture(t *testing.T) {
	for id, color := range map[picture.ID]string{
		42:         "\x1b[38;5;42m",
		0x0a0b0c:   "\x1b[38;2;10;11;12m",
		0x030a0b0c: "\x1b[38;2;10;11;12m",
	} {
		lines := picture.Placeholders(id, 3, 2)
		if len(lines) != 2 {
			t.Fatalf("there are %d lines", len(lines))
		}
		for y, line := range lines {
			want := color
			for x := range 3 {
				want += string([]rune{kitty.Placeholder, kitty.Diacritic(y), kitty.Diacritic(x), kitty.Diacritic(int(id >> 24))})
			}
			if line != want+"\x1b[m" {
				t.Errorf("picture %d, line %d: %q", id, y, line)
			}
		}
	}
}

func TestPlaceholdersAreAsWideAsTheySay(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {16, 8}, {64, 32}, {297, 2}, {300, 299}} {
		lines := picture.Placeholders(77, size[0], size[1])
		if len(lines) != size[1] {
			t.Fatalf("%v: %d lines", size, len(lines))
		}
		for y, l := range lines {
			if w := ansi.StringWidth(l); w != size[0] {
				t.Fatalf("%v: line %d is %d wide", size, y, w)
			}
		}
	}
}

func TestAPictureIsForgotten(t *testing.T) {
	if got := picture.Delete(300, false); got != "\x1b_Ga=d,d=I,q=2,i=300\x1b\\" {
		t.Errorf("got %q", got)
	}
}

func TestIDsComeAgainOnlyAfterAllOthers(t *testing.T) {
	for colors, want := range map[picture.Colors]struct {
		count     int
		low, high picture.ID
	}{
		picture.True:    {1 << 16, 0x010000, 0xffffff},
		picture.Indexed: {240, 16, 255},
	} {
		for _, seed := range []int{0, 4711, -5} {
			ids := picture.NewIDs(colors, seed)
			seen := map[picture.ID]bool{}
			for range want.count {
				id := ids.Next()
				if seen[id] || id < want.low || id > want.high {
					t.Fatalf("seed %d: %d comes again or cannot be told", seed, id)
				}
				seen[id] = true
			}
			if ids.Count() != want.count || !seen[ids.Next()] {
				t.Errorf("seed %d: the first id does not come again after %d", seed, want.count)
			}
		}
	}
}

func ExamplePlaceholders() {
	line := picture.Placeholders(99, 2, 1)[0]
	fmt.Printf("%+q\n", line)
	// Output: "\x1b[38;5;99m\U0010eeee\u0305\u0305\u0305\U0010eeee\u0305\u030d\u0305\x1b[m"
}
