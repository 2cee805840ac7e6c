package ui

import (
	"strings"
	"testing"
	"unicode"
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

func TestASignMeansOneThing(t *testing.T) {
	const several = "●◕◑◔■²" // tokens, which the arrows show on their way
	for _, s := range streams() {
		m := newScreen(t, s.make, goldenSizes[0], nil)
		means := map[rune]string{}
		for _, part := range newHelp(m).parts {
			for _, row := range part.rows {
				for _, r := range row.name {
					if r < unicode.MaxASCII || strings.ContainsRune(several+drawn, r) {
						continue
					}
					if other, taken := means[r]; taken && other != row.does {
						t.Errorf("%q is %q and %q", r, other, row.does)
					}
					means[r] = row.does
				}
			}
		}
		break
	}
}
