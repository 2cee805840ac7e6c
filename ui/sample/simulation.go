package sample

import (
	"cmp"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// tick is how finely the simulation runs.
const tick = 50 * time.Millisecond

// fate is what will become of an image.
type fate uint8

const (
	fine     fate = iota
	broken        // ffmpeg finds no end of the image
	notImage      // the file is no image at all
	slow          // takes longer than the visibility timeout
	stuck         // slow, and its heartbeats do not come through
)

// simulation is the pipeline reduced to its clockwork: uploads at a fixed
// pace, a queue, and workers that take and finish messages.
type simulation struct {
	set    event.Setup
	chance *rand.Rand
	now    time.Time
	events []event.Event

	every      time.Duration // between two uploads; 0: none
	delayEvery int           // each so manieth message is delayed
	fates      map[int]fate  // by number of the image
	named      func(i int) string
	refuse     bool // calls fail now and then

	uploaded int
	nextUp   time.Time
	queue    []*letter
	workers  []*hand
	dead     int
}

// letter is a message in the simulated queue.
type letter struct {
	id, key   string
	fate      fate
	sentAt    time.Time
	visibleAt time.Time
	tries     int
}

// hand is a worker of the simulation.
type hand struct {
	name      string
	letter    *letter
	stage     int // of event.Stages
	began     time.Time
	until     time.Time // end of the stage
	visibleAt time.Time
	beatAt    time.Time
	lost      bool
	polling   bool
	rest      time.Time // polls again then
}

func newSimulation(set event.Setup, seed uint64) *simulation {
	s := &simulation{set: set, chance: rand.New(rand.NewPCG(seed, 42)), now: Begin, fates: map[int]fate{}}
	s.named = s.niceName
	s.emit(event.Event{Body: &event.PipelineStarted{Setup: &set}})
	for i := range set.Workers {
		h := &hand{name: fmt.Sprint(i + 1)}
		s.workers = append(s.workers, h)
		s.emit(event.Event{Worker: h.name, Body: &event.WorkerStarted{}})
	}
	s.nextUp = Begin.Add(time.Second)
	return s
}

// emit notes an event that happens now.
func (s *simulation) emit(e event.Event) { s.after(0, e) }

// after notes an event that happens a little later.
func (s *simulation) after(d time.Duration, e event.Event) {
	e.Time = s.now.Add(d)
	s.events = append(s.events, e)
}

// finish numbers the events in the order of their time and returns them with
// the moment to look at them.
func (s *simulation) finish() ([]event.Event, time.Time) {
	s.events = slices.DeleteFunc(s.events, func(e event.Event) bool { return e.Time.After(s.now) })
	slices.SortStableFunc(s.events, func(a, b event.Event) int { return a.Time.Compare(b.Time) })
	st := state.NewState()
	for i := range s.events {
		s.events[i].Seq = uint64(i) + 1
		st.Apply(s.events[i])
	}
	for _, in := range state.Insights(st, s.now) {
		s.events = append(s.events, event.Event{
			Seq: uint64(len(s.events)) + 1, Time: s.now, Body: &event.InsightRaised{Insight: in.Name, Text: in.Text},
		})
	}
	return s.events, s.now
}

// run lets d pass.
func (s *simulation) run(d time.Duration) {
	for end := s.now.Add(d); s.now.Before(end); s.now = s.now.Add(tick) {
		if s.every > 0 && !s.now.Before(s.nextUp) {
			s.upload()
			s.nextUp = s.nextUp.Add(s.every)
		}
		for _, h := range s.workers {
			s.work(h)
		}
		if s.now.Sub(Begin)%time.Second == 0 {
			s.sample()
		}
	}
}

var subjects = []string{"garden", "dune", "wood", "aqua", "storm", "alps", "harbour", "meadow", "canyon", "lagoon"}

func (s *simulation) niceName(i int) string {
	switch s.fates[i] {
	case broken:
		return fmt.Sprintf("broken-%04d.jpg", i)
	case notImage:
		return fmt.Sprintf("notes-%04d.jpg", i)
	case slow, stuck:
		return fmt.Sprintf("storm-%04d.jpg", i)
	case fine:
	}
	return fmt.Sprintf("%s-%04d.jpg", subjects[s.chance.IntN(len(subjects))], i)
}

// upload puts an image, and lets EventBridge send its message.
func (s *simulation) upload() {
	s.uploaded++
	key := s.named(s.uploaded)
	size := int64(900_000 + s.chance.IntN(3_000_000))
	s.call("s3", "PutObject", 4*time.Millisecond, size, "")
	s.emit(event.Event{Bucket: s.set.SourceBucket, Key: key, Body: &event.ObjectUploaded{Size: size, ETag: "9b2cf535f27731c974343645a3985328"}})
	s.after(20*time.Millisecond, event.Event{Bucket: s.set.SourceBucket, Key: key, Body: &event.EventMatched{Rule: s.set.Rule, Bus: s.set.Bus}})
	l := &letter{id: s.newID(), key: key, fate: s.fates[s.uploaded], sentAt: s.now.Add(30 * time.Millisecond)}
	l.visibleAt = l.sentAt
	if s.delayEvery > 0 && s.uploaded%s.delayEvery == 0 {
		l.visibleAt = l.sentAt.Add(8 * time.Second)
	}
	s.queue = append(s.queue, l)
	s.after(30*time.Millisecond, event.Event{
		MessageID: l.id, Bucket: s.set.SourceBucket, Key: key,
		Body: &event.MessageSent{
			Queue:     s.set.Queue,
			VisibleAt: l.visibleAt, Body: s.body(l, size),
		},
	})
}

func (s *simulation) newID() string {
	a, b := s.chance.Uint64(), s.chance.Uint64()
	return fmt.Sprintf("%08x-%04x-4%03x-a%03x-%012x", a>>32, a>>16&0xffff, a&0xfff, b>>52, b&0xffffffffffff)
}

// body is what S3 sends for an upload.
func (s *simulation) body(l *letter, size int64) string {
	return fmt.Sprintf(`{"version":"0","id":%q,"detail-type":"Object Created","source":"aws.s3","account":%q,"time":%q,"region":%q,`+
		`"resources":["arn:aws:s3:::%s"],"detail":{"version":"0","bucket":{"name":%q},"object":{"key":%q,"size":%d,`+
		`"etag":"9b2cf535f27731c974343645a3985328","sequencer":"00617F08299329D189"},"request-id":"N4N7GDK58NMKJ12R","reason":"PutObject"}}`,
		l.id, s.set.Account, l.sentAt.Format(time.RFC3339), s.set.Region, s.set.SourceBucket, s.set.SourceBucket, l.key, size)
}

// call notes an API call; some are refused where refuse is set.
func (s *simulation) call(service, operation string, took time.Duration, size int64, text string) {
	took += time.Duration(s.chance.Int64N(int64(took)))
	call := &event.APICalled{
		Service: service, Operation: operation, Status: 200, Attempts: 1,
		Took: took, Size: size, Text: text, USD: price(service, operation),
	}
	if s.refuse && s.chance.IntN(4) == 0 {
		call.Status, call.Attempts = 503, 3
		call.Error = "SlowDown: Please reduce your request rate."
		if s.chance.IntN(2) == 0 {
			call.Status, call.Attempts = 403, 1
			call.Error = "AccessDenied: User is not authorized to perform: " + service + ":" + operation
		}
	}
	s.emit(event.Event{Body: call})
}

// price is what a call costs, in us-east-1.
func price(service, operation string) float64 {
	switch {
	case service == "s3" && operation == "PutObject":
		return 0.000005
	case service == "sns":
		return 0.0000005
	}
	return 0.0000004
}

// sample tells the counts of the queues.
func (s *simulation) sample() {
	var visible, flight, delayed int
	var oldest time.Duration
	held := map[*letter]bool{}
	for _, h := range s.workers {
		if h.letter != nil && !h.lost {
			held[h.letter] = true
		}
	}
	for _, l := range s.queue {
		switch {
		case held[l] || l.tries > 0 && s.now.Before(l.visibleAt):
			flight++
		case s.now.Before(l.visibleAt):
			delayed++
		default:
			visible++
			oldest = max(oldest, s.now.Sub(l.sentAt))
		}
	}
	s.emit(event.Event{Body: &event.QueueSampled{Queue: s.set.Queue, Visible: visible, InFlight: flight, Delayed: delayed, OldestAge: oldest}})
	s.emit(event.Event{Body: &event.QueueSampled{Queue: s.set.DeadLetterQueue, Visible: s.dead}})
}

// take is the message that a receive gets: the oldest that is visible.
func (s *simulation) take() *letter {
	var best *letter
	for _, l := range s.queue {
		if !s.now.Before(l.visibleAt) && (best == nil || cmp.Less(l.visibleAt.UnixNano(), best.visibleAt.UnixNano())) {
			best = l
		}
	}
	return best
}
