package flow_test

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/consume"
	"inflight/ui/draw"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

const modelsPage = "../../docs/models.md"

var boxesInPage = regexp.MustCompile(`(?s)<!-- boxes -->\n(.*?)<!-- /boxes -->`)

// boxOf cuts the box of the workers out of a picture.
func boxOf(picture string) (box []string) {
	left := -1
	for _, l := range strings.Split(picture, "\n") {
		cells := []rune(l)
		if left < 0 {
			at := strings.Index(l, "workers")
			if at < 0 {
				continue
			}
			left = strings.LastIndex(l[:at], "╭")
			left = len([]rune(l[:left]))
		}
		end := left
		for end < len(cells) && (end == left || !strings.ContainsRune("╮╯│├", cells[end])) {
			end++
		}
		box = append(box, strings.NewReplacer("├", "│", "┤", "│", "┬", "─").Replace(string(cells[left:end+1])))
		if strings.HasPrefix(string(cells[left:]), "╰") {
			return box
		}
	}
	return box
}

// boxes are what the page shows: the box of each model as it is drawn at 120 and at 80
// cells, and the sentence that stands beside it.
func boxes() string {
	var b strings.Builder
	for _, model := range consume.Models() {
		begin := sample.Model(model)
		why := panel.Why(sample.State(begin), begin[len(begin)-1].Time.Add(100*time.Millisecond))
		large, small := boxOf(drawn(model, &draw.Styles{}, 120, 18)), boxOf(drawn(model, &draw.Styles{}, 80, 7))
		fmt.Fprintf(&b, "    %s: %s\n\n", model, why)
		for i, l := range large {
			if i < len(small) {
				l += "     " + small[i]
			}
			b.WriteString("    " + l + "\n")
		}
		b.WriteString("\n")
	}
	return b.String()
}

func TestThePageOfTheModelsShowsTheirBoxesAsTheyAreDrawn(t *testing.T) {
	text, err := os.ReadFile(modelsPage)
	if err != nil {
		t.Fatal(err)
	}
	found := boxesInPage.FindSubmatchIndex(text)
	if found == nil {
		t.Fatal("the page has no boxes")
	}
	if string(text[found[2]:found[3]]) == boxes() {
		return
	}
	if update := flag.Lookup("update"); update == nil || update.Value.String() != "true" {
		t.Fatalf("the boxes are others; go test ./ui/flow -run Boxes -update writes\n%s", boxes())
	}
	text = append(append(append([]byte{}, text[:found[2]]...), boxes()...), text[found[3]:]...)
	if err := os.WriteFile(modelsPage, text, 0o644); err != nil {
		t.Fatal(err)
	}
}
