package ui

import (
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/ui/theme"
)

func TestAFilmShowsWhatTheScreenShows(t *testing.T) {
	events, _ := recorded(t, demonstration)
	first := events[0].Time
	playing := func() Playing { return Playing{At: 3 * time.Second} }
	for _, after := range []time.Duration{0, 9 * time.Second, 26 * time.Second, 60 * time.Second} {
		now := first.Add(after)
		n := 0
		for n < len(events) && !events[n].Time.After(now) {
			n++
		}
		film := NewFilm(Options{Theme: theme.Dark, Playing: playing}, 120, 36)
		film.Show(events[:n]...)
		m := newScreen(t, func() ([]event.Event, time.Time) { return events[:n], now }, size{120, 36}, func(o *Options) { o.Playing = playing })
		if got, want := film.Frame(now), m.View().Content; got != want {
			t.Errorf("after %s the film shows\n%s\nand the screen\n%s", after, ansi.Strip(got), ansi.Strip(want))
		}
	}
}
