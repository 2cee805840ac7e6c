package flow

import (
	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// NodeOf is the node at which an event shows, None where it shows at none.
func NodeOf(e *event.Event) state.Node {
	switch e.Body.(type) {
	case *event.ObjectUploaded, *event.UploadFailed, *event.UploadRetried, *event.ProducerFinished:
		return state.SourceNode
	case *event.EventMatched, *event.EventUnmatched, *event.EventFailed:
		return state.BusNode
	case *event.MessageSent, *event.MessageReturned, *event.MessageExpired, *event.MessageDropped, *event.QueuePurged, *event.MessageRedriven:
		return state.QueueNode
	case *event.MessageReceived, *event.MessageHeld, *event.MessageTaken, *event.MessageExtended, *event.MessageAcknowledged, *event.MessageDeleted, *event.ImageGone,
		*event.StageWaiting, *event.StageStarted, *event.StageFinished, *event.WorkerStarted, *event.WorkerStopped, *event.ModelChanged,
		*event.ConsumingPaused, *event.ConsumingResumed, *event.ConsumingStopping:
		return state.WorkersNode
	case *event.ThumbnailCreated, *event.ThumbnailKept:
		return state.ThumbnailNode
	case *event.NotificationSent, *event.NotificationFailed, *event.NotificationGivenUp, *event.NotificationKept, *event.MailDelivered, *event.ChannelOff:
		return state.AnnounceNode
	case *event.MessageDead, *event.LetterSeen, *event.LetterDeleted, *event.RedriveStarted, *event.RedriveProgressed, *event.RedriveEnded:
		return state.DeadLetterNode
	default:
		return None
	}
}

// stepped tells whether the last step shows at a node, or the answer of a scene that
// has frozen the world there, where no panel has it.
func (d *drawing) stepped(node state.Node) bool {
	if d.Step != nil {
		return NodeOf(d.Step) == node
	}
	return node == state.BusNode && d.State.Scene.Panel == "bus" && d.State.World.Stands()
}
