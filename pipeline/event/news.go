package event

import "time"

// FaultInjected occurs when trouble was made on purpose: Fault says which, to
// an image before it is uploaded, as HeartbeatLost to a receive of Worker, or what
// package fault names to a call, an event or a stage.
type FaultInjected struct {
	ofMessage
	ofKey
	byWorker
	Fault  string `json:"fault"`            // kind of trouble
	Reason string `json:"reason,omitempty"` // what it hit, and which of the faults that are on did
}

var faultInjected = declare[FaultInjected]("fault.injected")

func (*FaultInjected) kind() *kind { return faultInjected }

// FaultSwitched occurs when something that goes wrong on purpose is turned on, or
// off again: by a person, or because it has hit once, or because its time is over.
type FaultSwitched struct {
	Fault string    `json:"fault"` // its name
	Asked string    `json:"asked"` // with its rate and filter, as --fault takes it
	On    bool      `json:"on"`
	Until time.Time `json:"until,omitzero"` // when it is off again by itself
	Hits  int       `json:"hits,omitempty"` // it has made, of one that is off
	Text  string    `json:"text,omitempty"` // what it does, of one that is on; why it is off
}

var faultSwitched = declare[FaultSwitched]("fault.switched")

func (*FaultSwitched) kind() *kind { return faultSwitched }

// ActionTaken occurs when something that a person asked for was done, or
// could not be.
type ActionTaken struct {
	Text  string `json:"text,omitempty"`
	Error string `json:"error,omitempty"` // why it failed, escaped, one line
}

var actionTaken = declare[ActionTaken]("action.taken")

func (*ActionTaken) kind() *kind { return actionTaken }

// InsightRaised occurs when something looks wrong or is worth knowing.
type InsightRaised struct {
	Insight string `json:"insight"` // name of the insight
	Text    string `json:"text,omitempty"`
}

var insightRaised = declare[InsightRaised]("insight.raised")

func (*InsightRaised) kind() *kind { return insightRaised }

// InsightCleared occurs when an insight no longer holds.
type InsightCleared struct {
	Insight string `json:"insight"` // name of the insight
	Text    string `json:"text,omitempty"`
}

var insightCleared = declare[InsightCleared]("insight.cleared")

func (*InsightCleared) kind() *kind { return insightCleared }

// EventsDropped stands where a reader of the events was too slow, in place of
// those it has missed: Count says how many. Each reader has gaps of its own,
// and its number is that of the last event in the gap.
type EventsDropped struct {
	Count int `json:"count"`
}

var eventsDropped = declare[EventsDropped]("events.dropped")

func (*EventsDropped) kind() *kind { return eventsDropped }

// NetworkLost occurs when nothing answers any more: Reason says what calls
// ended with, and Took how long nothing had answered by then. The embedded
// AWS of this process is always there.
type NetworkLost struct {
	Took   time.Duration `json:"seconds"` // how long it took
	Reason string        `json:"reason"`  // escaped, one line
}

var networkLost = declare[NetworkLost]("network.lost")

func (*NetworkLost) kind() *kind { return networkLost }

// NetworkBack occurs when something answers again: Took says how long nothing
// did.
type NetworkBack struct {
	Took time.Duration `json:"seconds"` // how long it took
}

var networkBack = declare[NetworkBack]("network.back")

func (*NetworkBack) kind() *kind { return networkBack }

// RunFinished is the last event of a run.
type RunFinished struct {
	Took       time.Duration `json:"seconds"` // how long it took
	Text       string        `json:"text,omitempty"`
	Uploaded   int           `json:"uploaded"` // totals of the run
	Thumbnails int           `json:"thumbnails"`
	Dead       int           `json:"dead"`
	// Warm is how many thumbnails an ffmpeg made that is kept running, and OneShot how
	// many had an ffmpeg of their own, by the reason.
	Warm    int            `json:"warm,omitempty"`
	OneShot map[string]int `json:"one_shot,omitempty"`
}

var runFinished = declare[RunFinished]("run.finished")

func (*RunFinished) kind() *kind { return runFinished }

// HeartbeatLost is the fault of a receive whose heartbeat is left out on purpose.
const HeartbeatLost = "heartbeat-lost"

// WorkerDies is the fault of a receive whose worker dies as it begins to work.
const WorkerDies = "worker-dies"
