package state

import (
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/ring"
)

// Limits of what a State keeps. Counters carry the rest.
const (
	keepEnded      = 2000
	keepThumbnails = 400
	keepCalls      = 1000
	keepSamples    = 200
	keepInbox      = 200
	keepMoves      = 4096
	keepActions    = 50
	keepSteps      = 128
	keepRaces      = 16
	maxLiveUnknown = 200_000
)

// State is the fold of the events: everything the screen draws, and nothing
// else. Each reader of a Log has a State of its own, so none locks another; a
// State is used by one goroutine at a time. Applying an event costs O(1), and
// what is kept is bounded by the messages alive.
type State struct {
	Setup   event.Setup
	Started time.Time
	Now     time.Time // time of the last event
	Seq     uint64    // number of the last event
	// Notable is what makes the last event worth another look: what is told again, or so
	// late that nothing comes of it, is not.
	Notable Notable

	// Ended are the last messages whose life is over.
	Ended ring.Ring[*Message]

	Source     Depths // of the queue
	DeadLetter Depths // of the dead-letter queue
	Redrive    Redrive

	Workers    []*Worker // in the order of their names; stopped ones leave
	Receivers  []*Worker // that receive for the workers, in models that have one
	Persons    []*Worker // who received by hand: no workers, and counted nowhere among them
	Model      string
	Wanted     int // workers asked for
	Prefetched int // messages received and not begun
	Scaling    Scaling
	// Turned is the setting that was changed last. Receives are counted since wait or
	// batch were, and ReceivesBefore before that.
	Turned                   Turned
	Receives, ReceivesBefore Receiving
	Paused                   bool
	Finished                 bool   // the producer has nothing more to upload
	Stopping                 string // what the run waits for before it is over; empty: it does not
	Over                     bool   // the run is over
	Thumbnails               ring.Ring[*Picture]
	Calls                    ring.Ring[Call]
	Samples                  ring.Ring[Call] // our own bookkeeping, apart: else it would push the others out
	Inbox                    ring.Ring[Mail]
	Moves                    ring.Ring[Move]
	Actions                  ring.Ring[Action]
	Steps                    ring.Ring[Step]     // of setting up the stack
	standing                 map[Node]bool       // what of the stack is there; see Stands
	races                    ring.Ring[*Message] // whose timeout ran out while a worker held them
	Insights                 []Insight           // the most important first
	Trouble                  Trouble
	Unmatched                Unmatched // the last event that no rule matched
	Heartless                Heartless // the last receive whose heartbeat was left out on purpose
	Held                     Held      // the last message that was sent with a delay
	Struck                   Struck    // what a fault hit last
	Network                  Network
	World                    World
	Scene                    Scene // that is played

	Count   Counters
	Series  Series
	Latency Latency // from upload (or send) to done

	faults   []Fault             // that are on; replaced, not changed
	hits     []Struck            // the last of faults; replaced, not changed
	awaited  []awaited           // faults that hit messages which are not known yet; as these
	byID     map[string]*Message // those that wait, are in flight or are dead
	recent   *Message            // the last that was looked for, if it is alive still
	live     list[Message]       // of byID, in the order they became known
	oldest   int                 // before it in live is nothing
	byKey    map[string]*Picture
	entries  int      // that the last life had that came to its end: the next is likely as long
	arrivals arrivals // of images not done yet

	first   process // whose worker was heard of first
	several bool    // workers of another were, too

	rosters rosters
	untold  untold

	over  over  // messages whose life is over
	works works // stages that were done
	hues  hues

	receiveUSD float64 // of the last receive that brought nothing

	channels [4]Channel // before each stage

	epoch *epoch
	lent  *lent // nil: all is its own

	lettersAt time.Time // when the dead letters last became more or fewer
	gapAt     time.Time // when events were last missing
	changedAt time.Time // when somebody last changed what a trend is judged by
	modelAt   time.Time // when Model took the place of before; zero: it was the first
	before    string
}

// Depths are what a queue last said of itself.
type Depths struct {
	known                      bool
	at                         time.Time
	Visible, InFlight, delayed int
	OldestAge                  time.Duration
}

