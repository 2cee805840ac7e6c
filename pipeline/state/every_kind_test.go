package state_test

import (
	"reflect"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

func TestTheFoldTakesEveryKind(t *testing.T) {
	for _, k := range event.Kinds() {
		before, after := state.Alike()
		setup := pipelinetest.FullEvent(event.KindOf[event.PipelineStarted]())
		known := pipelinetest.FullEvent(event.KindOf[event.MessageReceived]())
		started, created := pipelinetest.FullEvent(event.KindOf[event.WorkerStarted]()), pipelinetest.FullEvent(event.KindOf[event.ThumbnailCreated]())
		before.Apply(setup, started, created, known)
		after.Apply(setup, started, created, known)
		e := pipelinetest.FullEvent(k)
		e.Seq, e.Time = 9, e.Time.Add(time.Second)
		switch k { // what is told twice changes nothing
		case event.KindOf[event.WorkerStarted]():
			e.Worker = "2"
		case event.KindOf[event.MessageReceived]():
			pipelinetest.As[event.MessageReceived](e).ReceiveCount++
		case event.KindOf[event.WorkerWaiting]():
			pipelinetest.As[event.WorkerWaiting](e).Reason = event.ForMessage
		default:
		}
		before.Apply(pipelinetest.Filled(event.Event{Seq: 9, Time: e.Time}, "unknown.kind", nil))
		unknown := pipelinetest.Filled(e, "unknown.kind", nil)
		if after.Apply(unknown); !reflect.DeepEqual(before, after) {
			t.Fatal("what is not known changes the state: nothing is proved")
		}
		after.Apply(e)
		if k == event.KindOf[event.PipelineStarted]() || k == event.KindOf[event.ConsumingResumed]() || k == event.KindOf[event.InsightCleared]() {
			continue // they say again what is so already
		}
		if reflect.DeepEqual(before, after) {
			t.Errorf("%s changes nothing in the state", k)
		}
	}
}
