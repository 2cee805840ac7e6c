package ui

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// otherStages are what the stages of the work were called once, or might be.
var otherStages = regexp.MustCompile(`(?i)\b(stages?|is at|has it, after)\b:? ["` + "`" + `]?(fetch|get|ffmpeg|resize|convert|thumb|store|put|announce|publish)\b`)

func TestTheStagesHaveOneNameEach(t *testing.T) {
	stages := []string{string(event.Download), string(event.Thumbnail), string(event.Upload), string(event.Notify)}
	if want := []string{"download", "thumbnail", "upload", "notify"}; !slices.Equal(stages, want) {
		t.Fatalf("the stages are %v, want %v", stages, want)
	}
	lanes := ""
	for _, signs := range panel.Legend(&draw.Styles{}) {
		for _, sign := range signs.Signs {
			lanes += sign.Means + "\n"
		}
	}
	_, words := help(t, newScreen(t, busy, size{120, 36}, nil))
	glossed := strings.Join(words, "\n")
	docs := map[string]string{"the legend": lanes, "the glossary": glossed}
	for _, name := range []string{"architecture.md", "screen.md"} {
		text, err := os.ReadFile(filepath.Join("..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		docs[name] = string(text)
	}
	for where, text := range docs {
		for _, stage := range stages {
			if !regexp.MustCompile(`\b` + stage + `\b`).MatchString(text) {
				t.Errorf("%s does not name the stage %s", where, stage)
			}
		}
	}

	seen := map[string]bool{}
	column := regexp.MustCompile(`[0-9]/[0-9] +([a-z]+) +[▰▱]`)
	for _, s := range streams() {
		for _, of := range []size{{80, 24}, {120, 36}, {200, 60}} {
			m := newScreen(t, s.make, of, nil)
			for i := range panelAreas {
				m.typed(string(rune('1' + i)))
				m.settle()
				screen := m.screen()
				for _, found := range column.FindAllStringSubmatch(screen, -1) {
					seen[found[1]] = true
					if !slices.Contains(stages, found[1]) && found[1] != "received" {
						t.Errorf("a row calls a stage %q", found[1])
					}
				}
				if found := otherStages.FindString(screen); found != "" {
					t.Errorf("at %v the screen says %q", of, found)
				}
			}
			docs["the narration"] += m.told() + "\n"
		}
	}
	if len(seen) < 2 {
		t.Errorf("of the stages only %v were seen in a row", seen)
	}
	for where, text := range docs {
		for _, line := range strings.Split(text, "\n") {
			if found := otherStages.FindString(line); found != "" && !strings.HasPrefix(line, "| `ffmpeg`") {
				t.Errorf("%s says %q", where, found)
			}
		}
	}
}
