package cli

import (
	"context"
	"errors"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
)

// threeSeconds is a recording with an event at 0, 1 and 3 seconds.
const threeSeconds = `{"seq":1,"time":"2026-01-02T03:04:00Z","type":"consuming.paused"}
{"seq":2,"time":"2026-01-02T03:04:01Z","type":"consuming.resumed"}
{"seq":3,"time":"2026-01-02T03:04:03Z","type":"consuming.paused"}
`

func TestARecordingIsPlayedAtItsPaceTimesTheSpeed(t *testing.T) {
	for speed, want := range map[float64][]time.Duration{
		1:   {0, time.Second, 3 * time.Second},
		2:   {0, time.Second / 2, 3 * time.Second / 2},
		0.5: {0, 2 * time.Second, 6 * time.Second},
		0:   {0, 0, 0},
	} {
		synctest.Test(t, func(t *testing.T) {
			p, began, n := &playback{speed: speed}, time.Now(), 0
			err := p.play(t.Context(), strings.NewReader(threeSeconds), func(e event.Event) error {
				if got := time.Since(began); got != want[n] {
					t.Errorf("at speed %v event %d came after %s, want %s", speed, e.Seq, got, want[n])
				}
				if got := p.now(); !got.Equal(e.Time) {
					t.Errorf("at speed %v the time is %s when event %d of %s comes", speed, got, e.Seq, e.Time)
				}
				n++
				return nil
			})
			if err != nil || n != 3 {
				t.Errorf("at speed %v: %d events, %v", speed, n, err)
			}
		})
	}
}

func TestTheTimeOfARecordingStandsStillAtItsEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := &playback{speed: 1}
		if err := p.play(t.Context(), strings.NewReader(threeSeconds), func(event.Event) error { return nil }); err != nil {
			t.Fatal(err)
		}
		end := p.now()
		<-time.After(time.Minute)
		if got := p.now(); !got.Equal(end) {
			t.Errorf("a minute later it is %s, not %s", got, end)
		}
	})
}

func TestPlayingEndsWithItsContext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		n := 0
		err := (&playback{speed: 1}).play(ctx, strings.NewReader(threeSeconds), func(event.Event) error { n++; return nil })
		if !errors.Is(err, context.DeadlineExceeded) || n != 2 {
			t.Errorf("%d events, then %v", n, err)
		}
	})
}

func TestADamagedRecordingIsPlayedUpToTheDamage(t *testing.T) {
	n := 0
	err := (&playback{}).play(t.Context(), strings.NewReader(threeSeconds+`{"seq":4,"ti`), func(event.Event) error { n++; return nil })
	if err == nil || !strings.Contains(err.Error(), "line 4") || n != 3 {
		t.Errorf("%d events, then %v", n, err)
	}
}

func TestNobodyWaitsForAPipeInWhichNothingComes(t *testing.T) {
	for name, come := range map[string]string{"ever": "", "after an event": threeSeconds[:strings.Index(threeSeconds, "\n")+1], "in the midst of one": threeSeconds[:len(threeSeconds)-9]} {
		for way, play := range map[string]func(context.Context, *os.File) error{
			"headless": func(ctx context.Context, pipe *os.File) error {
				return (&replaySettings{headless: true}).play(ctx, pipe, Streams{Out: io.Discard})
			},
			"in words": func(ctx context.Context, pipe *os.File) error {
				return (&replaySettings{plain: true}).play(ctx, pipe, Streams{Out: io.Discard})
			},
			"for the screen": func(ctx context.Context, pipe *os.File) error {
				p := &playback{giveUp: func() { _ = pipe.SetReadDeadline(time.Unix(1, 0)) }}
				return p.play(ctx, pipe, func(event.Event) error { return nil })
			},
		} {
			r, w, err := os.Pipe()
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(w, come); err != nil {
				t.Fatal(err)
			}
			ctx, stop := context.WithCancel(t.Context())
			ended := make(chan error, 1)
			go func() { ended <- play(ctx, r) }()
			stop()
			select {
			case err := <-ended:
				if e := (*exit)(nil); !errors.As(err, &e) && !errors.Is(err, context.Canceled) {
					t.Errorf("nothing comes %s, %s: it ends with %v", name, way, err)
				}
			case <-time.After(time.Minute):
				t.Errorf("nothing comes %s, %s: it does not end", name, way)
			}
			w.Close()
			r.Close()
		}
	}
}
