package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
	"inflight/ui/keys"
)

// page shows a text, with the names of JSON in a colour of their own.
type page struct {
	Pages
	title string
	lead  string // a sentence above the text; empty for none
	text  string // from outside: escaped line by line as it is drawn

	copies string // what the key that copies puts on the clipboard; may be empty
}

// Page shows a text from outside under a title, and above it a sentence where there is
// one.
func Page(title, lead, text string) Window { return &page{title: title, lead: lead, text: text} }

// Press takes the key that copies, and those that scroll.
func (p *page) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if p.copies != "" && s.Keys.Matches(msg, keys.Copy) {
		return tea.Batch(tea.SetClipboard(p.copies), Say("copied the command line")), false
	}
	return p.Pages.Press(s, msg)
}

func (p *page) Size(s *Screen) (w, h int) {
	w = 60
	for line := range strings.SplitSeq(p.text, "\n") {
		w = max(w, ansi.StringWidth(draw.Escape(line))+2)
	}
	w = min(w, s.Width-4, 120)
	return w, len(p.lines(s, w))
}

func (p *page) Draw(s *Screen, w, h int) (title, right string, body []string) {
	body, right = p.cut(s, p.lines(s, w), h)
	return draw.Escape(p.title), right, body
}

// lines are the lines of the text; long ones go on, further in, on the next.
func (p *page) lines(s *Screen, w int) []string {
	var out []string
	w = max(w-2, 8)
	for _, line := range draw.Wrap(draw.Escape(p.lead), w) {
		out = append(out, " "+s.Styles.Paint(draw.Strong, line))
	}
	if p.lead != "" {
		out = append(out, "")
	}
	for line := range strings.SplitSeq(strings.TrimRight(p.text, "\n"), "\n") {
		line = draw.Escape(strings.ReplaceAll(strings.TrimRight(line, "\r"), "\t", "  "))
		head, _, _ := strings.Cut(ansi.Hardwrap(line, w, true), "\n")
		out = append(out, " "+highlight(s.Styles, head))
		rest := line[len(head):]
		if rest == "" {
			continue
		}
		indent := min(len(line)-len(strings.TrimLeft(line, " "))+4, w/2)
		for part := range strings.SplitSeq(ansi.Hardwrap(rest, w-indent, true), "\n") {
			out = append(out, strings.Repeat(" ", indent+1)+s.Styles.Paint(draw.Text, part))
		}
	}
	return out
}
