package plain

import (
	"fmt"

	"inflight/pipeline/event"
	"inflight/pipeline/setting"
	"inflight/ui/draw"
)

// turned says that a setting was changed, with the call that did it.
func turned(b *event.SettingChanged) string {
	title, from, to := string(b.Setting), b.From, b.To
	if s, known := setting.Of(b.Setting); known {
		title, from, to = s.Title, s.Shown(b.From), s.Shown(b.To)
	}
	text := fmt.Sprintf("%s: from %s to %s", draw.Escape(title), draw.Escape(from), draw.Escape(to))
	if b.Call != "" {
		text += " (" + draw.Escape(b.Call) + ")"
	}
	if b.Reason != "" {
		text += ": " + draw.Escape(b.Reason)
	}
	return text
}
