package picture

import (
	"encoding/base64"
	"strconv"
	"strings"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/ansi/kitty"
)

// maxCells is the largest width and height of a picture in cells: there are as
// many diacritics to count rows and columns with.
const maxCells = 297

// ID is the number under which a terminal keeps a picture. It travels as the
// foreground colour of the placeholders: up to 255 as one of the 256 colours,
// above that as a 24-bit colour.
type ID uint32

// foreground are the parameters that choose the ID as a colour.
func (id ID) foreground() string {
	if id <= 255 {
		return "38;5;" + strconv.FormatUint(uint64(id), 10)
	}
	return string(pixel{r: uint8(id >> 16), g: uint8(id >> 8), b: uint8(id)}.appendTrue([]byte("38;2;")))
}

// Transmit is the sequence that hands a PNG to the terminal under an id and says
// that it fills w by h cells. Nothing is shown by it: the Placeholders of the
// same id, width and height are what shows the picture. Send it once (with Bubble
// Tea: tea.Raw), and again after the terminal was reset; the same id at another
// size replaces what was. The terminal does not answer. Within tmux it takes
// `allow-passthrough on`. It is "" if there is nothing to show.
//
// https://sw.kovidgoyal.net/kitty/graphics-protocol/#unicode-placeholders
func Transmit(id ID, png []byte, w, h int, tmux bool) string {
	if len(png) == 0 || w <= 0 || h <= 0 {
		return ""
	}
	data := base64.StdEncoding.AppendEncode(nil, png)
	options := []string{
		"a=T", "U=1", "q=2", "f=100", "t=d", "i=" + strconv.FormatUint(uint64(id), 10),
		"c=" + strconv.Itoa(min(w, maxCells)), "r=" + strconv.Itoa(min(h, maxCells)),
	}
	var b strings.Builder
	for first := true; first || len(data) > 0; first = false {
		chunk := data[:min(len(data), kitty.MaxChunkSize)]
		data = data[len(chunk):]
		if !first {
			options = []string{"q=2"}
		}
		more := "m=0"
		if len(data) > 0 {
			more = "m=1"
		}
		b.WriteString(through(tmux, ansi.KittyGraphics(chunk, append(options, more)...)))
	}
	return b.String()
}

// Delete is the sequence that makes the terminal forget a picture.
func Delete(id ID, tmux bool) string {
	return through(tmux, ansi.KittyGraphics(nil, "a=d", "d=I", "q=2", "i="+strconv.FormatUint(uint64(id), 10)))
}

// Placeholders are h lines, each w cells wide, that a terminal replaces by the
// picture of that id. Every cell says all of its row, its column and the id's
// highest byte, so a cell that is drawn alone is still the right one. Width and
// height above 297 cells stay blank.
func Placeholders(id ID, w, h int) []string {
	if w <= 0 || h <= 0 {
		return nil
	}
	lines := make([]string, h)
	for y := range lines {
		if y >= maxCells {
			lines[y] = strings.Repeat(" ", w)
			continue
		}
		var b strings.Builder
		b.WriteString("\x1b[" + id.foreground() + "m")
		for x := range min(w, maxCells) {
			b.WriteRune(kitty.Placeholder)
			b.WriteRune(kitty.Diacritic(y))
			b.WriteRune(kitty.Diacritic(x))
			b.WriteRune(kitty.Diacritic(int(id >> 24)))
		}
		b.WriteString("\x1b[m")
		b.WriteString(strings.Repeat(" ", max(w-maxCells, 0)))
		lines[y] = b.String()
	}
	return lines
}

// through wraps a sequence for tmux to pass on.
func through(tmux bool, seq string) string {
	if tmux {
		return ansi.TmuxPassthrough(seq)
	}
	return seq
}

// IDs gives the pictures their ids, one after the other, round and round. It is
// not safe for concurrent use.
type IDs struct {
	first, count, next uint32
}

// NewIDs returns ids that a terminal with those colours can tell apart: with 24-bit
// colours 65,536, elsewhere the 240 of the 256 colours that are the same
// everywhere. The seed, such as the process id, keeps two programs in one
// terminal from using the same ones.
func NewIDs(colors Colors, seed int) *IDs {
	if colors == True {
		return &IDs{first: uint32(1+uint(seed)%255) << 16, count: 1 << 16}
	}
	return &IDs{first: 16, count: 240, next: uint32(uint(seed) % 240)}
}

// Count is how many pictures can be there at once: after so many ids the first
// comes again, and whatever has it should be deleted.
func (s *IDs) Count() int { return int(s.count) }

// Next is an id.
func (s *IDs) Next() ID {
	id := s.first + s.next%s.count
	s.next++
	return ID(id)
}
