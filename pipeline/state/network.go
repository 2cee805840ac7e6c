package state

import (
	"time"

	"inflight/pipeline/event"
)

// Network is what is known of the way to AWS. The zero Network is one that was
// never lost.
type Network struct {
	Lost   bool
	Since  time.Time     // when it was last lost, or came back
	Reason string        // why calls fail, while it is lost
	Silent time.Duration // how long nothing had answered at Since; of one that is back, in all
}

// Silence is how long nothing has answered at now, 0 where something does.
func (n *Network) Silence(now time.Time) time.Duration {
	if !n.Lost {
		return 0
	}
	return n.Silent + max(now.Sub(n.Since), 0)
}

// networkLost takes that the network was lost.
func (s *State) networkLost(e *event.Event, b *event.NetworkLost) {
	s.Network = Network{Lost: true, Since: e.Time, Reason: b.Reason, Silent: b.Took}
}

// networkBack takes that the network is back.
func (s *State) networkBack(e *event.Event, b *event.NetworkBack) {
	s.Network = Network{Since: e.Time, Silent: b.Took}
}
