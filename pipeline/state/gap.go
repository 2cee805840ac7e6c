package state

import (
	"inflight/pipeline/event"
	"inflight/pipeline/ring"
)

// missedEvents takes a gap in the events: more came than this reader could be
// kept. What became of the messages alive is not known, so they are forgotten,
// and known again when something is heard of them: drawn on, they would wait or
// be in flight for ever. Dead letters stay, which lie where they are until
// somebody moves them. What was counted is too little from then on, and Dropped
// says by how many events.
func (s *State) missedEvents(e *event.Event, b *event.EventsDropped) {
	s.Count.Dropped += int64(b.Count)
	s.Notable = NotableGap
	s.gapAt = e.Time
	s.Whole()
	for _, m := range s.Live() {
		if m.phase == Dead {
			continue
		}
		s.writes(m)
		s.place(m, nowhere)
		delete(s.byID, m.ID)
		s.recent = nil
		*s.live.own(m.index) = nil
		s.live.holes++
	}
	for _, w := range s.Workers {
		if w.Activity == Died { // it may have been seen to stand again
			s.writesWorker(w)
			w.handOn(e.Time)
		}
	}
	s.live.compact(toIndex)
	s.oldest = 0
	s.races = ring.New[*Message](keepRaces) // how they ended may be in the gap
	s.arrivals = newArrivals(s.epoch)
	s.awaited = nil
}
