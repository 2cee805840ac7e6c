package panel

import "inflight/ui/draw"

// Stopping is the last line while the run waits for something before it is over. The key
// that leaves at once is called quit.
func Stopping(v View, quit string) string {
	mark := " ! "
	hint := " (" + quit + " leaves at once)"
	text := "stopping: " + draw.Escape(v.State.Stopping)
	room := v.Width - len(mark) - len(hint)
	var said string
	if room < 20 { // the key matters more
		said = draw.Fit("stopping"+hint, max(v.Width-len(mark), 1))
	} else {
		said = draw.Fit(draw.Fit(text, min(room, len(text)))+hint, v.Width-len(mark))
	}
	return v.Styles.Paint(draw.Warn, mark) + v.Styles.Paint(draw.Strong, said)
}
