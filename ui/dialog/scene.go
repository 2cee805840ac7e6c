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
	for line := range strings.SplitSeq(s.State.Scene.Question, "\n") {
		lines = append(lines, draw.Wrap(draw.Escape(line), max(min(questionWidth, s.Width-4)-2, 1))...)
	}
	return lines
}

func (q *question) Size(s *Screen) (w, h int) {
	more := 0
	if s.State != nil && s.State.Scene.Words != "" {
		more = strings.Count(s.State.Scene.Words, "\n") + 2
	}
	return questionWidth, len(q.lines(s)) + more + 4
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
	if words := s.State.Scene.Words; words != "" {
		body = append(body, "")
		for line := range strings.SplitSeq(words, "\n") {
			body = append(body, " "+s.Styles.Paint(draw.Dim, draw.Escape(line)))
		}
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
