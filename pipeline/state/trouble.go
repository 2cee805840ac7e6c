package state

import (
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// Insight is something that looks wrong, or is worth knowing, while it holds.
type Insight struct {
	Name, Text string
	Since      time.Time // it was raised then
}

// Urgent tells whether something is broken, so that nothing else matters as
// much: what is slow or waits for a person is not.
func (i *Insight) Urgent() bool { return rank(i.Name) < rank("lost-race") }

// Trouble is what the insights are made from that is nowhere else in the
// state: what was lost on the way to the queue, and what is not there any more.
// The zero Trouble is none.
type Trouble struct {
	// unmatched is how many images were uploaded since something was last seen
	// of any on its way to the queue, and Since when the first of them was.
	unmatched int
	since     time.Time
	// undelivered is the last event that a rule matched and its target did not
	// take, and how many went that way.
	undelivered Undelivered
	// Missing is what AWS last said does not exist, and when it said so.
	Missing map[event.Resource]time.Time
	// Off are the channels that take no announcement any more, and why.
	Off map[string]string
}

// Undelivered is an event that did not reach its target.
type Undelivered struct {
	at                   time.Time
	rule, target, reason string
	cause                event.Cause // what the reason means
}

// uploaded counts an image until something is heard of it, or of another.
func (t *Trouble) uploaded(at time.Time) {
	if t.unmatched == 0 {
		t.since = at
	}
	t.unmatched++
}

// shut takes a channel that takes no announcement any more.
func (t *Trouble) shut(b *event.ChannelOff) {
	if t.Off == nil {
		t.Off = map[string]string{}
	}
	const most = 20 // a recording may say anything
	if len(t.Off) < most {
		t.Off[b.Channel] = b.Error
	}
}

// undelivered takes an event that a queue did not take.
func (s *State) undelivered(e *event.Event, b *event.EventFailed) {
	s.Trouble.unmatched = 0
	s.Trouble.undelivered = Undelivered{at: e.Time, rule: b.Rule, target: b.Target, reason: b.Reason, cause: b.Cause}
	if b.Cause == event.NoQueue {
		s.miss(event.Resource{Kind: "queue", Name: afterLastColon(b.Target)}, e.Time)
	}
}

// missed takes what is gone, where a failure says so.
func (s *State) missed(e *event.Event, what *event.Resource) {
	if what != nil {
		s.miss(*what, e.Time)
	}
}

// missedBy takes a failed API call. It does not say which queue it was about:
// workers receive from the one, and of the other the sampler hears no more.
func (s *State) missedBy(c *Call) {
	switch {
	case c.Outside() || c.cause != event.NoQueue:
	case c.Operation != "GetQueueAttributes":
		s.miss(event.Resource{Kind: "queue", Name: s.Setup.Queue}, c.At)
	case c.At.Sub(s.DeadLetter.at) > c.At.Sub(s.Source.at):
		s.miss(event.Resource{Kind: "queue", Name: s.Setup.DeadLetterQueue}, c.At)
	}
}

// miss notes that something is gone.
func (s *State) miss(what event.Resource, at time.Time) {
	if what.Name == "" {
		return
	}
	if s.Trouble.Missing == nil {
		s.Trouble.Missing = map[event.Resource]time.Time{}
	}
	const most = 20 // names come from outside
	if len(s.Trouble.Missing) < most || !s.Trouble.Missing[what].IsZero() {
		s.Trouble.Missing[what] = at
	}
}

// afterLastColon is the name at the end of an ARN.
func afterLastColon(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

// raise shows an insight, or renews its words. The most important come first.
func (s *State) raise(e *event.Event, b *event.InsightRaised) {
	for i := range s.Insights {
		if s.Insights[i].Name == b.Insight {
			s.Insights = slices.Clone(s.Insights)
			s.Insights[i].Text = b.Text
			return
		}
	}
	at := len(s.Insights)
	for at > 0 && rank(s.Insights[at-1].Name) > rank(b.Insight) {
		at--
	}
	in := Insight{Name: b.Insight, Text: b.Text, Since: e.Time}
	s.Insights = append(s.Insights[:at:at], append([]Insight{in}, s.Insights[at:]...)...)
}

// clear takes an insight away.
func (s *State) clear(name string) {
	for i := range s.Insights {
		if s.Insights[i].Name == name {
			s.Insights = slices.Delete(slices.Clone(s.Insights), i, i+1)
			return
		}
	}
}
