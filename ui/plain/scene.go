package plain

import (
	"strings"

	"inflight/pipeline/event"
	"inflight/ui/draw"
)

// ofScene reports what a scene says.
func ofScene(e *event.Event) string {
	switch b := e.Body.(type) {
	case *event.SceneOpened:
		text := "scene “" + draw.Escape(b.Title) + "”: " + joined(b.Text)
		if b.Words != "" {
			text += " The words: " + joined(b.Words)
		}
		return text
	case *event.SceneTold:
		return "see: " + joined(b.Text)
	case *event.SceneDecided:
		return "the answer: " + joined(b.Text)
	case *event.SceneEnded:
		if b.Error != "" {
			return "the scene did not come to its end: " + draw.Escape(b.Error)
		}
		return "the scene is over"
	default:
		return ""
	}
}

// joined are lines as one.
func joined(text string) string { return draw.Escape(strings.ReplaceAll(text, "\n", " ")) }
