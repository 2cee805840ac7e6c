package cli

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/aws"
	"inflight/aws/local"
	localclock "inflight/aws/local/clock"
	"inflight/pipeline/clock"
	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// TestTheLatencyOfACallIsTheWallsHoweverOurClockRuns: an AWS that answers after three
// seconds is said to, be the world slow, fast or frozen; only when the call was is told by
// its own clock.
func TestTheLatencyOfACallIsTheWallsHoweverOurClockRuns(t *testing.T) {
	const latency = 3 * time.Second
	for _, speed := range []float64{1, freeze.Slowest, freeze.Fastest, 0} {
		t.Run(fmt.Sprint(speed), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				hand := localclock.NewControlled(nil, 1)
				log := &event.Log{Clock: clock.From(timepiece{hand})}
				world, events := freeze.New(log, hand), log.NewReader()
				server, err := local.New(local.Options{Dir: t.TempDir(), Clock: hand, Latency: latency})
				if err != nil {
					t.Fatal(err)
				}
				defer func() {
					if err := server.Close(context.Background()); err != nil {
						t.Error(err)
					}
				}()
				access, secret := server.Credentials()
				clients, err := aws.Connect(t.Context(), aws.Options{
					Endpoint: server.Endpoint(), Transport: server.RoundTripper(), AccessKey: access, SecretKey: secret,
					Account: local.DefaultAccount, Region: local.DefaultRegion, Tap: tapInto(log),
				})
				if err != nil {
					t.Fatal(err)
				}
				if speed == 0 {
					world.Freeze()
				} else if err := world.SetSpeed(speed); err != nil {
					t.Fatal(err)
				}
				events.Take(nil)
				begun, wall := log.Clock.Now(), time.Now()
				_, _ = clients.QueueControl().Counts(t.Context(), "none") // what it answers is all the same
				if passed, want := log.Clock.Since(begun), time.Duration(float64(time.Since(wall))*speed); passed != want {
					t.Errorf("%s passed on our clock, want %s", passed, want)
				}
				all := events.Take(nil)
				if len(all) == 0 {
					t.Fatal("no call is told of")
				}
				for i := range all {
					call, is := all[i].Body.(*event.APICalled)
					if !is || call.Took != latency {
						t.Errorf("it is told of %+v, want a call that took %s", all[i].Body, latency)
					}
				}
				st := state.NewState()
				st.Apply(all...)
				v := panel.View{State: st, Now: log.Clock.Now(), Styles: &draw.Styles{}, Width: 120, Height: 6}
				if drawn := strings.Join(panel.Calls().Draw(v), "\n"); !strings.Contains(drawn, " 3.0 s ") {
					t.Errorf("the screen says\n%s", drawn)
				}
			})
		})
	}
}
