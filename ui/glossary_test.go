package ui

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/sample"
)

// help is what the help says of keys and signs, and the words of the glossary at its
// end.
func help(t *testing.T, m *model) (said string, words []string) {
	t.Helper()
	window := dialog.Help(m.screenBelow())
	w, h := window.Size(m.screenBelow())
	_, _, lines := window.Draw(m.screenBelow(), w, h)
	const title = "what the words mean"
	whole := ansi.Strip(strings.Join(lines, "\n"))
	at := strings.LastIndex(whole, title)
	if at < 0 {
		t.Fatal("the help has no glossary")
	}
	rest := whole[at+len(title):]
	wide := 0
	for line := range strings.SplitSeq(strings.Trim(rest, "\n"), "\n") {
		if line = strings.TrimRight(line, " "); line == "" {
			continue
		}
		if wide == 0 {
			wide = strings.Index(line, "The message waits")
		}
		if word := strings.TrimSpace(ansi.Truncate(line, wide, "")); word != "" {
			words = append(words, word)
		}
	}
	if len(words) < 10 || wide < 1 {
		t.Fatalf("the glossary has %d words:\n%s", len(words), rest)
	}
	return whole[:at], words
}

func TestTheGlossaryExplainsWordsThatTheScreenHas(t *testing.T) {
	var shown strings.Builder
	var words []string
	for _, s := range streams() {
		m := newScreen(t, s.make, size{200, 60}, nil)
		for i := range panelAreas {
			m.typed(string(rune('1' + i)))
			m.settle()
			shown.WriteString(strings.ToLower(m.screen()))
		}
		said, all := help(t, m)
		shown.WriteString(strings.ToLower(said))
		words = all
		workers := dialog.Workers(m.state, m.now)
		_, _, lines := workers.Draw(m.screenBelow(), 100, 60)
		shown.WriteString(ansi.Strip(strings.Join(lines, "\n")))
	}
	for _, model := range consume.Models() {
		all := sample.Model(model)
		m := newScreen(t, func() ([]event.Event, time.Time) { return all, all[len(all)-1].Time }, size{200, 60}, nil)
		shown.WriteString(strings.ToLower(m.screen()))
	}
	elsewhere := []string{"retention"} // what AWS says of a queue has it
	for _, g := range words {
		for word := range strings.SplitSeq(g, ", ") {
			word = strings.TrimSuffix(word, " 2/3")
			if word == "0 ✖" {
				word = " ✖"
			}
			if word == "7 days" {
				word = " day"
			}
			if !strings.Contains(shown.String(), word) && !slices.Contains(elsewhere, word) {
				t.Errorf("no screen has %q", word)
			}
		}
	}
}

func TestTheGlossaryOpensAtItsFirstWord(t *testing.T) {
	for _, at := range goldenSizes {
		m := newScreen(t, busy, at, nil)
		m.windows.Push(dialog.Glossary(m.screenBelow()))
		m.settle()
		screen := m.screen()
		if !strings.Contains(screen, "what the words mean") || !strings.Contains(screen, "visible ") {
			t.Errorf("at %v:\n%s", at, screen)
		}
	}
}

func TestANodeOpensWithItsSentenceAndTheJSONBelow(t *testing.T) {
	m := newScreen(t, busy, size{80, 24}, nil)
	m.Update(m.describe(state.QueueNode)())
	m.settle()
	screen := ansi.Strip(m.screen())
	at, json := strings.Index(screen, "Only the rule HD-image-upload-trigger may send"), strings.Index(screen, `"QueueArn"`)
	if at < 0 || json < at {
		t.Errorf("no sentence above the JSON:\n%s", screen)
	}
}
