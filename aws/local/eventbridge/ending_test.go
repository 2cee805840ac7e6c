package eventbridge_test

import (
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"inflight/aws/local/eventbridge"
)

// An event of S3 is kept by S3 until EventBridge has it settled.
func TestAServiceEventIsSettledOnceNothingOfItIsLeftToBeTried(t *testing.T) {
	never := time.Duration(-1)
	for name, c := range map[string]struct {
		prepare func(w *world)
		after   time.Duration
	}{
		"nobody wants it":  {func(*world) {}, 0},
		"no rule fits":     {func(w *world) { w.rule("default", "r", `{"source":["shop"]}`, to(queueARN)) }, 0},
		"it is delivered":  {func(w *world) { w.rule("default", "r", `{"source":["aws.s3"]}`, to(queueARN)) }, 0},
		"no target is set": {func(w *world) { w.rule("default", "r", `{"source":["aws.s3"]}`) }, 0},
		"a target is tried twice again": {func(w *world) {
			w.rule("default", "r", `{"source":["aws.s3"]}`, to(queueARN))
			w.rule("default", "s", `{"source":["aws.s3"]}`, to(topicARN))
			w.targets.fail(queueARN, busy, busy)
		}, 3 * time.Second},
		"another bus is tried": {func(w *world) {
			if _, err := w.client.CreateEventBus(w.t.Context(), &sdk.CreateEventBusInput{Name: new("other")}); err != nil {
				w.t.Fatal(err)
			}
			w.rule("default", "r", `{"source":["aws.s3"]}`, to(busARN+"other"))
			w.rule("other", "s", `{"source":["aws.s3"]}`, to(queueARN))
			w.targets.fail(queueARN, busy)
		}, time.Second},
		"it is dropped, and counted": {func(w *world) {
			w.rule("default", "r", `{"source":["aws.s3"]}`, to(queueARN))
			w.targets.fail(queueARN, refused)
		}, 0},
		"it becomes a dead letter": {func(w *world) {
			target := to(queueARN)
			target.RetryPolicy = &types.RetryPolicy{MaximumRetryAttempts: new(int32(1))}
			target.DeadLetterConfig = &types.DeadLetterConfig{Arn: new(deadARN)}
			w.rule("default", "r", `{"source":["aws.s3"]}`, target)
			w.targets.fail(queueARN, busy, busy)
		}, time.Second},
		"the service is closed before": {func(w *world) {
			w.rule("default", "r", `{"source":["aws.s3"]}`, to(queueARN))
			w.targets.fail(queueARN, busy)
		}, never},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(t)
				c.prepare(w)
				begun, settled := time.Now(), []time.Duration{}
				err := w.service.PutServiceEventThen(t.Context(), eventbridge.Event{Source: "aws.s3", Detail: []byte(`{}`)}, func() {
					settled = append(settled, time.Since(begun))
				})
				if err != nil {
					t.Error(err)
				}
				synctest.Wait()
				if c.after == never {
					w.close()
				}
				time.Sleep(time.Hour)
				synctest.Wait()
				if c.after == never {
					if len(settled) != 0 {
						t.Errorf("it was settled after %v", settled)
					}
				} else if len(settled) != 1 || settled[0] != c.after {
					t.Errorf("it was settled after %v, not once after %v", settled, c.after)
				}
				w.close()
			})
		})
	}
}

// Who puts an event that is delivered at once may close everything when that returns:
// what is settled later is told again at the next start. It is put often, since the
// goroutine that delivers may be quick.
func TestAServiceEventThatIsDeliveredAtOnceIsSettledBeforeItsPutReturns(t *testing.T) {
	w := newWorld(t, func(c *eventbridge.Config) { c.Dir = t.TempDir() }) // then a put waits
	defer w.close()
	w.rule("default", "r", `{"source":["aws.s3"]}`, to(queueARN))
	for range 2000 {
		var settled atomic.Bool
		err := w.service.PutServiceEventThen(t.Context(), eventbridge.Event{Source: "aws.s3", Detail: []byte(`{}`)}, func() { settled.Store(true) })
		if err != nil || !settled.Load() {
			t.Fatalf("settled: %t, %v", settled.Load(), err)
		}
	}
}
