package flow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"inflight/docs/docstest"
	"inflight/pipeline/consume"
	"inflight/ui/draw"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

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
	docstest.Part(t, "../../docs/models.md", "boxes", boxes())
}