// Counters count since the start.
type Counters struct {
	Uploaded, UploadFailed, UploadedBytes int64
	Matched, MatchFailed                  int64
	Forwarded                             int64 // by the default bus, to one of our own
	Unmatched                             int64 // events that no rule matched
	Sent, Received, Deleted               int64
	Retried, Extended, Returned           int64
	// What is done twice, and what is not, when a countdown wins. Each counts
	// another thing: a timeout that ran out while a worker held the message, a
	// message received again while a worker held it, and a stage done for an image
	// for which it had been done by a receive that did not fail. ThumbnailsKept counts what was found done.
	ExpiredHeld, ReceivedAgain, Repeated int64
	DeletedLate                          int64 // by a worker whose timeout had run out
	Dead, Redriven, Purged               int64
	Thumbnails, ThumbnailBytes           int64
	ThumbnailsKept                       int64
	acknowledged, Gone                   int64 // messages that named no image; images not there any more
	uploadRetried                        int64
	SNS, Discord, notifyFailed, Mails    int64
	NotifyGivenUp                        int64 // announcements that are not tried again on their own
	Calls, CallErrors, CallRetries       int64
	// Bookkeeping are our own calls that are no part of the work, and are not among
	// Calls; their price is a part of USD.
	Bookkeeping    int64
	HeldCalls      int64 // that extended messages which nobody worked on
	BookkeepingUSD float64
	Dropped        int64 // events that this state was never told
	USD            float64
}

// Picture is a thumbnail.
type Picture struct {
	Bucket, Key, SourceKey, Engine, URL string
	MessageID                           string
	Size                                int64
	At                                  time.Time
	Took                                time.Duration // from upload to stored; 0: it is not known
	SinceSent                           bool          // Took is from when its message was sent: nobody told when it was uploaded
	PNG                                 []byte        // nil until it came

	version[Picture]
}

// Call is an API call.
type Call struct {
	At                 time.Time
	Service, Operation string
	Status, Attempts   int
	Took               time.Duration
	Size               int64
	USD                float64
	Text, Error        string
	cause              event.Cause // what the error means
	empty              bool        // a receive that brought nothing
	Caller             string
	Worker, MessageID  string // whose call it is, and for which message; empty: not known
	Key                string // of the image
	Request, Answer    string // as JSON; empty where they are not known
}

// Failed tells whether the call went wrong. One that asked whether something is
// there and heard that it is not did not, nor did a heartbeat that lost the race;
// of somebody else's call only the status is known.
func (c *Call) Failed() bool {
	return c.Error != "" && c.Overtaken() == "" || c.Outside() && c.Status >= 400
}

// Overtaken says what had become of the message whose visibility timeout a worker
// would extend too late; empty where that is not what the call came to.
func (c *Call) Overtaken() string { return c.cause.Overtaken() }

// Mail is an email or a Discord post that arrived.
type Mail struct {
	At                              time.Time
	Channel, To, Subject, Text, URL string
}

// Action is something a person asked for, and how it went.
type Action struct {
	at          time.Time
	Text, Error string
}

// Heartless is a receive whose heartbeat is left out on purpose.
type Heartless struct {
	At                time.Time
	MessageID, worker string
}

// Held is a message that was sent with a delay.
type Held struct {
	At, Until time.Time
	MessageID string
}

// Scaling is what keeps the number of workers, and why it changed it last.
type Scaling struct {
	up bool // there are more workers since

	Least, Most int // no Most: a person does
	Reason      string
	At          time.Time
}

// NewState returns an empty State.
func NewState() *State {
	e := &epoch{}
	return &State{
		byID:       map[string]*Message{},
		Ended:      ring.New[*Message](keepEnded),
		Thumbnails: ring.New[*Picture](keepThumbnails),
		Calls:      ring.New[Call](keepCalls),
		Samples:    ring.New[Call](keepSamples),
		Inbox:      ring.New[Mail](keepInbox),
		Moves:      ring.New[Move](keepMoves),
		Actions:    ring.New[Action](keepActions),
		Steps:      ring.New[Step](keepSteps),
		races:      ring.New[*Message](keepRaces),
		byKey:      map[string]*Picture{},
		live:       newList[Message](e),
		rosters:    newRosters(e),
		arrivals:   newArrivals(e),
		over:       newOver(),
		works:      newWorks(e),
		hues:       newHues(e),
		epoch:      e,
	}
}

