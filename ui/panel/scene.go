package panel

import (
	"strings"

	"inflight/ui/draw"
)

// SceneWidth is from where the lines of an answer fit as they are.
const SceneWidth = 78

// Scene draws the lines of a scene: which it is and what its keys do, and below what it
// says. The keys are called goOn, again and leave.
func Scene(v View, goOn, again, leave string) []string {
	if v.State == nil {
		v.State = noState
	}
	sc := &v.State.Scene
	stands := v.State.World.Stands()
	type hint struct{ key, does string }
	var hints []hint
	if sc.Answer != "" && !sc.Over && stands {
		hints = append(hints, hint{goOn, "goes on"})
	}
	hints = append(hints, hint{again, "again"}, hint{leave, "leaves"})
	right := ""
	for _, h := range hints {
		right += "  " + v.Styles.Paint(draw.Accent, h.key) + " " + v.Styles.Paint(draw.Dim, h.does)
	}
	title := " " + v.Styles.Paint(draw.Title, "scene: "+draw.Escape(sc.Title))
	room := max(v.Width-draw.Width(right), 1)
	lines := []string{draw.Exactly(draw.Exactly(title, room)+right, v.Width)}

	tone, text := draw.Text, sc.Question
	switch {
	case sc.Failed != "":
		tone, text = draw.Warn, "The scene did not come to its end: "+sc.Failed+". "+again+" starts it again."
	case sc.Answer != "" && (stands || sc.Over):
		tone, text = draw.Strong, sc.Answer
	case sc.Told != "":
		text = sc.Told
	}
	if v.Width < SceneWidth {
		text = strings.ReplaceAll(text, "\n", " ")
	}
	for line := range strings.SplitSeq(text, "\n") {
		for _, part := range draw.Wrap(draw.Escape(line), max(v.Width-4, 1)) {
			lines = append(lines, "   "+v.Styles.Paint(tone, part))
		}
	}
	lines = lines[:min(len(lines), v.Height)]
	for i := range lines {
		lines[i] = draw.Exactly(lines[i], v.Width)
	}
	return lines
}
