package event

// WorldFreezing occurs when a person freezes the world: nothing new is begun, and
// the clock stands where it is ours. What is in hand ends, or is stopped.
type WorldFreezing struct{}

var worldFreezing = declare[WorldFreezing]("world.freezing")

func (*WorldFreezing) kind() *kind { return worldFreezing }

// WorldFrozen occurs when nothing of this program moves any more.
type WorldFrozen struct{}

var worldFrozen = declare[WorldFrozen]("world.frozen")

func (*WorldFrozen) kind() *kind { return worldFrozen }

// WorldStepping occurs when a frozen world goes on until something happens; then
// it freezes again.
type WorldStepping struct{}

var worldStepping = declare[WorldStepping]("world.stepping")

func (*WorldStepping) kind() *kind { return worldStepping }

// WorldRunning occurs when a world that was frozen goes on.
type WorldRunning struct{}

var worldRunning = declare[WorldRunning]("world.running")

func (*WorldRunning) kind() *kind { return worldRunning }

// ClockChanged occurs when a person makes the clock run slower or faster: Speed
// says how many seconds pass on it in one of the wall clock's.
type ClockChanged struct {
	Speed float64 `json:"speed"` // 1 is that of the wall
}

var clockChanged = declare[ClockChanged]("clock.changed")

func (*ClockChanged) kind() *kind { return clockChanged }

// IsStep tells whether an event of this kind is one that a person steps to: something
// that becomes of a message, an image or the pipeline. What only looks at it, or comes
// of looking, is none: samples, API calls, polls, insights and pictures, nor what is
// said of the world and its clock itself, or by a scene.
func (k Kind) IsStep() bool {
	switch k {
	case queueSampled.name, apiCalled.name, workerPolling.name, workerWaiting.name, insightRaised.name, insightCleared.name, thumbnailPictured.name, eventsDropped.name,
		worldFreezing.name, worldFrozen.name, worldStepping.name, worldRunning.name, clockChanged.name,
		sceneOpened.name, sceneTold.name, sceneDecided.name, sceneEnded.name:
		return false
	default:
		return true
	}
}
