package event

// WorkerStarted occurs when a worker goroutine begins.
type WorkerStarted struct {
	byWorker
}

var workerStarted = declare[WorkerStarted]("worker.started")

func (*WorkerStarted) kind() *kind { return workerStarted }

// WorkerStopped occurs when a worker goroutine has ended.
type WorkerStopped struct {
	byWorker
}

var workerStopped = declare[WorkerStopped]("worker.stopped")

func (*WorkerStopped) kind() *kind { return workerStopped }

// WorkerPolling occurs when a worker asks the queue for messages.
type WorkerPolling struct {
	byWorker
}

var workerPolling = declare[WorkerPolling]("worker.polling")

func (*WorkerPolling) kind() *kind { return workerPolling }

// ModelChanged occurs when the number of workers or their model changed.
type ModelChanged struct {
	Model   string `json:"model"`   // of the consumers
	Workers int    `json:"workers"` // how many
	// Least and Most are what scaling keeps their number between; no Most: a person sets
	// it. Reason says why scaling changed it, or that it is off.
	Least  int    `json:"least,omitempty"`
	Most   int    `json:"most,omitempty"`
	Reason string `json:"reason,omitempty"`
}

var modelChanged = declare[ModelChanged]("model.changed")

func (*ModelChanged) kind() *kind { return modelChanged }

// ConsumingPaused occurs when the workers stop receiving.
type ConsumingPaused struct{}

var consumingPaused = declare[ConsumingPaused]("consuming.paused")

func (*ConsumingPaused) kind() *kind { return consumingPaused }

// ConsumingResumed occurs when the workers receive again.
type ConsumingResumed struct{}

var consumingResumed = declare[ConsumingResumed]("consuming.resumed")

func (*ConsumingResumed) kind() *kind { return consumingResumed }

// ConsumingStopping occurs when the workers stop for good and that takes a
// while: Text says what is waited for.
type ConsumingStopping struct {
	Text string `json:"text,omitempty"`
}

var consumingStopping = declare[ConsumingStopping]("consuming.stopping")

func (*ConsumingStopping) kind() *kind { return consumingStopping }

// WorkerWaiting occurs when a goroutine has nothing in hand that it could go on
// with: Reason says what it waits for, as ForMessage and the like.
type WorkerWaiting struct {
	byWorker
	Reason string `json:"reason"`
}

var workerWaiting = declare[WorkerWaiting]("worker.waiting")

func (*WorkerWaiting) kind() *kind { return workerWaiting }

// What a goroutine waits for, as the Reason of WorkerWaiting.
const (
	ForMessage = "message" // in the channel that it takes from
	ForPlace   = "place"   // in the channel that it puts into
	ForPermit  = "permit"  // of the semaphore that bounds the images in work
)
