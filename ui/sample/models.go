package sample

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
)

// Model are the events of four workers in the order of a model, at a moment when there
// is more to do than they can: what waits for what is to be seen. Its last event is at
// ModelAt.
func Model(name string) []event.Event {
	b := &board{at: Begin}
	set := setup()
	set.Model, set.Workers, set.Prefetch, set.Batch = name, 4, 4, 2
	b.tell(event.Event{Body: &event.PipelineStarted{Setup: &set}})
	switch name {
	case "serial":
		b.start("1")
		b.receive("1", 1, 2)
		b.hold("1", 2, event.Download, 0, 0)
		b.stage("1", 1, event.Thumbnail)
	case "pool":
		b.start("1", "2", "3", "4")
		for i := 1; i <= 3; i++ {
			b.receive(fmt.Sprint(i), i)
			b.stage(fmt.Sprint(i), i, event.Stages()[i])
		}
		b.tell(event.Event{Worker: "4", Body: &event.WorkerPolling{}})
	case "dispatch":
		b.start("receiver", "1", "2", "3", "4")
		b.receive("receiver", 1, 2, 3, 4, 5, 6, 7, 8, 9)
		for i := 1; i <= 4; i++ {
			b.hold("receiver", i, event.Download, 1, 4)
			b.take(fmt.Sprint(i), i, event.Download, 0, 4)
			b.stage(fmt.Sprint(i), i, event.Stages()[i-1])
		}
		for i := 5; i <= 8; i++ {
			b.hold("receiver", i, event.Download, i-4, 4)
		}
		b.hold("receiver", 9, event.Download, 0, 0)
		b.waits("receiver", event.ForPlace)
	case "staged":
		b.start("receiver", "download-1", "thumbnail-1", "upload-1", "notify-1")
		b.receive("receiver", 1, 2, 3, 4, 5, 6)
		b.hold("receiver", 1, event.Download, 1, 4)
		b.hold("receiver", 2, event.Download, 2, 4)
		b.take("download-1", 3, event.Download, 2, 4)
		b.stage("download-1", 3, event.Download)
		b.hold("download-1", 4, event.Thumbnail, 3, 4)
		b.take("thumbnail-1", 5, event.Thumbnail, 3, 4)
		b.stage("thumbnail-1", 5, event.Thumbnail)
		b.waits("upload-1", event.ForMessage)
		b.take("notify-1", 6, event.Notify, 0, 4)
		b.stage("notify-1", 6, event.Notify)
		b.tell(event.Event{Worker: "receiver", Body: &event.WorkerPolling{}})
	case "spawn":
		b.start("receiver")
		b.receive("receiver", 1, 2, 3, 4)
		for i := 1; i <= 4; i++ {
			b.start(fmt.Sprint(i))
			b.take(fmt.Sprint(i), i, event.Download, 0, 0)
			b.stage(fmt.Sprint(i), i, event.Stages()[i-1])
		}
		b.waits("receiver", event.ForPermit)
	}
	b.at = b.at.Add(time.Second)
	b.tell(event.Event{Body: &event.QueueSampled{Queue: set.Queue, Visible: 12, InFlight: 4}})
	return b.events
}

// board is where the moment is set up.
type board struct {
	at     time.Time
	events []event.Event
}

func (b *board) tell(e event.Event) {
	b.at = b.at.Add(50 * time.Millisecond)
	e.Seq, e.Time = uint64(len(b.events)+1), b.at
	b.events = append(b.events, e)
}

func (b *board) start(workers ...string) {
	for _, w := range workers {
		b.tell(event.Event{Worker: w, Body: &event.WorkerStarted{}})
	}
}

// of is an event about a message in a worker's hand.
func (b *board) of(worker string, message int, body event.Body) {
	b.tell(event.Event{Worker: worker, MessageID: fmt.Sprint("m", message), Key: fmt.Sprintf("garden-%04d.jpg", message), Body: body})
}

func (b *board) receive(worker string, messages ...int) {
	b.tell(event.Event{Worker: worker, Body: &event.WorkerPolling{}})
	for _, m := range messages {
		b.of(worker, m, &event.MessageReceived{ReceiveCount: 1, SentAt: b.at, VisibleAt: b.at.Add(30 * time.Second)})
	}
}

func (b *board) hold(worker string, message int, stage event.Stage, fill, size int) {
	b.of(worker, message, &event.MessageHeld{ReceiveCount: 1, Stage: stage, Count: fill, Total: size})
}

func (b *board) take(worker string, message int, stage event.Stage, fill, size int) {
	b.of(worker, message, &event.MessageTaken{ReceiveCount: 1, Stage: stage, Count: fill, Total: size})
}

func (b *board) stage(worker string, message int, stage event.Stage) {
	b.of(worker, message, &event.StageStarted{Stage: stage})
}

func (b *board) waits(worker, what string) {
	b.tell(event.Event{Worker: worker, Body: &event.WorkerWaiting{Reason: what}})
}
