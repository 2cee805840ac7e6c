package cli

import (
	"context"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
)

// TestTheTimeOfAFaultStandsWithTheWorld: what is on for 20 s is on for 20 s of the
// world's time, and what ends it is told then.
func TestTheTimeOfAFaultStandsWithTheWorld(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		se, _ := tried(t, &shelf{})
		defer se.close(context.Background())
		ctx, stop := context.WithCancel(t.Context())
		if err := se.setUp(ctx); err != nil {
			t.Fatal(err)
		}
		told := se.log.NewReader()
		defer told.Close()
		c := se.control(se.pipeline)
		spec := fault.Spec{Name: fault.SlowAnswers, Rate: 1, For: 20 * time.Second}
		if err := c.SwitchFault(ctx, spec); err != nil {
			t.Fatal(err)
		}
		time.Sleep(15 * time.Second)
		se.world.Freeze()
		time.Sleep(time.Hour)
		if on := se.faults.Active(); len(on) != 1 || on[0].Until.Sub(se.log.Clock.Now()) != 5*time.Second {
			t.Errorf("after an hour in which the world stood, on are %+v", on)
		}
		se.world.Thaw()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		said := []string{}
		buf, _ := told.Next(ctx, nil)
		for i := range buf {
			if b, ok := buf[i].Body.(*event.FaultSwitched); ok {
				said = append(said, b.Text)
			}
		}
		if on := se.faults.Active(); len(on) != 0 || len(said) != 2 || !strings.Contains(said[1], "its time is over") {
			t.Errorf("after its time on are %+v, and it is said %q", on, said)
		}
		stop()
	})
}

// TestWhatCannotGoWrongHereIsRefused: at the keys and on the command line alike.
func TestWhatCannotGoWrongHereIsRefused(t *testing.T) {
	var (
		run    = faultPlace{embedded: true, workers: true, produces: true, heartbeat: true}
		away   = faultPlace{workers: true, produces: true, heartbeat: true, foreign: "the AWS of this run is another"}
		worker = faultPlace{workers: true, heartbeat: true, foreign: "give it to the other"}
		alone  = faultPlace{embedded: true}
	)
	for _, c := range []struct {
		place faultPlace
		asked string
		why   string // empty: it can
	}{
		{run, "aws-500@sqs.DeleteMessage", ""},
		{run, "broken-image", ""},
		{run, "throttle@s3.PutBucketLifecycleConfiguration", ""},
		{run, "throttle@events.PutRule", ""},
		{run, "throttle@sts.GetCallerIdentity", ""},
		{run, "throttle@sns.Publish+ours", ""},
		{run, "throttle@sns.Pubish", "is it Publish?"},
		{run, "throttle@s3.ReceiveMessage", "s3 has no operation ReceiveMessage"},
		{faultPlace{embedded: true, workers: true, produces: true}, "heartbeat-lost", "the heartbeat is off"},
		{away, "aws-gone", "only the embedded AWS can do that: the AWS of this run is another"},
		{away, "event-twice", "only the embedded AWS"},
		{away, "panic", ""},
		{away, "broken-image", ""},
		{worker, "slow-work", ""},
		{worker, "throttle", "give it to the other"},
		{worker, "broken-image", "a worker uploads none"},
		{alone, "duplicate-delivery@outside", ""},
		{alone, "duplicate-delivery@ours", "all who call this AWS are outside"},
		{alone, "worker-dies", "here are none"},
	} {
		specs, err := fault.Parse(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		control := faultControl{&fault.Set{}, func() faultPlace { return c.place }}
		err = control.SwitchFault(t.Context(), specs[0])
		if (err == nil) != (c.why == "") || err != nil && !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: %v, want %q", c.asked, err, c.why)
		}
		if on := len(control.faults.Active()) == 1; on != (c.why == "") {
			t.Errorf("%s: on is %t", c.asked, on)
		}
		control.faults.Close()
	}
}
