package pipelinetest_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/pipelinetest"
)

// The fakes are checked by the rows that the embedded AWS and moto are checked
// by, in package aws: what a test proves on a fake, it proves of a queue.

// inBubble checks a row on a fake in virtual time.
func inBubble[W any](open func() W) func(t *testing.T, check func(context.Context, W)) {
	return func(t *testing.T, check func(context.Context, W)) {
		synctest.Test(t, func(t *testing.T) { check(t.Context(), open()) })
	}
}

func TestTheFakeQueueHoldsTheContractOfQueues(t *testing.T) {
	for kind, rows := range map[string][]pipelinetest.Row[pipelinetest.Queues]{
		"standard": append(pipelinetest.QueueRows(), pipelinetest.CancelRows()...), "FIFO": pipelinetest.FIFORows(),
	} {
		t.Run(kind, func(t *testing.T) {
			pipelinetest.Run(t, rows, nil, inBubble(func() pipelinetest.Queues {
				q := &pipelinetest.MemoryQueue{Max: 3, Fifo: kind == "FIFO"}
				n := 0
				return pipelinetest.Queues{
					Queue: q, Control: q, Name: "q", Dead: "dlq", MaxReceives: 3,
					Send: func(_ context.Context, body string, delay time.Duration, wrote map[string]string) (string, error) {
						n++
						id := fmt.Sprint("id-", n)
						q.SendLater(id, body, delay, wrote)
						return id, nil
					},
				}
			}))
		})
	}
}

func TestTheFakeStoreHoldsTheContractOfBuckets(t *testing.T) {
	pipelinetest.Run(t, pipelinetest.StoreRows(), nil, inBubble(func() pipelinetest.Store {
		return pipelinetest.Store{ObjectStore: pipelinetest.NewMemoryStore(), Bucket: "source"}
	}))
}

// fakeLetters is an empty letterBox.
func fakeLetters() pipelinetest.Letters {
	b, n := pipelinetest.NewLetterBox(0), 0
	b.Linger = time.Second
	return pipelinetest.Letters{
		LetterQueue: b, MoveTasks: b, Dead: "dlq", Source: "q",
		Put: func(_ context.Context, body string) error {
			n++
			b.Put(fmt.Sprint("letter-", n), body)
			return nil
		},
		Waiting: func(_ context.Context, queue string) (int, error) {
			if queue == "dlq" {
				return len(b.Visible()), nil
			}
			return len(b.SentTo(queue)), nil
		},
	}
}

func TestTheFakeLettersHoldTheContractOfDeadLetters(t *testing.T) {
	pipelinetest.Run(t, pipelinetest.LetterRows(), nil, inBubble(fakeLetters))
}

func TestTheFakeTasksHoldTheContractOfMoveTasks(t *testing.T) {
	pipelinetest.Run(t, pipelinetest.MoveRows(), nil, inBubble(fakeLetters))
}

func TestTheFakeKnobsHoldTheContractOfTheSettingsOfAQueue(t *testing.T) {
	pipelinetest.Run(t, pipelinetest.KnobRows(), nil, inBubble(pipelinetest.MemoryKnobsWorld))
}
