package ui

import (
	"context"
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// page shows a text, with the names of JSON in a colour of their own.
type page struct {
	pages
	title string
	lead  string // a sentence above the text; empty for none
	text  string // from outside: escaped line by line as it is drawn

	copies string // what the key that copies puts on the clipboard; may be empty
}

// press takes the key that copies, and those that scroll.
func (p *page) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if p.copies != "" && m.keys.Matches(msg, keys.Copy) {
		return tea.Batch(tea.SetClipboard(p.copies), report(doneMsg{text: "copied the command line"})), false
	}
	return p.pages.press(m, msg)
}

func (p *page) size(m *model) (w, h int) {
	w = 60
	for line := range strings.SplitSeq(p.text, "\n") {
		w = max(w, ansi.StringWidth(draw.Escape(line))+2)
	}
	w = min(w, m.width-4, 120)
	return w, len(p.lines(m, w))
}

func (p *page) draw(m *model, w, h int) (title, right string, body []string) {
	body, right = p.cut(m, p.lines(m, w), h)
	return draw.Escape(p.title), right, body
}

// lines are the lines of the text; long ones go on, further in, on the next.
func (p *page) lines(m *model, w int) []string {
	var out []string
	w = max(w-2, 8)
	for _, line := range draw.Wrap(draw.Escape(p.lead), w) {
		out = append(out, " "+m.styles.Paint(draw.Strong, line))
	}
	if p.lead != "" {
		out = append(out, "")
	}
	for line := range strings.SplitSeq(strings.TrimRight(p.text, "\n"), "\n") {
		line = draw.Escape(strings.ReplaceAll(strings.TrimRight(line, "\r"), "\t", "  "))
		head, _, _ := strings.Cut(ansi.Hardwrap(line, w, true), "\n")
		out = append(out, " "+highlight(m.styles, head))
		rest := line[len(head):]
		if rest == "" {
			continue
		}
		indent := min(len(line)-len(strings.TrimLeft(line, " "))+4, w/2)
		for part := range strings.SplitSeq(ansi.Hardwrap(rest, w-indent, true), "\n") {
			out = append(out, strings.Repeat(" ", indent+1)+m.styles.Paint(draw.Text, part))
		}
	}
	return out
}

// callPage shows an API call.
func callPage(c *state.Call, setup *event.Setup, copyKey string) *page {
	caller := "this program"
	switch {
	case c.Bookkeeping():
		caller = "this program's own bookkeeping: no part of the work"
	case c.Outside():
		caller = c.Caller
	}
	lines := []string{
		fmt.Sprintf("%s %s", c.Service, c.Operation), "",
		"at        " + c.At.Format("15:04:05.000"),
		"by        " + caller,
		fmt.Sprintf("status    %d", c.Status),
		fmt.Sprintf("took      %.1f ms", float64(c.Took.Microseconds())/1000),
		fmt.Sprintf("attempts  %d", c.Attempts),
		fmt.Sprintf("size      %d bytes", c.Size),
	}
	if c.Worker != "" {
		lines = append(lines, "worker    "+c.Worker)
	}
	if c.MessageID != "" {
		lines = append(lines, "message   "+c.MessageID)
	}
	if c.Key != "" {
		lines = append(lines, "image     "+c.Key)
	}
	if setup.Priced() {
		lines = append(lines, fmt.Sprintf("price     $%.7f", c.USD))
	}
	if c.Text != "" {
		lines = append(lines, "result    "+c.Text)
	}
	if c.Error != "" {
		const wide = 70
		lines = append(append(lines, "", "error"), draw.Wrap(c.Error, wide)...)
	}
	if c.Request != "" {
		lines = append(lines, "", "request", panel.Indented(c.Request))
	}
	if c.Answer != "" {
		lines = append(lines, "", "answer", panel.Indented(c.Answer))
	}
	command := panel.CommandLine(c, setup)
	if command != "" {
		lines = append(lines, "", "the same with the AWS CLI ("+copyKey+" copies it)", command)
	}
	return &page{title: "API call", text: strings.Join(lines, "\n"), copies: command}
}

// describedMsg is what AWS knows of a node.
type describedMsg struct {
	page *page
	err  error
}

// answer is what a question to AWS brought.
type answer interface{ show(m *model) }

// describe asks AWS what it knows of a node.
func (m *model) describe(node state.Node) tea.Cmd {
	d := m.options.Describer
	if m.options.Begins != nil {
		return report(doneMsg{err: errNotBegun})
	}
	if d == nil {
		return nil
	}
	ctx := m.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		title, text, err := d.Describe(ctx, node)
		lead, rest, told := strings.Cut(text, "\n\n")
		if !told || strings.HasPrefix(text, "{") {
			lead, rest = "", text
		}
		return describedMsg{page: &page{title: title, lead: lead, text: rest}, err: err}
	}
}

// show shows what AWS knows.
func (msg describedMsg) show(m *model) {
	if msg.err != nil {
		m.toasts.add(doneMsg{err: msg.err}, m.clock())
		return
	}
	m.push(msg.page)
}
