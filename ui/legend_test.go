package ui

import (
	"strings"
	"testing"
	"unicode"
)

// drawn are characters that say nothing by themselves: borders and arrows,
// bars that grow by parts of a cell, the rest of a series of which the help
// shows some, and what stands in sentences.
const drawn = "╭╮╰╯─│├┤┬▶◀▲▼" + "▁▂▃▄▅▆▇▉▊▋▌▍▎▏▀" + "³⁴⁵⁶⁷⁸⁹⠇⣇⣧⣷" + "…“”→←↑↓›▸⏎␣⋯"

func TestEverySignOnTheScreenIsInTheHelp(t *testing.T) {
	for _, s := range streams() {
		if s.name == "hostile" { // names may hold any character
			continue
		}
		for _, at := range goldenSizes {
			m := newScreen(t, s.make, at, nil)
			var known strings.Builder
			for _, part := range newHelp(m).parts {
				for _, r := range part.rows {
					known.WriteString(r.name)
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
