package dialog

import (
	"slices"
	"strings"
	"testing"
)

func TestEveryWordThatNeedsItIsInTheGlossary(t *testing.T) {
	for _, word := range []string{
		"visible", "in flight", "visibility timeout", "receive count", "recv", "heartbeat", "dead-letter queue", "redrive",
		"long polling", "pool", "p95", "busy", "price", "retention", "7 days", "0 ✖", "while held: expired", "received again",
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
		if strings.HasPrefix(g.means, "So ") { // "So many failed." is a cry
			t.Errorf("%q is explained by a cry: %q", g.word, g.means)
		}
	}
}
