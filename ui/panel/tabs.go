package panel

import (
	"fmt"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

// Tab is a panel as the line of tabs has it.
type Tab struct {
	Name  string
	Short string // where there is little room; empty: the name is cut
	Here  bool   // what has just happened shows there
}

// Tabs is the line that names the panels and their keys, the chosen one in brackets.
type Tabs struct {
	All    []Tab
	Chosen int // of them; another number: none
	Width  int
	Styles *draw.Styles
}

// Draw draws the line.
func (t *Tabs) Draw() string {
	var b strings.Builder
	used := 0
	for i, text := range t.Names() {
		style := draw.Dim
		if i == t.Chosen {
			style = draw.Title
		}
		if used += ansi.StringWidth(text); used > t.Width {
			break
		}
		b.WriteString(t.Styles.Paint(style, text))
	}
	return b.String()
}

// At is the number of the tab at a cell, from 0.
func (t *Tabs) At(x int) (tab int, there bool) {
	at := 0
	for i, name := range t.Names() {
		w := ansi.StringWidth(name)
		if x >= at && x < at+w {
			return i, true
		}
		at += w
	}
	return 0, false
}

// leastTab is how many letters tell a panel's name.
const leastTab = 5

// Names are the panels as the line calls them. Where they do not fit they have their short
// names, where they have one; then those that are not chosen are cut to as many letters as
// there is room for, then to their numbers.
func (t *Tabs) Names() []string {
	names := make([]string, len(t.All))
	most, numbers := 20, 0
	for {
		total := 0
		for i := range t.All {
			names[i] = t.name(i, most)
			if i >= len(t.All)-numbers && i != t.Chosen {
				names[i] = fmt.Sprintf(" %d", i+1)
			}
			total += ansi.StringWidth(names[i])
		}
		switch {
		case total <= t.Width || numbers == len(t.All):
			return names
		case most > leastTab:
			most--
		default:
			numbers++
		}
	}
}

// name is what a tab is called: by its short name where the other has more cells than
// most, and at most so many of it where it is not the chosen one.
func (t *Tabs) name(i, most int) string {
	tab, chosen := &t.All[i], i == t.Chosen
	name := tab.Name
	if tab.Short != "" && len(name) > most {
		name = tab.Short
	}
	if !chosen && len(name) > most {
		name = draw.Fit(name, most)
	}
	before, after := " ", ""
	if chosen {
		before, after = "[", "]"
	}
	if tab.Here { // in the cell of the others, so that nothing moves, and is cut, for it
		before = t.Styles.Sign("»")
	}
	return fmt.Sprintf("%s%d %s%s", before, i+1, name, after)
}
