package flow_test

import (
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/charmbracelet/x/exp/golden"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/panel"
	"inflight/ui/sample"
)

// drawn is the picture of a model at a size.
func drawn(model string, styles *draw.Styles, w, h int) string {
	all := sample.Model(model)
	v := panel.View{State: sample.State(all), Now: all[len(all)-1].Time.Add(100 * time.Millisecond), Styles: styles, Width: w, Height: h}
	return ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n") + "\n")
}

func TestEachModelHasAPictureOfItsOwn(t *testing.T) {
	for _, model := range consume.Models() {
		for _, size := range []struct {
			name string
			w, h int
		}{{"80x6", 80, 6}, {"120x18", 120, 18}, {"200x24", 200, 24}} {
			t.Run(model+"/"+size.name, func(t *testing.T) {
				golden.RequireEqual(t, drawn(model, &draw.Styles{}, size.w, size.h))
			})
		}
	}
}

// Who looks sees which model it is: what is drawn of one is in no other.
func TestWhatAModelDrawsIsInNoOther(t *testing.T) {
	own := map[string][]string{
		"dispatch": {"receiver blocked", "▕████▏ 4/4 held"},
		"staged":   {"▕█░▏download", "▕█░▏thumbnail", "▕░░▏upload"},
		"spawn":    {"receiver no permit", "(▣▣▣▣) 0 of 4 free"},
	}
	for _, model := range consume.Models() {
		text := drawn(model, &draw.Styles{}, 120, 18)
		for of, wants := range own {
			for _, want := range wants {
				if has := strings.Contains(text, want); has != (of == model) {
					t.Errorf("%s: %q is there: %v\n%s", model, want, has, text)
				}
			}
		}
	}
	small := map[string][]string{ // 80 cells: the sign before the channel is the receiver's
		"serial":   {"│ ●         ├"},
		"pool":     {"│ ●●●·      ├"},
		"dispatch": {"│ ▐▕███▏4/4 ├", "┤ ●●●●      │", "│ blocked   │"},
		"staged":   {"│ ·▕▄▆░░▏   ├", "┤   1101    │"},
		"spawn":    {"│ ┇(▣▣▣)4/4 ├", "┤ ●●●●      │", "│ no permit │"},
	}
	for _, model := range consume.Models() {
		text := drawn(model, &draw.Styles{}, 80, 7)
		for of, wants := range small {
			for i, want := range wants {
				has := strings.Contains(text, want)
				if of == model && !has || of != model && has && i == 0 {
					t.Errorf("%s: %q is there: %v\n%s", model, want, has, text)
				}
			}
		}
	}
	for model, want := range map[string]string{"pool": "│ ●●●·      ├", "dispatch": "│ ▐▕███▏4/4 ├", "staged": "│ ·▕▄▆░░▏   ├", "spawn": "│ ┇(▣▣▣)4/4 ├"} {
		if text := drawn(model, &draw.Styles{}, 80, 6); !strings.Contains(text, want) { // the lowest there is
			t.Errorf("%s: no %q in\n%s", model, want, text)
		}
	}
	begin := sample.Model("spawn")
	at := begin[len(begin)-1].Time
	gone := append(begin[:len(begin):len(begin)],
		event.Event{Time: at, Worker: "2", MessageID: "m2", Body: &event.MessageDeleted{}}, event.Event{Time: at, Worker: "2", Body: &event.WorkerStopped{}})
	for _, size := range [][2]int{{80, 7}, {120, 18}} {
		v := panel.View{State: sample.State(gone), Now: at, Styles: &draw.Styles{}, Width: size[0], Height: size[1]}
		text := ansi.Strip(strings.Join(new(flow.Diagram).Draw(v, flow.None), "\n"))
		if !strings.Contains(text, "┤ ●●●       │") && !strings.Contains(text, "(▣▣▣▢) 1 of 4 free") || strings.Contains(text, "2 · ") {
			t.Errorf("a goroutine that has ended is drawn:\n%s", text)
		}
	}
	if ascii := drawn("spawn", &draw.Styles{ASCII: true}, 120, 18); !strings.Contains(ascii, "(pppp) 0 of 4 free") {
		t.Errorf("in ASCII:\n%s", ascii)
	}
	if ascii := drawn("dispatch", &draw.Styles{ASCII: true}, 120, 18); !strings.Contains(ascii, "[mmmm] 4/4 held") {
		t.Errorf("in ASCII:\n%s", ascii)
	}
}

// Where a low diagram has the room, letters say which stage each number of the stages is of.
func TestTheNumbersOfTheStagesHaveTheirLetters(t *testing.T) {
	for h, want := range map[int]bool{6: false, 11: true} {
		lines := strings.Split(drawn("staged", &draw.Styles{}, 100, h), "\n")
		found := false
		for i, l := range lines[:len(lines)-1] {
			if numbers := strings.Index(l, "1101"); numbers >= 0 {
				at := len([]rune(l[:numbers]))
				found = string([]rune(lines[i+1])[at:at+4]) == "dtun"
			}
		}
		if found != want {
			t.Errorf("%d lines: the letters are there: %t\n%s", h, found, strings.Join(lines, "\n"))
		}
	}
}
