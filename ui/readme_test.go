package ui

import (
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"

	"inflight/docs/docstest"
	"inflight/ui/keys"
)

// readme is where the table of keys stands, between its marks.
const readme = "../README.md"

// keyTable is the README's table: what the help says, in its order.
func keyTable() string {
	var b strings.Builder
	b.WriteString("| key | does |\n| --- | --- |\n")
	for _, part := range keys.New(rows(), nil, false).Help() {
		fmt.Fprintf(&b, "| | *%s* |\n", part.Title)
		for _, k := range part.Keys {
			fmt.Fprintf(&b, "| `%s` | %s |\n", k.Help().Key, k.Help().Desc)
		}
	}
	return b.String()
}

func TestTheReadmeHasTheKeysOfTheTable(t *testing.T) {
	docstest.Part(t, readme, "keys", keyTable())
}

func TestTheReadmeSpeaksOfKeysThatThereAre(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, r := range rows() {
		for _, k := range r.Keys {
			there[k] = true
		}
	}
	tried := 0
	for _, line := range strings.Split(string(text), "\n") {
		if !strings.HasPrefix(line, "| `") {
			continue
		}
		for _, k := range regexp.MustCompile("`([^`]{1,6})`").FindAllStringSubmatch(strings.Split(line, " | ")[0], -1) {
			if len(k[1]) > 1 && k[1] != "space" && k[1] != "enter" {
				continue // no key
			}
			tried++
			if !there[k[1]] {
				t.Errorf("no action has the key %q: %s", k[1], line)
			}
		}
	}
	if tried < 20 {
		t.Errorf("%d keys were looked at", tried)
	}
}

// TestTheReadmePricesAsTheHeaderDoes: both by the month.
func TestTheReadmePricesAsTheHeaderDoes(t *testing.T) {
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	if frames, err := os.ReadFile("testdata/TestARecordingGivesTheSameFramesAsEver/200x60.golden"); err != nil || !strings.Contains(string(frames), "/month") {
		t.Fatal("no header has a price a month", err)
	}
	if !strings.Contains(string(text), "the header shows how much a month") {
		t.Error("the README has the header show something else")
	}
}
