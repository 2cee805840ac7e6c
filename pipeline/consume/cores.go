package consume

import (
	"context"

	"inflight/pipeline/event"
)

// takeCore waits for a core, and says so if there is none: who waits for the network
// keeps no core busy, and more engines than cores would only take turns.
func (s *stages) takeCore(ctx context.Context, w *imageWork) error {
	if s.cores == nil {
		return nil
	}
	if !s.cores.TryAcquire(1) {
		s.log.Emit(event.Event{MessageID: w.messageID, Worker: w.worker, Key: w.ref.Key, Body: &event.StageWaiting{Stage: event.Thumbnail}})
		if err := s.cores.Acquire(ctx, 1); err != nil {
			return err
		}
	}
	w.hasCore = true
	return nil
}

// freeCore gives the core back, once.
func (s *stages) freeCore(w *imageWork) {
	if w.hasCore {
		w.hasCore = false
		s.cores.Release(1)
	}
}
