package fault

import "slices"

// Name names a fault, on the command line, in a recording and on the screen.
type Name string

// The faults of AWS. They need the embedded one.
const (
	AWS500             Name = "aws-500"
	SlowDown           Name = "slow-down"
	Throttle           Name = "throttle"
	NoAnswer           Name = "no-answer"
	ResetAfter         Name = "reset-after"
	SlowAnswers        Name = "slow-answers"
	AWSGone            Name = "aws-gone"
	PolicyDenied       Name = "policy-denied"
	DuplicateDelivery  Name = "duplicate-delivery"
	EventTwice         Name = "event-twice"
	ExpiredCredentials Name = "expired-credentials" //nolint:gosec // it names a fault
)

// The faults of workers and of what they use. They work on any AWS.
const (
	SlowWork       Name = "slow-work"
	EngineHangs    Name = "engine-hangs"
	Panic          Name = "panic"
	WorkerDies     Name = "worker-dies"
	HeartbeatLost  Name = "heartbeat-lost"
	DiscordRefuses Name = "discord-refuses"
	BrokenImage    Name = "broken-image"
)

// hits says of what kind the things are that a fault may hit, and so which filters
// make sense for it.
type hits uint8

const (
	hitsCalls    hits = iota // API calls, of anybody
	hitsEvents               // events on their way to the queue
	hitsReceives             // messages that are received, by anybody
	hitsWorkers              // messages that our own workers receive
	hitsStages               // stages of the work on an image
	hitsEngine               // that of the stages in which the engine works
	hitsPosts                // announcements
	hitsUploads              // images that are uploaded
)

// Description says what a fault does.
type Description struct {
	Name Name
	// Says is a sentence on what will happen.
	Says string
	// OfAWS is one that only the embedded AWS can have.
	OfAWS bool
	hits  hits
}

// descriptions are all faults, in the order that help and menu list them.
var descriptions = []Description{
	{AWS500, "AWS answers 500: the SDK tries the call again", true, hitsCalls},
	{SlowDown, "AWS answers 503 SlowDown: the SDK waits, then tries again", true, hitsCalls},
	{Throttle, "AWS refuses the call as one of too many a second", true, hitsCalls},
	{NoAnswer, "AWS does not answer for 30 s, then hangs up", true, hitsCalls},
	{ResetAfter, "AWS does what it was asked to, but the answer is lost: a delete works and nobody hears of it", true, hitsCalls},
	{SlowAnswers, "AWS answers 2 s late", true, hitsCalls},
	{AWSGone, "AWS is gone for 20 s: no call is answered, whoever makes it", true, hitsCalls},
	{PolicyDenied, "the queue's policy turns EventBridge away: the event does not become a message", true, hitsEvents},
	{DuplicateDelivery, "SQS hands out a message once more that somebody has in flight", true, hitsReceives},
	{EventTwice, "EventBridge delivers an event twice: two messages for one image", true, hitsEvents},
	{ExpiredCredentials, "AWS says that the credentials have expired", true, hitsCalls},
	{SlowWork, "a stage takes longer than the visibility timeout: the heartbeat has to hold the message", false, hitsStages},
	{EngineHangs, "the engine never ends: its time limit has to", false, hitsEngine},
	{Panic, "a stage panics: the message fails and comes back", false, hitsStages},
	{WorkerDies, "a worker dies without a word, its heartbeat with it: the visibility timeout brings the message back", false, hitsWorkers},
	{HeartbeatLost, "a receive gets no heartbeat: slow work loses its message", false, hitsWorkers},
	{DiscordRefuses, "Discord refuses a post: it is tried again later", false, hitsPosts},
	{BrokenImage, "an image that is uploaded is damaged: it fails until it is a dead letter", false, hitsUploads},
}

// Descriptions are all faults there are, in the order that people see them.
func Descriptions() []Description { return slices.Clone(descriptions) }

// Describe says what a fault does; ok is false for a name that is none.
func Describe(n Name) (d Description, ok bool) {
	i := slices.IndexFunc(descriptions, func(d Description) bool { return d.Name == n })
	if i < 0 {
		return Description{}, false
	}
	return descriptions[i], true
}
