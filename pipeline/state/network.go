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

// networked takes that the network was lost, or is back.
func (s *State) networked(e *event.Event) {
	s.Network = Network{Lost: e.Type == event.NetworkLost, Since: e.Time, Reason: e.Reason, Silent: e.Took}
}
