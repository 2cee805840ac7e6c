package event

import "time"

// Kind names what happened. The constants are a contract: recordings and the
// output of --headless use them, and they do not change meaning.
type Kind string

// The kinds of events, in the order of a message's life.
const (
	// StackStep says what was done with a part of the stack, or found of it, while
	// it is set up: Text is a sentence such as "created the queue practiceQ". Of one
	// part, Resource is its kind, Target its name and Outcome whether it is there
	// now; Operation is the API call that did something. The first has the names
	// there will be in Setup, Error says why it could not be set up.
	StackStep Kind = "stack.step"
	// PipelineStarted says what runs and with which settings. Only what sets up
	// the stack comes before it: its steps and their API calls.
	PipelineStarted Kind = "pipeline.started"

	// ObjectUploaded occurs when the producer has put an image into the source
	// bucket.
	ObjectUploaded Kind = "object.uploaded"
	// UploadFailed occurs when an image could not be read or put, for good.
	UploadFailed Kind = "upload.failed"
	// UploadRetried occurs when an upload failed and is tried again, since what
	// made it fail may pass: Attempts says how often it was tried, Took how long
	// the next try waits.
	UploadRetried Kind = "upload.retried"
	// ProducerFinished occurs when the producer has nothing more to upload on
	// its own; uploads by hand may still follow.
	ProducerFinished Kind = "producer.finished"

	// EventMatched occurs when a rule of EventBridge matched an event. Only the
	// embedded AWS can tell.
	EventMatched Kind = "event.matched"
	// EventUnmatched occurs when no rule of a bus matched an event about one of
	// our buckets, or on our own bus: EventBridge drops it. Text is the event's
	// detail type, such as Object Deleted. Only the embedded AWS can tell.
	EventUnmatched Kind = "event.unmatched"
	// EventFailed occurs when a rule could not deliver to a target. Only the
	// embedded AWS can tell.
	EventFailed Kind = "event.failed"

	// MessageSent occurs when a message entered the queue. Only the embedded
	// AWS can tell, or who sent it by hand.
	MessageSent Kind = "message.sent"
	// MessageReceived occurs when a worker, or somebody outside this program,
	// received a message: its visibility timeout starts.
	MessageReceived Kind = "message.received"
	// MessageHeld occurs when a message waits inside this program: it was received,
	// and nobody works on it. Stage is the one that it waits for, Total the size of the
	// channel it waits in and Count how many are in it now; a Total of 0 is no channel
	// but the hand of Worker.
	MessageHeld Kind = "message.held"
	// MessageTaken occurs when Worker takes up a message that was held, or that
	// another goroutine received. Stage, Count and Total are as in MessageHeld.
	MessageTaken Kind = "message.taken"
	// MessageExtended occurs when a heartbeat set the visibility timeout again.
	MessageExtended Kind = "message.extended"
	// MessageReturned occurs when a worker gives a message back, because its
	// work failed or was interrupted: it is visible again at VisibleAt. One that is
	// Late was put down and nothing done to it: its visibility had run out, and it
	// may be another's.
	MessageReturned Kind = "message.returned"
	// MessageExpired occurs when the visibility timeout ran out while a worker
	// still had the message: another worker may now receive it.
	MessageExpired Kind = "message.expired"
	// MessageAcknowledged occurs when a message names no image to make a thumbnail
	// of, but is no fault either, such as S3's test event: Reason says what it
	// was. Its deletion follows.
	MessageAcknowledged Kind = "message.acknowledged"
	// ImageGone occurs when the image that a message names is not in its bucket
	// any more, so that there is nothing to be done.
	ImageGone Kind = "image.gone"
	// MessageDeleted occurs when a message is done with. It is Late where its
	// visibility had run out before: another may be doing it again.
	MessageDeleted Kind = "message.deleted"
	// MessageDead occurs when a message moved to the dead-letter queue.
	MessageDead Kind = "message.dead"
	// MessageDropped occurs when a message left its queue because it was in it for
	// longer than the queue keeps messages. Only the embedded AWS can tell.
	MessageDropped Kind = "message.dropped"
	// MessageRedriven occurs when a dead letter went back to its source queue,
	// under a new message id.
	MessageRedriven Kind = "message.redriven"

	// LetterSeen occurs when somebody looked at a dead letter, by receiving it:
	// ReceiveCount counts that too.
	LetterSeen Kind = "letter.seen"
	// LetterDeleted occurs when a dead letter was deleted, unworked.
	LetterDeleted Kind = "letter.deleted"
	// RedriveStarted occurs when dead letters begin to move: Text says which, all
	// or chosen ones. Target is the queue they move to, empty where each goes to
	// the one it came from, and Total, where it is known, how many they are. One
	// that is only now known of may have Moved some.
	RedriveStarted Kind = "redrive.started"
	// RedriveProgressed says how far a redrive is.
	RedriveProgressed Kind = "redrive.progressed"
	// RedriveEnded occurs when a redrive is over: Text is completed, cancelled
	// or failed.
	RedriveEnded Kind = "redrive.ended"

	// QueueSampled carries the approximate counts that a queue told of itself.
	QueueSampled Kind = "queue.sampled"
	// QueuePurged occurs when everything in a queue was thrown away: Count says how
	// many messages those were, where that is known.
	QueuePurged Kind = "queue.purged"

	// StageWaiting occurs when a worker waits for a core to begin a stage that
	// computes: no more of these run than there are cores.
	StageWaiting Kind = "stage.waiting"
	// StageStarted occurs when a worker begins a stage of its work.
	StageStarted Kind = "stage.started"
	// StageFinished occurs when a stage ended, with an error if it failed.
	StageFinished Kind = "stage.finished"

	// ThumbnailCreated occurs when a thumbnail has been stored.
	ThumbnailCreated Kind = "thumbnail.created"
	// ThumbnailPictured carries the thumbnail itself, so that a recording can
	// show it. --headless leaves this kind out.
	ThumbnailPictured Kind = "thumbnail.pictured"
	// ThumbnailKept occurs when a thumbnail was there already and stays: the same
	// image came a second time, or a newer upload under its key has been done.
	// Reason says which.
	ThumbnailKept Kind = "thumbnail.kept"

	// NotificationSent occurs when a channel took an announcement.
	NotificationSent Kind = "notification.sent"
	// NotificationFailed occurs when a channel did not take an announcement. Took
	// is how long the next try waits; 0: there is none.
	NotificationFailed Kind = "notification.failed"
	// NotificationGivenUp occurs when an announcement is not tried again on its
	// own; a person may have it made again.
	NotificationGivenUp Kind = "notification.given_up"
	// ChannelOff occurs when a channel takes no announcement any more, such as a
	// webhook that was deleted: Error says why.
	ChannelOff Kind = "channel.off"
	// NotificationKept occurs when an image had been announced before, so that
	// it is not announced again.
	NotificationKept Kind = "notification.kept"
	// MailDelivered occurs when a subscriber's mail or a post reached its
	// inbox. Only the embedded AWS can tell.
	MailDelivered Kind = "mail.delivered"

	// WorkerStarted occurs when a worker goroutine begins.
	WorkerStarted Kind = "worker.started"
	// WorkerStopped occurs when a worker goroutine has ended.
	WorkerStopped Kind = "worker.stopped"
	// WorkerPolling occurs when a worker asks the queue for messages.
	WorkerPolling Kind = "worker.polling"
	// WorkerWaiting occurs when a goroutine has nothing in hand that it could go on
	// with: Reason says what it waits for, as ForMessage and the like.
	WorkerWaiting Kind = "worker.waiting"
	// ModelChanged occurs when the number of workers or their model changed.
	ModelChanged Kind = "model.changed"
	// ConsumingPaused occurs when the workers stop receiving.
	ConsumingPaused Kind = "consuming.paused"
	// ConsumingResumed occurs when the workers receive again.
	ConsumingResumed Kind = "consuming.resumed"

	// ConsumingStopping occurs when the workers stop for good and that takes a
	// while: Text says what is waited for.
	ConsumingStopping Kind = "consuming.stopping"

	// WorldFreezing occurs when a person freezes the world: nothing new is begun, and
	// the clock stands where it is ours. What is in hand ends, or is stopped.
	WorldFreezing Kind = "world.freezing"
	// WorldFrozen occurs when nothing of this program moves any more.
	WorldFrozen Kind = "world.frozen"
	// WorldStepping occurs when a frozen world goes on until something happens; then
	// it freezes again.
	WorldStepping Kind = "world.stepping"
	// WorldRunning occurs when a world that was frozen goes on.
	WorldRunning Kind = "world.running"
	// ClockChanged occurs when a person makes the clock run slower or faster: Speed
	// says how many seconds pass on it in one of the wall clock's.
	ClockChanged Kind = "clock.changed"

	// APICalled occurs at the end of every API call, ours or that of somebody
	// outside (the embedded AWS can tell).
	APICalled Kind = "api.called"
	// FaultInjected occurs when trouble was made on purpose: Fault says which, to
	// an image before it is uploaded, or as HeartbeatLost to a receive of Worker.
	FaultInjected Kind = "fault.injected"
	// ActionTaken occurs when something that a person asked for was done, or
	// could not be.
	ActionTaken Kind = "action.taken"

	// InsightRaised occurs when something looks wrong or is worth knowing.
	InsightRaised Kind = "insight.raised"
	// InsightCleared occurs when an insight no longer holds.
	InsightCleared Kind = "insight.cleared"

	// EventsDropped stands where a reader of the events was too slow, in place of
	// those it has missed: Count says how many. Each reader has gaps of its own,
	// and its number is that of the last event in the gap.
	EventsDropped Kind = "events.dropped"
	// NetworkLost occurs when nothing answers any more: Reason says what calls
	// ended with, and Took how long nothing had answered by then. The embedded
	// AWS of this process is always there.
	NetworkLost Kind = "network.lost"
	// NetworkBack occurs when something answers again: Took says how long nothing
	// did.
	NetworkBack Kind = "network.back"

	// RunFinished is the last event of a run.
	RunFinished Kind = "run.finished"
)

