package consume_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

// refusal is an answer that will not change by itself.
var refusal = consume.As(consume.ErrRefused, errors.New("these credentials may not do that"))

// noDeletes is a queue whose messages may be received and not deleted.
type noDeletes struct{ *pipelinetest.MemoryQueue }

func (noDeletes) Delete(context.Context, string) error { return fmt.Errorf("delete: %w", refusal) }

func TestAWorkerThatIsRefusedForGoodEnds(t *testing.T) {
	for name, refuse := range map[string]func(r *pipelinetest.Rig){
		"to receive": func(r *pipelinetest.Rig) { r.Memory.Broken = fmt.Errorf("receive: %w", refusal) },
		"to delete":  func(r *pipelinetest.Rig) { r.Queue = noDeletes{r.Memory} },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				told := make(chan error, 10)
				r.Refused = func(err error) { told <- err }
				refuse(r)
				r.Image("photo.jpg", "photo")
				r.Start(t.Context(), 1)
				time.Sleep(time.Second)
				synctest.Wait()
				s := state.NewState()
				s.Apply(r.Events.Take(nil)...)
				if len(told) != 1 || len(s.Workers) != 0 {
					t.Errorf("told %d times, %d workers at work", len(told), len(s.Workers))
				}
				if last := s.Actions.Last(); last == nil || !strings.HasPrefix(last.Text, "worker 1 ends: it may not ") || last.Error == "" {
					t.Errorf("the last that was said is %+v", last)
				}
				r.Stop(t.Context())
			})
		})
	}
}

func TestAWorkerThatMeetsWhatMayPassTriesAgain(t *testing.T) {
	for name, tc := range map[string]struct {
		err   error
		asked bool
	}{
		"an answer that was lost":              {err: errors.New("the connection was reset"), asked: true},
		"a refusal that a person may see mend": {err: refusal},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				if tc.asked {
					r.Refused = func(err error) { t.Errorf("it gave up: %v", err) }
				}
				r.Memory.Broken = tc.err
				r.Image("photo.jpg", "photo")
				r.Start(t.Context(), 1)
				time.Sleep(5 * time.Second)
				r.Memory.Heal()
				time.Sleep(30 * time.Second)
				synctest.Wait()
				if r.Memory.Left() != 0 {
					t.Error("it did not go on")
				}
				r.Stop(t.Context())
			})
		})
	}
}
