package graphics

import (
	"image"
	"image/color"
	"image/draw"
	"strings"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/picture"
)

// painter shows pictures by sixels. They are no part of a view: they are painted
// over the frame, once it is on the terminal, and stay there for as long as
// nobody writes to their cells. So in the frame a picture is a block of marks,
// a character of the private use areas for each picture. Before the frame goes
// out they become spaces, and where a block is seen to be whole, and not on the
// terminal already, the picture is painted.
type painter struct {
	cell      image.Point // of the terminal, in pixels
	ground    color.Color // behind the pictures
	sequences map[cellsKey]string
	marks     map[cellsKey]rune
	keys      map[rune]cellsKey
	next      rune

	lines []string      // of the last frame, marks and all
	there map[spot]bool // pictures that are on the terminal
	due   []spot        // pictures that should be
	soon  bool          // a command paints them
}

// spot is a picture at a place of the screen.
type spot struct {
	key  cellsKey
	x, y int
}

// The marks, and how they begin in UTF-8.
const (
	firstMark, marks = 0xF0000, 0x1000
	markPrefix       = "\xf3\xb0"
)

// paintDelay is how long a frame takes to the terminal: the one that is under
// way, and the next.
const paintDelay = time.Second / 15

// Due is the message that the frame is on the terminal, and what is due can be
// painted over it.
type Due struct{}

func (p *painter) begin() {
	p.sequences, p.marks, p.keys = map[cellsKey]string{}, map[cellsKey]rune{}, map[rune]cellsKey{}
	p.reset()
}

// reset is for a terminal that was cleared.
func (p *painter) reset() { p.lines, p.there = nil, map[spot]bool{} }

// encode makes the sequence of a picture. What is clear gets the colour of the
// background: nothing else would hide what was there before.
func (p *painter) encode(k cellsKey, png []byte) (string, error) {
	img, err := picture.Decode(png)
	if err != nil {
		return "", err
	}
	whole := image.NewNRGBA(img.Bounds())
	draw.Draw(whole, whole.Bounds(), image.NewUniform(p.ground), image.Point{}, draw.Src)
	draw.Draw(whole, whole.Bounds(), img, img.Bounds().Min, draw.Over)
	return picture.SixelSequence(whole, k.w, k.h, p.cell)
}

// mark keeps a picture's sequence, and returns the block that stands for it.
func (p *painter) mark(k cellsKey, sequence string) []string {
	p.next = (p.next + 1) % marks
	mark := firstMark + p.next
	p.sequences[k], p.marks[k], p.keys[mark] = sequence, mark, k
	line := strings.Repeat(string(mark), k.w)
	block := make([]string, k.h)
	for i := range block {
		block[i] = line
	}
	return block
}

// drop forgets a picture.
func (p *painter) drop(k cellsKey) {
	delete(p.keys, p.marks[k])
	delete(p.marks, k)
	delete(p.sequences, k)
}

// OverFrame tells whether pictures are painted over the frame.
func (p *Pictures) OverFrame() bool { return p.shown == picture.Sixel }

// Lift takes what stands for pictures that are painted over it out of a frame, and
// notes where they are due.
func (p *Pictures) Lift(content string) string {
	if !p.OverFrame() {
		return content
	}
	return p.painter.lift(content)
}

// Repaint returns a command that paints what is due once the frame is on the
// terminal; nil where nothing is.
func (p *Pictures) Repaint() tea.Cmd { return p.painter.repaint() }

// lift takes the marks out of a frame, and notes where pictures are due.
func (p *painter) lift(content string) string {
	lines := strings.Split(content, "\n")
	seen := map[cellsKey]*block{}
	out := make([]string, len(lines))
	for y, line := range lines {
		out[y] = p.liftLine(y, line, seen)
	}
	there := map[spot]bool{}
	p.due = p.due[:0]
	for k, b := range seen {
		at := spot{k, b.x, b.y}
		switch {
		case !b.whole || b.rows != k.h:
		case p.there[at] && !p.written(lines, at):
			there[at] = true
		default:
			p.due = append(p.due, at)
		}
	}
	p.there, p.lines = there, lines
	return strings.Join(out, "\n")
}

// block is what a frame has of a picture.
type block struct {
	x, y, rows int
	whole      bool // so far
}

// liftLine takes the marks out of a line. What stands there instead differs
// from the screen's other spaces, so that they wipe the picture out when it goes.
func (p *painter) liftLine(y int, line string, seen map[cellsKey]*block) string {
	var out strings.Builder
	x := 0
	for {
		before, rest, found := strings.Cut(line, markPrefix)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		rest = markPrefix + rest
		mark, size := utf8.DecodeRuneInString(rest)
		n := 1
		for strings.HasPrefix(rest[n*size:], rest[:size]) {
			n++
		}
		x += ansi.StringWidth(before)
		if k, ours := p.keys[mark]; ours {
			note(seen, k, x, y, n)
			out.WriteString("\x1b[8m" + strings.Repeat(" ", n) + "\x1b[28m")
		} else {
			out.WriteString(rest[:n*size])
		}
		x += n
		line = rest[n*size:]
	}
}

// note adds a row of n marks to a picture's block.
func note(seen map[cellsKey]*block, k cellsKey, x, y, n int) {
	b := seen[k]
	if b == nil {
		b = &block{x: x, y: y, whole: true}
		seen[k] = b
	}
	b.whole = b.whole && n == k.w && x == b.x && y == b.y+b.rows
	b.rows++
}

// written tells whether the terminal gets any of a picture's cells again: a line
// is written from the first cell that changed to the last one.
func (p *painter) written(lines []string, at spot) bool {
	if len(lines) != len(p.lines) {
		return true
	}
	mark := string(p.marks[at.key])
	for y := at.y; y < at.y+at.key.h; y++ {
		was, is := p.lines[y], lines[y]
		if was == is {
			continue
		}
		first := strings.Index(is, mark)
		if first < 0 || first > len(was) || was[:first] == is[:first] {
			continue
		}
		after := is[strings.LastIndex(is, mark):]
		if !strings.HasSuffix(was, after) {
			return true
		}
	}
	return false
}

// repaint returns a command that paints what is due once the frame is on the
// terminal; nil where nothing is.
func (p *painter) repaint() tea.Cmd {
	if len(p.due) == 0 || p.soon {
		return nil
	}
	p.soon = true
	return tea.Tick(paintDelay, func(time.Time) tea.Msg { return Due{} })
}

// paint returns a command that paints what is due now.
func (p *painter) paint() tea.Cmd {
	p.soon = false
	var b strings.Builder
	for _, at := range p.due {
		b.WriteString(picture.At(at.x, at.y, p.sequences[at.key]))
		p.there[at] = true
	}
	p.due = p.due[:0]
	return tea.Raw(b.String())
}

// stand says what colour is behind the pictures.
func (p *Pictures) stand(ground color.Color) {
	if ground == nil || ground == p.painter.ground {
		return
	}
	p.painter.ground = ground
	if p.shown == picture.Sixel {
		p.forget()
	}
}

// resized is for a terminal of another size: it is written again, and its cells
// may be of another size too, so it is asked.
func (p *Pictures) resized() tea.Cmd {
	p.painter.reset()
	if p.shown != picture.Sixel {
		return nil
	}
	return p.measure()
}