// HeartbeatLost is the fault of a receive whose heartbeat is left out on purpose.
const HeartbeatLost = "heartbeat-lost"

// Outside is the worker that stands for whoever else receives messages.
const Outside = "outside"

// What a goroutine waits for, as the Reason of WorkerWaiting.
const (
	ForMessage = "message" // in the channel that it takes from
	ForPlace   = "place"   // in the channel that it puts into
	ForPermit  = "permit"  // of the semaphore that bounds the images in work
)

// Stage is a part of the work on one message.
type Stage string

// The stages, in their order.
const (
	Download  Stage = "download"
	Thumbnail Stage = "thumbnail"
	Upload    Stage = "upload"
	Notify    Stage = "notify"
)

// Stages are all stages in their order.
func Stages() []Stage { return []Stage{Download, Thumbnail, Upload, Notify} }

// Place is the place of a stage among all, from 0; -1 for one that is not known.
func (s Stage) Place() int {
	switch s {
	case Download:
		return 0
	case Thumbnail:
		return 1
	case Upload:
		return 2
	case Notify:
		return 3
	}
	return -1
}

// Event is one thing that happened. It is a flat record: Type says which of
// the fields apply, and only those are written as JSON. Events are values and
// are not changed once they are in a Log.
type Event struct {
	// Seq numbers the events of a Log from 1.
	Seq uint64
	// Time is when it happened.
	Time time.Time
	// Type says what happened.
	Type Kind

	// What most events say comes first: to fetch it from memory is a good part of
	// what folding an event costs.

	MessageID    string        // of SQS
	Key          string        // key of the object, as it is, not URL-encoded
	Worker       string        // who works on it; Outside for somebody else
	PID          int           // of the worker's process; Log.Emit fills it in
	Stage        Stage         // part of the work
	Took         time.Duration // how long it took; "seconds" in JSON
	Error        string        // why it failed, escaped, one line
	ReceiveCount int           // how often the message has been received
	Late         bool          // the visibility timeout of this receive had run out before
	Inferred     bool          // deduced, because AWS does not tell
	Kept         bool          // of a stage: it did nothing, for what it makes was there already

	Service   string  // of an API call: sqs, s3, sns, events
	Operation string  // of an API call
	Status    int     // HTTP status
	Attempts  int     // how often the call was tried
	USD       float64 // what the call costs on AWS, in us-east-1
	Size      int64   // bytes
	Text      string  // a sentence for a person
	Caller    string  // "" for ours, Outside or CallerSampler
	// Request and Answer are those of an API call as JSON, each cut to 4 KiB and
	// without what is secret.
	Request, Answer string

	Bucket    string    // bucket of the object
	ETag      string    // entity tag, without quotes
	SentAt    time.Time // SentTimestamp
	VisibleAt time.Time // when the message is visible again
	Body      string    // of a message, cut to 4 KiB
	Queue     string    // name of a queue
	// Attributes are what SQS says of a message that was received: SentTimestamp,
	// SenderId and so on, by name.
	Attributes map[string]string
	// MessageAttributes are what its sender wrote on it, by name.
	MessageAttributes map[string]string
	Reason            string // why it died or was not delivered, escaped, one line
	PreviousID        string // id of the dead letter that was redriven
	Host              string // of the worker's process; Log.Emit fills it in

	Rule   string // rule of EventBridge
	Bus    string // event bus
	Target string // ARN of a target; of a redrive, the name of a queue; of a step, that of the part

	Resource string // kind of a part of the stack, such as queue
	Outcome  string // of a step: StepThere, StepMissing or ""

	SourceKey string // key of the image a thumbnail was made of
	Engine    string // what made the thumbnail
	PNG       []byte // a thumbnail
	URL       string // presigned URL, or a link

	Channel string // sns or discord
	Subject string // of a mail or post
	To      string // who got it

	Visible   int           // messages that are visible
	InFlight  int           // messages received and not yet deleted
	Delayed   int           // messages that are delayed
	OldestAge time.Duration // of the oldest message that waits

	Count int // how many: events that were dropped, messages that a purge threw away

	Moved int // messages that a redrive has moved
	Total int // messages that it is to move, about
	Rate  int // messages a second that it is held to; 0: none

	Speed float64 // of the clock; 1 is that of the wall

	Model   string // of the consumers
	Workers int    // how many
	Fault   string // kind of trouble
	Insight string // name of the insight

	Uploaded   int // totals of the run
	Thumbnails int
	Dead       int
	// Warm is how many thumbnails an ffmpeg made that is kept running, and OneShot
	// how many had an ffmpeg of their own, by the reason.
	Warm    int
	OneShot map[string]int

	Setup *Setup // of PipelineStarted
}

