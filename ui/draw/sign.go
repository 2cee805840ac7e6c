package draw

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// twins are the signs that everything is drawn with, each with its twin where only
// ASCII may be drawn. Each is one cell wide but for what says otherwise. What the help
// explains has a twin of its own; borders, arrows and the ends of columns share some.
var twins = [][2]string{
	// A message, by its state; in flight with three quarters and more of its time
	// left, a half, a quarter, less.
	{"■", "#"},
	{"◌", "o"},
	{"●", "@"},
	{"◕", "O"},
	{"◑", "c"},
	{"◔", ","},
	{"✖", "X"},
	{"✓", "+"},
	{"✔", "ok:"}, // three cells; an action went well
	// Its race: work done and to do; time left, half a cell of that, and time gone;
	// a heartbeat, the end of the timeout.
	{"▰", "*"},
	{"▱", "-"},
	{"━", "="},
	{"╸", ""}, // ASCII has no half cells
	{"╍", "_"},
	{"╵", "'"},
	{"╳", "%"},
	// A worker: the four stages, a poll, no core free, between stages, too late, dead,
	// standing with the world.
	{"░", "d"},
	{"▓", "T"},
	{"▒", "u"},
	{"▖", "n"},
	{"·", "."},
	{"┈", "w"},
	{"╌", "h"},
	{"▚", "!"},
	{"†", "D"},
	{"═", "f"},
	// What went wrong on purpose.
	{"◈", "$"},
	// A goroutine of a model that waits: for a message in its channel, for a place in
	// the next one, for a permit. The walls of a channel.
	{"◦", "i"},
	{"▐", "P"},
	{"┇", "l"},
	{"▕", "["},
	{"▏", "]"},
	// Several tokens in one cell, from two on, and the number of a try.
	{"⠃", "2"},
	{"⠇", "3"},
	{"⡇", "4"},
	{"⣇", "5"},
	{"⣧", "6"},
	{"⣷", "7"},
	{"⣿", "&"},
	{"²", "2"},
	{"³", "3"},
	{"⁴", "4"},
	{"⁵", "5"},
	{"⁶", "6"},
	{"⁷", "7"},
	{"⁸", "8"},
	{"⁹", "9"},
	// A column, from an eighth to a whole.
	{"▁", "_"},
	{"▂", "."},
	{"▃", ":"},
	{"▄", "-"},
	{"▅", "="},
	{"▆", "+"},
	{"▇", "I"},
	{"█", "H"},
	// Lists: where the cursor is, what is chosen and what is not, where there is no
	// picture, what is a part of the line above.
	{"▸", ">"},
	{"◆", "S"},
	{"◇", "s"},
	{"╱", "/"},
	{"└", "`"},
	// Boxes and arrows; what is inferred; consumers that are paused.
	{"─", "-"},
	{"│", "|"},
	{"╭", "+"},
	{"╮", "+"},
	{"╰", "+"},
	{"╯", "+"},
	{"├", "+"},
	{"┤", "+"},
	{"┬", "+"},
	{"▶", ">"},
	{"◀", "<"},
	{"▼", "v"},
	{"▲", "^"},
	{"┄", ":"},
	{"‖", "|"},
	// The line of time: a failure, a redrive, a purge, events that are missing, the
	// moment that is shown. A death and a timeout have the signs that they have elsewhere.
	{"▾", "F"},
	{"▴", "R"},
	{"∅", "0"},
	{"?", "?"},
	{"▮", "M"},
	// In and beside sentences: what happens now, from and to, times, about, cut, mail.
	{"»", ">"},
	{"→", ">"},
	{"×", "x"},
	{"≈", "~"},
	{"…", "~"},
	{"µ", "u"},
	{"✉", "sns"}, // three cells
}

// ascii are the twins of the signs; spelt puts those into a text that are as wide as
// their signs.
var ascii, spelt = func() (map[string]string, *strings.Replacer) {
	byName := make(map[string]string, len(twins))
	var pairs []string
	for _, t := range twins {
		byName[t[0]] = t[1]
		if ansi.StringWidth(t[0]) == len(t[1]) {
			pairs = append(pairs, t[0], t[1])
		}
	}
	return byName, strings.NewReplacer(pairs...)
}()

// Sign is a sign of the table, or its twin where only ASCII may be drawn.
func (s *Styles) Sign(sign string) string {
	if s == nil || !s.ASCII {
		return sign
	}
	return ascii[sign]
}

// Spelt is a text with the twins of the signs in it where only ASCII may be drawn.
// It is as wide as before.
func (s *Styles) Spelt(text string) string {
	if s == nil || !s.ASCII {
		return text
	}
	return spelt.Replace(text)
}
