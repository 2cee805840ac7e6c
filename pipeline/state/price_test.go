package state_test

import (
	"context"
	"fmt"
	"math"
	"testing"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// idleRun is a run of workers that find nothing: each poll is answered after
// so many seconds, and the sampler asks twice a second.
func idleRun(wait, answered float64, workers int, until float64) *story {
	s := newStory()
	s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Embedded: true, Wait: wait, Queue: "practiceQ"}}})
	for w := range workers {
		s.at(0, event.Event{Worker: fmt.Sprint(w + 1), Body: &event.WorkerStarted{}})
	}
	for sec := 0.0; sec < until; sec += answered {
		for w := range workers {
			s.at(sec, event.Event{Worker: fmt.Sprint(w + 1), Body: &event.WorkerPolling{}})
			if sec > 0 {
				s.at(sec, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Text: "empty", Empty: true, Attempts: 1, USD: state.SQSRequest}})
			}
		}
		s.at(sec, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "GetQueueAttributes", Caller: event.CallerSampler, Attempts: 1, USD: state.SQSRequest}})
	}
	return s
}

const secondsOfMonth = 30 * 24 * 3600

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > want/1000 {
		t.Errorf("%s is %.9f, want %.9f", what, got, want)
	}
}

func TestIdleCostsNothingButPollsThatWaitTheirFullTime(t *testing.T) {
	for _, tt := range []struct {
		name           string
		wait, answered float64
		polls          float64 // a worker a second, on AWS
	}{
		{"long polling that waits its full time", 20, 20, 1.0 / 20},
		{"long polling that is answered at once", 20, 0.01, 1.0 / 20},
		{"short polling on loopback waits a round trip", 0, 0.01, 20},
		{"polls of a second", 1, 1, 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := idleRun(tt.wait, tt.answered, 4, 200)
			p := s.state.Price(s.time(199.5))
			near(t, "the price of a month", p.Month, 4*tt.polls*state.SQSRequest*secondsOfMonth)
			if !p.Known || p.Bookkeeping == 0 || p.SoFar <= p.Bookkeeping {
				t.Errorf("so far is %g, of it %g bookkeeping", p.SoFar, p.Bookkeeping)
			}
		})
	}
}

func TestTheMonthIsOfTheLastMinuteAlone(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Embedded: true, Wait: 20}}})
	for sec := range 120 {
		usd := 1.0
		if sec >= 60 {
			usd = 2e-6
		}
		s.at(float64(sec), event.Event{Body: &event.APICalled{Service: "s3", Operation: "PutObject", Attempts: 1, USD: usd}})
		s.at(float64(sec), event.Event{Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Text: "1 message", Attempts: 1, USD: 1e-6}})
		if p := s.state.Price(s.time(float64(sec))); sec < 5 && p.Known {
			t.Errorf("after %d s the price of a month is said to be known: %g", sec, p.Month)
		}
	}
	p := s.state.Price(s.time(120))
	near(t, "the price of a month", p.Month, 3e-6*secondsOfMonth)
	near(t, "the price so far", p.SoFar, 60+60*2e-6+120*1e-6)
	if p := s.state.Price(s.time(200)); p.Month != 0 {
		t.Errorf("a run that has called nothing for a minute would cost %g a month", p.Month)
	}
}

// A receive that brings a message is counted as it is: it did not wait.
func TestAReceiveThatBringsAMessageIsNoPollOfFullLength(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Embedded: true, Wait: 20}}})
	s.at(0, event.Event{Worker: "1", Body: &event.WorkerStarted{}})
	for sec := range 100 {
		at, id := float64(sec), fmt.Sprint(sec)
		s.at(at, event.Event{Worker: "1", Body: &event.WorkerPolling{}})
		s.at(at+0.9, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "ReceiveMessage", Text: "1 message", Attempts: 1, USD: state.SQSRequest}})
		s.received(at+0.9, id, 1)
		s.at(at+0.95, event.Event{MessageID: id, Worker: "1", Body: &event.MessageDeleted{}})
	}
	near(t, "the price of a month", s.state.Price(s.time(99.99)).Month, state.SQSRequest*secondsOfMonth)
}

func TestBookkeepingIsCountedApart(t *testing.T) {
	s := newStory()
	s.at(0, event.Event{Body: &event.PipelineStarted{Setup: &event.Setup{Embedded: true, Queue: "practiceQ", DeadLetterQueue: "practiceDLQ"}}})
	for sec := range 30 {
		s.at(float64(sec), event.Event{Body: &event.QueueSampled{Queue: "practiceQ"}})
		s.at(float64(sec), event.Event{Body: &event.APICalled{Service: "sqs", Operation: "GetQueueAttributes", Caller: event.CallerSampler, Attempts: 2, USD: 1, Error: "AWS.SimpleQueueService.NonExistentQueue: gone", Cause: event.NoQueue}})
	}
	s.at(30, event.Event{Body: &event.APICalled{Service: "sqs", Operation: "SendMessage", Attempts: 1, USD: 1}})
	c := s.state.Count
	if c.Calls != 1 || c.Bookkeeping != 30 || c.CallErrors != 0 || c.CallRetries != 0 || c.USD != 31 || c.BookkeepingUSD != 30 {
		t.Errorf("calls are %d, bookkeeping %d, errors %d, retries %d, dollars %g, of them bookkeeping %g",
			c.Calls, c.Bookkeeping, c.CallErrors, c.CallRetries, c.USD, c.BookkeepingUSD)
	}
	if s.state.Calls.Len() != 1 || s.state.Samples.Len() != 30 {
		t.Errorf("%d calls are kept and %d of bookkeeping", s.state.Calls.Len(), s.state.Samples.Len())
	}
	if len(s.state.Trouble.Missing) == 0 {
		t.Error("that the queue is gone was not heard from the sampler")
	}
	if got := s.state.Rates(s.time(31)).Calls; got > 0.11 {
		t.Errorf("%.1f calls a second with bookkeeping", got)
	}
}

func TestCallsAreBookkeepingByTheirContext(t *testing.T) {
	if ctx := t.Context(); event.Bookkeeping(ctx) || !event.Bookkeeping(event.AsBookkeeping(ctx)) || event.Bookkeeping(context.Background()) {
		t.Error("the context does not tell bookkeeping from the work")
	}
}

func TestAMonthIsNotReckonedBeforeTenSecondsAreKnown(t *testing.T) {
	if s := idleRun(20, 1, 4, 9.5); s.state.Price(s.time(9.5)).Known {
		t.Error("after nine seconds it is said what a month costs")
	}
	if s := idleRun(20, 1, 4, 12); !s.state.Price(s.time(12)).Known {
		t.Error("after twelve seconds it is not")
	}
}