// Setup says what a run consists of: the names of its resources and the
// settings that the screen shows. Durations are in seconds in JSON.
type Setup struct {
	Account         string  `json:"account"`
	Region          string  `json:"region"`
	Endpoint        string  `json:"endpoint,omitempty"`
	Embedded        bool    `json:"embedded"`
	Stack           string  `json:"stack,omitempty"`         // its name, where it has one
	BucketSuffix    string  `json:"bucket_suffix,omitempty"` // the same
	SourceBucket    string  `json:"source_bucket"`
	ThumbnailBucket string  `json:"thumbnail_bucket"`
	ThumbnailDays   int     `json:"thumbnail_days"`
	Rule            string  `json:"rule"`
	Bus             string  `json:"bus"`
	Queue           string  `json:"queue"`
	DeadLetterQueue string  `json:"dead_letter_queue"`
	Topic           string  `json:"topic"`
	Model           string  `json:"model"`
	Workers         int     `json:"workers"`
	Prefetch        int     `json:"prefetch,omitempty"` // of a channel; 0: as many as workers
	Batch           int     `json:"batch,omitempty"`    // messages that a receive asks for; 0: one
	Engine          string  `json:"engine"`
	EngineNote      string  `json:"engine_note,omitempty"`
	Fit             string  `json:"fit"`
	Visibility      float64 `json:"visibility_timeout"`
	Heartbeat       bool    `json:"heartbeat"`
	MaxReceives     int     `json:"max_receives"`
	Wait            float64 `json:"wait"`
	Delay           float64 `json:"delay"`
	RetryDelay      float64 `json:"retry_delay"` // -1: the visibility timeout runs out
	Pace            float64 `json:"pace"`
	Rate            float64 `json:"rate"`
	Discord         string  `json:"discord"` // "stand-in" or "webhook"; never the URL
	MailFolder      string  `json:"mail_folder,omitempty"`
	Demonstration   bool    `json:"demonstration,omitempty"`
}

// Interrupted is the error of a stage, and the reason of a give-back, where
// somebody stopped the work and nothing failed.
const Interrupted = "interrupted"

// MaxWorkers is how many workers a pipeline may have.
const MaxWorkers = 200

// EveryLetter is the Text of RedriveStarted where all dead letters move.
const EveryLetter = "all"

// The outcomes of a step: the part is there now, or it is not. Of one that says
// something else there is none.
const (
	StepThere   = "there"
	StepMissing = "missing"
)
