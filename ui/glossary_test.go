package ui

import (
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/state"
)

func TestEveryWordThatNeedsItIsInTheGlossary(t *testing.T) {
	for _, word := range []string{
		"visible", "in flight", "visibility timeout", "receive count", "recv", "heartbeat", "dead-letter queue", "redrive",
		"long polling", "pool", "p95", "busy", "price", "retention", "7 days", "0 ✖", "expired while held", "received again",
		"repeated", "kept", "backoff", "delayed", "late", "inferred", "purge", "not visible", "download", "thumbnail", "upload", "notify",
	} {
		if !slices.ContainsFunc(glossary, func(g term) bool { return strings.Contains(g.word+" "+g.means, word) }) {
			t.Errorf("%q is nowhere in it", word)
		}
	}
	for _, g := range glossary {
		if !strings.HasSuffix(g.means, ".") {
			t.Errorf("%q is explained by no sentence: %q", g.word, g.means)
		}
	}
}

func TestTheGlossaryExplainsWordsThatTheScreenHas(t *testing.T) {
	var shown strings.Builder
	for _, s := range streams() {
		m := newScreen(t, s.make, size{200, 60}, nil)
		for i := range panelAreas {
			m.typed(string(rune('1' + i)))
			m.settle()
			shown.WriteString(strings.ToLower(m.screen()))
		}
		for _, part := range newHelp(m).parts {
			for _, row := range part.rows {
				shown.WriteString(strings.ToLower(row.does))
			}
		}
		for _, line := range strings.Split(m.workersPage().text, "\n") {
			shown.WriteString(line)
		}
	}
	elsewhere := []string{"retention"} // what AWS says of a queue has it
	for _, g := range glossary {
		for word := range strings.SplitSeq(g.word, ", ") {
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
		m.openGlossary()
		m.settle()
		screen := m.screen()
		if !strings.Contains(screen, "what the words mean") || !strings.Contains(screen, glossary[0].word+" ") {
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
