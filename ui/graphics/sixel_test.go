package graphics

import (
	"testing"

	"github.com/charmbracelet/x/ansi"
)

func TestALineIsWrittenFromItsFirstChangeToItsLast(t *testing.T) {
	p := painter{}
	p.begin()
	k := cellsKey{w: 2, h: 1, sixel: true}
	mark := p.mark(k, "picture")[0]
	frame := func(left, right string) (due bool) {
		if got, want := ansi.Strip(p.lift(left+mark+right)), left+"  "+right; got != want {
			t.Errorf("the frame is %q, want %q", got, want)
		}
		due = len(p.due) > 0
		p.paint()
		return due
	}
	for _, c := range []struct {
		left, right string
		due         bool
	}{
		{"a", "b", true}, {"a", "b", false}, {"x", "b", false}, {"x", "y", false}, {"雪", "y", true}, {"ab", "c", true},
	} {
		// A wide or longer text moves the picture to another place.
		if due := frame(c.left, c.right); due != c.due {
			t.Errorf("%q, %q: due is %v, want %v", c.left, c.right, due, c.due)
		}
	}
	frame("ab", "c")
	if !frame("cd", "e") {
		t.Error("the line changed on both sides, and the picture is not painted again")
	}
}

func TestAPartOfAPictureIsNotPainted(t *testing.T) {
	p := painter{}
	p.begin()
	lines := p.mark(cellsKey{w: 3, h: 2, sixel: true}, "picture")
	cut := ansi.Truncate(lines[1], 2, "")
	p.lift(lines[0] + "\n" + cut + "x")
	if len(p.due) > 0 {
		t.Error("it is painted over what hides it")
	}
	p.lift(lines[0] + "\n" + lines[1])
	if len(p.due) != 1 {
		t.Error("it is not painted where it is whole")
	}
}
