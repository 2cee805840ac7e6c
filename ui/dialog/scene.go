package dialog

import (
	"strings"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/draw"
	"inflight/ui/keys"
)

// question asks what a scene is going to show, before it does.
type question struct {
	begin, leave func() tea.Cmd
}

// Question asks the question of the scene that the state has. A key begins it.
func Question(begin, leave func() tea.Cmd) Window { return &question{begin, leave} }

// questionWidth is that of a line of a question, and a margin.
const questionWidth = 76

func (q *question) lines(s *Screen) (lines []string) {
	if s.State == nil {
		return nil
	}
	return q.wrapped(s, s.State.Scene.Question)
}

// wrapped are lines as they fit; narrow ones go on in one another.
func (q *question) wrapped(s *Screen, text string) (lines []string) {
	width := max(min(questionWidth, s.Width-4)-2, 1)
	if width < questionWidth-2 {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	for line := range strings.SplitSeq(text, "\n") {
		lines = append(lines, draw.Wrap(draw.Escape(line), width)...)
	}
	return lines
}

// words are what words of the question mean, a line or two each.
func (q *question) words(s *Screen) (lines []string) {
	if s.State == nil || s.State.Scene.Words == "" {
		return nil
	}
	lines = append(lines, "")
	for line := range strings.SplitSeq(s.State.Scene.Words, "\n") {
		lines = append(lines, q.wrapped(s, line)...)
	}
	return lines
}

func (q *question) Size(s *Screen) (w, h int) {
	return questionWidth, len(q.lines(s)) + len(q.words(s)) + 4
}

func (q *question) Scroll(int) {}

func (q *question) Draw(s *Screen, _, _ int) (title, right string, body []string) {
	if s.State == nil {
		return "", "", nil
	}
	body = append(body, "")
	for _, line := range q.lines(s) {
		body = append(body, " "+s.Styles.Paint(draw.Strong, line))
	}
	for _, line := range q.words(s) {
		body = append(body, " "+s.Styles.Paint(draw.Dim, line))
	}
	body = append(body, "", " "+s.Styles.Paint(draw.Text, "What do you think? Have a guess, then watch."))
	key := func(name, does string) string {
		return s.Styles.Paint(draw.Accent, name) + " " + s.Styles.Paint(draw.Dim, does)
	}
	body = append(body, " "+key("enter", "begins")+"   "+key(s.Keys.Called(keys.Quit), "leaves"))
	return "scene: " + draw.Escape(s.State.Scene.Title), "", body
}

func (q *question) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case msg.String() == "enter", s.Keys.Matches(msg, keys.Freeze):
		return q.begin(), true
	case s.Keys.Matches(msg, keys.Quit), s.Keys.Matches(msg, keys.Back):
		return q.leave(), false
	}
	return nil, false
}