// Apply folds events into the state, in their order.
func (s *State) Apply(events ...event.Event) {
	for i := range events {
		s.ApplyOne(&events[i])
	}
}

// ApplyOne folds one event, of which it keeps what Apply does.
func (s *State) ApplyOne(e *event.Event) { s.apply(s.named(e)) }

// apply folds one event: each kind has its place here.
func (s *State) apply(e *event.Event) { //nolint:cyclop,funlen // one line a kind: a table
	s.Seq, s.Now, s.Notable = e.Seq, e.Time, NotNotable
	s.Series.advance(e.Time)
	s.ripen(e.Time)
	switch b := e.Body.(type) {
	case *event.StackStep:
		s.stepped(e, b)
	case *event.PipelineStarted:
		s.start(e, b)
	case *event.ObjectUploaded:
		s.uploaded(e, b)
	case *event.UploadFailed:
		s.Count.UploadFailed++
		s.Notable = NotableFailure
		s.missed(e, b.Missing)
	case *event.UploadRetried:
		s.Count.uploadRetried++
	case *event.ProducerFinished:
		s.Finished = true
	case *event.EventMatched:
		s.matched(e, b)
	case *event.EventUnmatched:
		s.unmatched(e, b)
	case *event.EventFailed:
		s.Count.MatchFailed++
		s.undelivered(e, b)
	case *event.MessageSent:
		s.sent(e, b)
	case *event.MessageReceived:
		s.received(e, b)
	case *event.MessageHeld:
		s.heldFor(e, b, true)
	case *event.MessageTaken:
		s.heldFor(e, (*event.MessageHeld)(b), false)
	case *event.MessageExtended:
		s.extended(e, b)
	case *event.MessageReturned:
		s.returned(e, b)
	case *event.MessageExpired:
		s.expired(e, b)
	case *event.MessageAcknowledged:
		s.Count.acknowledged++
		s.noteMessage(e, b.Reason)
	case *event.ImageGone:
		s.Count.Gone++
		s.noteMessage(e, b.Reason)
	case *event.MessageDeleted:
		s.deleted(e, b)
	case *event.MessageDead:
		s.dead(e, b)
	case *event.MessageDropped:
		s.dropped(e)
	case *event.MessageRedriven:
		s.redriven(e, b)
	case *event.LetterSeen:
		s.letterSeen(e, b)
	case *event.LetterDeleted:
		s.letterDeleted(e)
	case *event.RedriveStarted:
		s.redriveStarted(e, b)
	case *event.RedriveProgressed:
		s.redriving(e, b.Moved, b.Total)
	case *event.RedriveEnded:
		s.redriveEnded(e, b)
	case *event.QueueSampled:
		s.sampled(e, b)
	case *event.QueuePurged:
		s.purged(e, b)
	case *event.StageWaiting:
		s.stageWaiting(e)
	case *event.StageStarted:
		s.stageStarted(e, b)
	case *event.StageFinished:
		s.stageFinished(e, b)
	case *event.ThumbnailCreated:
		s.created(e, b)
	case *event.ThumbnailPictured:
		s.pictured(e, b)
	case *event.ThumbnailKept:
		s.Count.ThumbnailsKept++
		s.noteMessage(e, b.Reason)
	case *event.NotificationSent:
		s.notified(e, b)
	case *event.NotificationFailed:
		s.Count.notifyFailed++
		s.missed(e, b.Missing)
		s.noteMessage(e, b.Error)
	case *event.NotificationGivenUp:
		s.givenUp(e, b)
	case *event.ChannelOff:
		s.Trouble.shut(b)
	case *event.NotificationKept:
		s.noteMessage(e, b.Channel)
	case *event.MailDelivered:
		s.Count.Mails++
		s.Inbox.Add(&Mail{At: e.Time, Channel: b.Channel, To: b.To, Subject: b.Subject, Text: b.Text, URL: b.URL})
	case *event.WorkerStarted, *event.WorkerStopped, *event.WorkerPolling:
		s.worker(e)
	case *event.WorkerWaiting:
		s.workerWaiting(e, b)
	case *event.ModelChanged:
		s.modelChanged(e, b)
	case *event.SettingChanged:
		s.turned(e, b)
	case *event.ConsumingPaused:
		s.Paused, s.changedAt = true, e.Time
		s.stopPolling(e.Time)
	case *event.ConsumingStopping:
		s.Stopping = b.Text
	case *event.ConsumingResumed:
		s.Paused, s.changedAt = false, e.Time
	case *event.WorldFreezing, *event.WorldFrozen, *event.WorldStepping, *event.WorldRunning, *event.ClockChanged:
		s.worldChanged(e)
	case *event.SceneOpened, *event.SceneTold, *event.SceneDecided, *event.SceneEnded:
		s.sceneChanged(e)
	case *event.APICalled:
		s.called(e, b)
	case *event.FaultInjected:
		s.faulted(e, b)
	case *event.FaultSwitched:
		s.switched(e, b)
	case *event.ActionTaken:
		s.Actions.Add(&Action{at: e.Time, Text: b.Text, Error: b.Error})
	case *event.InsightRaised:
		s.raise(e, b)
	case *event.InsightCleared:
		s.clear(b.Insight)
	case *event.EventsDropped:
		s.missedEvents(e, b)
	case *event.NetworkLost:
		s.networkLost(e, b)
	case *event.NetworkBack:
		s.networkBack(e, b)
	case *event.RunFinished:
		s.Over, s.Stopping = true, ""
	}
	if s.Halted() == Ending {
		s.halts(e)
	}
	s.Series.totals(&s.Count)
}

