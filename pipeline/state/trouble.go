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
	Since      time.Time
}

// Urgent tells whether something is broken, so that nothing else matters as
// much: what is slow or waits for a person is not.
func (i *Insight) Urgent() bool { return rank(i.Name) < rank("lost-race") }

// Trouble is what the insights are made from that is nowhere else in the
// state: what was lost on the way to the queue, and what is not there any more.
// The zero Trouble is none.
type Trouble struct {
	// Unmatched is how many images were uploaded since something was last seen
	// of any on its way to the queue, and Since when the first of them was.
	Unmatched int
	Since     time.Time
	// Undelivered is the last event that a rule matched and its target did not
	// take, and how many went that way.
	Undelivered Undelivered
	// Missing is what AWS last said does not exist, and when it said so.
	Missing map[event.Resource]time.Time
	// Off are the channels that take no announcement any more, and why.
	Off map[string]string
}

// Undelivered is an event that did not reach its target.
type Undelivered struct {
	At                   time.Time
	Rule, Target, Reason string
}

// uploaded counts an image until something is heard of it, or of another.
func (t *Trouble) uploaded(at time.Time) {
	if t.Unmatched == 0 {
		t.Since = at
	}
	t.Unmatched++
}

// shut takes a channel that takes no announcement any more.
func (t *Trouble) shut(e *event.Event) {
	if t.Off == nil {
		t.Off = map[string]string{}
	}
	const most = 20 // a recording may say anything
	if len(t.Off) < most {
		t.Off[e.Channel] = e.Error
	}
}

// undelivered takes an event that a queue did not take.
func (s *State) undelivered(e *event.Event) {
	s.Trouble.Unmatched = 0
	s.Trouble.Undelivered = Undelivered{At: e.Time, Rule: e.Rule, Target: e.Target, Reason: e.Reason}
	if noSuchQueue(e.Reason) {
		s.miss(event.Resource{Kind: "queue", Name: afterLastColon(e.Target)}, e.Time)
	}
}

// missed takes the reason of a failure, which may be that something is gone.
func (s *State) missed(e *event.Event, reason string) {
	if what, ok := event.MissingIn(reason); ok {
		s.miss(what, e.Time)
	}
}

// missedBy takes a failed API call. It does not say which queue it was about:
// workers receive from the one, and of the other the sampler hears no more.
func (s *State) missedBy(c *Call) {
	switch {
	case c.Outside() || !noSuchQueue(c.Error):
	case c.Operation != "GetQueueAttributes":
		s.miss(event.Resource{Kind: "queue", Name: s.Setup.Queue}, c.At)
	case c.At.Sub(s.DeadLetter.At) > c.At.Sub(s.Source.At):
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

// noSuchQueue tells whether AWS said that a queue does not exist: each of the
// two protocols of SQS has a word of its own for it.
func noSuchQueue(text string) bool {
	return strings.Contains(text, "NonExistentQueue") || strings.Contains(text, "QueueDoesNotExist")
}

// afterLastColon is the name at the end of an ARN.
func afterLastColon(arn string) string { return arn[strings.LastIndexByte(arn, ':')+1:] }

// raise shows an insight, or renews its words. The most important come first.
func (s *State) raise(e *event.Event) {
	for i := range s.Insights {
		if s.Insights[i].Name == e.Insight {
			s.Insights = slices.Clone(s.Insights)
			s.Insights[i].Text = e.Text
			return
		}
	}
	at := len(s.Insights)
	for at > 0 && rank(s.Insights[at-1].Name) > rank(e.Insight) {
		at--
	}
	in := Insight{Name: e.Insight, Text: e.Text, Since: e.Time}
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
