package event

// IsStep tells whether an event of this kind is one that a person steps to: something
// that becomes of a message, an image or the pipeline. What only looks at it, or comes
// of looking, is none: samples, API calls, polls and other waits, insights and pictures, nor what is
// said of the world and its clock itself.
func (k Kind) IsStep() bool {
	switch k {
	case QueueSampled, APICalled, WorkerPolling, WorkerWaiting, InsightRaised, InsightCleared, ThumbnailPictured, EventsDropped,
		WorldFreezing, WorldFrozen, WorldStepping, WorldRunning, ClockChanged:
		return false
	default:
		return true
	}
}
