package keys

import (
	"slices"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

// FootLine is the last line of a screen: the keys that matter most there, and at its
// end those that one looks for when lost. It is put together again when what it is of
// changes, and not for each frame. The zero FootLine is of nothing.
type FootLine struct {
	of    FootOf
	parts []footPart
	text  string
}

// FootOf is all that the keys of a foot line and their words depend on.
type FootOf struct {
	Width  int
	In     Scope
	Styles *draw.Styles

	Recorded     bool // there is nothing to act on
	OnlyRecorded bool // there is no now to come back to
	Stands       bool // the world
	Past, Runs   bool // a moment that was is shown, and it goes on
	ASCII        bool // a key has no sign of one cell
}

// footPart is a key in the line: where it stands, and what it is.
type footPart struct {
	from, width int
	text        string // styled
	key         key.Binding
}

// footing is a table as a foot line needs it.
type footing interface {
	Footer(in Scope, recorded, past bool, others map[ID]string) []key.Binding
	As(does string, ids ...ID) key.Binding
}

// Draw is the line, exactly as wide as it is to be.
func (l *FootLine) Draw(t footing, of FootOf) string {
	if l.parts != nil && l.of == of {
		return l.text
	}
	l.of = of
	l.parts = l.of.parts(t)
	at := 0
	var line strings.Builder
	for _, part := range l.parts {
		line.WriteString(strings.Repeat(" ", part.from-at) + part.text)
		at = part.from + part.width
	}
	l.text = draw.Exactly(line.String(), of.Width)
	return l.text
}

// At is the name of the key that was drawn at a cell: of several that share a place,
// the one whose name is there.
func (l *FootLine) At(x int) (name string, there bool) {
	for _, part := range l.parts {
		at := x - part.from
		if at < 0 || at >= part.width {
			continue
		}
		names := part.key.Keys()
		which := 0
		if len(names) > 1 {
			if name := ansi.Truncate(part.key.Help().Key, at, ""); strings.ContainsAny(part.key.Help().Key, "←→↑↓") {
				which = min(ansi.StringWidth(name), len(names)-1)
			} else {
				which = min(strings.Count(name, "/"), len(names)-1)
			}
		}
		return names[which], true
	}
	return "", false
}

// parts are the keys of the line, from left to right.
func (o *FootOf) parts(t footing) []footPart {
	last := []key.Binding{t.As("help", Help), t.As("quit", Quit)}
	fit, brief := o.fitting(t, last)
	var parts []footPart
	add := func(at int, some []key.Binding) {
		for _, k := range some {
			p := footPart{from: at, text: o.line([]key.Binding{k}, brief), key: k}
			p.width = ansi.StringWidth(p.text)
			parts = append(parts, p)
			at += p.width + 2
		}
	}
	add(1, fit)
	add(max(o.Width-1-ansi.StringWidth(o.line(last, brief)), 1), last)
	return parts
}

// expendable is what goes first where the keys do not fit, by what they do.
var expendable = []string{"all actions", "next panel", "by hand", "open", "copy", "zoom", "sort", "broken", "choose", "what AWS knows", "filter"}

// expendableIn is what goes before that, where a panel's own keys matter more
// than those of the pipeline.
func expendableIn(in Scope) []string {
	switch in {
	case Flow:
		return []string{"all actions", "next panel", "zoom", "broken", "purge", "redrive"}
	case Calls, Inbox, Thumbnails: // they list what is over
		return []string{"all actions", "next panel", "zoom", "sort", "broken", "purge", "redrive", "faults", "workers"}
	case Timeline: // a moment is what one is there for
		return []string{"all actions", "next panel", "zoom", "broken", "purge", "redrive", "faults", "workers", "model", "inspect", "10 s"}
	}
	return nil
}

// words are those that are said in place of the rows' own.
func (o *FootOf) words() map[ID]string {
	words := map[ID]string{}
	switch {
	case o.Past && o.Runs:
		words[Freeze] = "stand"
	case o.Past: // it plays
	case o.Stands:
		words[Freeze] = "go on"
	}
	if !o.Stands {
		words[Step] = ""
		if o.In == Dead && !o.Past { // its own keys matter more
			words[Freeze] = ""
		}
	}
	if o.OnlyRecorded {
		words[Back] = ""
	}
	return words
}

// fitting are the keys that fit beside the last ones, and whether their names have to
// be brief.
func (o *FootOf) fitting(t footing, last []key.Binding) (fit []key.Binding, brief bool) {
	fit = t.Footer(o.In, o.Recorded, o.Past, o.words())
	fits := func() bool {
		return ansi.StringWidth(o.line(fit, brief))+ansi.StringWidth(o.line(last, brief))+4 <= o.Width
	}
	if fits() {
		return fit, false
	}
	brief = !o.ASCII
	for _, what := range append(expendableIn(o.In), expendable...) {
		if fits() {
			return fit, brief
		}
		fit = slices.DeleteFunc(fit, func(k key.Binding) bool { return k.Help().Desc == what })
	}
	for len(fit) > 0 && !fits() {
		fit = fit[:len(fit)-1]
	}
	return fit, brief
}

// briefly are keys in one cell.
var briefly = strings.NewReplacer("space", "␣", "enter", "⏎")

// line is a list of keys and what they do.
func (o *FootOf) line(some []key.Binding, brief bool) string {
	parts := make([]string, len(some))
	for i, k := range some {
		name := k.Help().Key
		if brief {
			name = briefly.Replace(name)
		}
		parts[i] = o.Styles.Paint(draw.Accent, name) + " " + o.Styles.Paint(draw.Dim, k.Help().Desc)
	}
	return strings.Join(parts, "  ")
}
