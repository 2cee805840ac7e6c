package scene

import "strings"

// Text is something to be said. What stands in braces is a fact, as it is when it is
// said: {tortoise.tries}.
type Text struct {
	parts []part
}

// part is a piece of text, or a fact.
type part struct {
	text string
	fact *fact
}

// with is the text with its facts.
func (t *Text) with(f *Facts) string {
	var b strings.Builder
	for _, p := range t.parts {
		if p.fact != nil {
			b.WriteString(p.fact.shown(f))
		} else {
			b.WriteString(p.text)
		}
	}
	return b.String()
}

// empty tells whether there is nothing to be said.
func (t *Text) empty() bool { return len(t.parts) == 0 }

// text reads a text.
func (v *vocabulary) text(w *word) (t Text, err error) {
	rest, at := w.text, 0
	for {
		before, after, found := strings.Cut(rest, "{")
		if before != "" {
			t.parts = append(t.parts, part{text: before})
		}
		if !found {
			return t, nil
		}
		name, next, closed := strings.Cut(after, "}")
		at += len([]rune(before)) + 1
		here := *w
		here.column += at
		if !closed {
			return t, here.wrong("a } is missing: what stands in braces is a fact")
		}
		f, why := v.fact(name)
		if why != "" {
			return t, here.wrong("%s", why)
		}
		t.parts = append(t.parts, part{fact: f})
		at += len([]rune(name)) + 1
		rest = next
	}
}