// start takes the settings of the run.
func (s *State) start(e *event.Event, b *event.PipelineStarted) {
	s.Started = e.Time
	if b.Setup != nil {
		s.Setup = *b.Setup
		s.Model, s.Wanted = b.Setup.Model, b.Setup.Workers
	}
	s.receivesFrom(e.Time)
}

// sampled takes what a queue said of itself.
func (s *State) sampled(e *event.Event, b *event.QueueSampled) {
	d := Depths{known: true, at: e.Time, Visible: b.Visible, InFlight: b.InFlight, delayed: b.Delayed, OldestAge: b.OldestAge}
	if b.Queue == s.Setup.DeadLetterQueue {
		s.DeadLetter = d
		return
	}
	s.Source = d
	told := s.counted(e.Time)
	s.untold.sampled(Depth{d.Visible - told.Visible, d.InFlight - told.NotVisible(), d.delayed - told.Delayed})
	s.Series.depth(s.Standing(e.Time), d.OldestAge)
}

// called takes an API call.
func (s *State) called(e *event.Event, b *event.APICalled) {
	s.World.called(b)
	call := Call{
		At: e.Time, Service: b.Service, Operation: b.Operation, Status: b.Status, Attempts: b.Attempts,
		Took: b.Took, Size: b.Size, USD: b.USD, Text: b.Text, Error: b.Error, cause: b.Cause, empty: b.Empty, Caller: b.Caller,
		Worker: e.Worker, MessageID: e.MessageID, Key: e.Key, Request: b.Request, Answer: b.Answer,
	}
	s.charge(&call)
	if call.Failed() {
		s.missedBy(&call)
	}
	if call.Bookkeeping() {
		s.Count.Bookkeeping++
		s.Samples.Add(&call)
		return
	}
	s.Count.Calls++
	s.receive(&call)
	if b.Operation == "ChangeMessageVisibilityBatch" && b.Caller == "" {
		s.Count.HeldCalls++
	}
	s.Count.CallRetries += int64(max(b.Attempts-1, 0))
	s.Series.at().calls++
	if call.Failed() {
		s.Count.CallErrors++
	}
	s.Calls.Add(&call)
}

// givenUp counts an announcement that is not made.
func (s *State) givenUp(e *event.Event, b *event.NotificationGivenUp) {
	s.Count.NotifyGivenUp++
	if m := s.known(e.MessageID); m != nil { // its message may have ended long ago
		m.note(Moment{Time: e.Time, Kind: e.Kind(), Text: b.Channel + ": " + b.Error})
	}
}

// notified counts an announcement.
func (s *State) notified(e *event.Event, b *event.NotificationSent) {
	delete(s.Trouble.Off, b.Channel)
	if b.Channel == "discord" {
		s.Count.Discord++
	} else {
		s.Count.SNS++
	}
	s.move(e, s.identity(e), ThumbnailNode, AnnounceNode)
	s.noteMessage(e, b.Channel)
}
