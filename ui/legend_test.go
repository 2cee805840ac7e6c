package ui

import (
	"strings"
	"testing"
	"unicode"

	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/panel"
	"inflight/ui/rewind"
)

// drawn are characters that say nothing by themselves: borders and arrows,
// bars that grow by parts of a cell, the rest of a series of which the help
// shows some, and what stands in sentences.
const drawn = "╭╮╰╯─│├┤┬▶◀▲▼" + "▁▂▃▄▅▆▇▀╸" + "³⁴⁵⁶⁷⁸⁹⠇⣇⣧⣷" + "…“”→←↑↓›▸⏎␣⋯"

func TestEverySignOnTheScreenIsInTheHelp(t *testing.T) {
	for _, s := range streams() {
		if s.name == "hostile" { // names may hold any character
			continue
		}
		for _, at := range goldenSizes {
			m := newScreen(t, s.make, at, nil)
			var known strings.Builder
			for _, part := range append(panel.Legend(m.styles), rewind.Legend(m.styles), flow.Legend(m.styles)) {
				for _, sign := range part.Signs {
					known.WriteString(sign.Glyph)
				}
			}
			for _, part := range m.keys.Help() {
				for _, k := range part.Keys {
					known.WriteString(k.Help().Key)
				}
			}
			for i := range panelAreas {
				m.typed(string(rune('1' + i)))
				m.settle()
				for _, r := range m.screen() {
					if r < unicode.MaxASCII || unicode.IsLetter(r) || strings.ContainsRune(drawn+known.String(), r) {
						continue
					}
					t.Errorf("%s at %v with panel %d shows %q, which the help does not explain", s.name, at, i+1, r)
				}
			}
		}
	}
}

// signsIn are the signs of a row of the legend: characters, or words and numbers.
func signsIn(row string) []string {
	var signs []string
	for _, field := range strings.Fields(row) {
		isWord := func(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
		if len(strings.Map(func(r rune) rune {
			if isWord(r) {
				return r
			}
			return -1
		}, field)) > 1 && isWord(rune(field[0])) {
			signs = append(signs, field)
			continue
		}
		signs = append(signs, strings.Split(field, "")...)
	}
	return signs
}

func TestASignMeansOneThing(t *testing.T) {
	for _, ascii := range []bool{false, true} {
		styles := &draw.Styles{ASCII: ascii}
		parts := append(panel.Legend(styles), rewind.Legend(styles), flow.Legend(styles))
		means := map[string]string{}
		tokens := "" // which the arrows show on their way
		for i, part := range parts {
			for _, row := range part.Signs {
				if i == 0 {
					tokens += row.Glyph
				}
				for _, sign := range signsIn(row.Glyph) {
					if i == len(parts)-1 && strings.Contains(tokens, sign) {
						continue
					}
					if other, taken := means[sign]; taken && !strings.HasPrefix(other, row.Means) { // one of what it means elsewhere
						t.Errorf("ASCII %v: %q is %q and %q", ascii, sign, other, row.Means)
					}
					means[sign] = row.Means
				}
			}
		}
	}
}
