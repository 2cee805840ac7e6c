package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// countedQueues answers with the counts that it was given.
type countedQueues struct {
	mu     sync.Mutex
	counts map[string]pipeline.Counts
	err    error
	slow   time.Duration // of an answer
}

func (q *countedQueues) Counts(ctx context.Context, queue string) (pipeline.Counts, error) {
	q.mu.Lock()
	slow := q.slow
	q.mu.Unlock()
	select {
	case <-time.After(slow):
	case <-ctx.Done():
		return pipeline.Counts{}, ctx.Err()
	}
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.counts[queue], q.err
}

func (q *countedQueues) Purge(context.Context, string) error { return nil }

func (q *countedQueues) set(queue string, c pipeline.Counts) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.counts[queue] = c
}

func (q *countedQueues) slowDown(answer time.Duration) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.slow = answer
}

func (q *countedQueues) refuse(err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.err = err
}

// told is a drain of a run that somebody else reports: the embedded AWS, or what
// workers elsewhere leave behind.
type told struct {
	*pipelinetest.Rig

	pipeline *pipeline.Pipeline
	queues   *countedQueues
	ended    chan pipeline.Outcome
	begun    time.Time
}

// tellDrain starts a drain, whose queue holds something until emptied is called.
func tellDrain(t *testing.T, change ...func(*pipeline.Pipeline)) *told {
	t.Helper()
	r := pipelinetest.NewRig()
	d := &told{
		Rig: r, queues: &countedQueues{counts: map[string]pipeline.Counts{"q": {Visible: 1}}},
		ended: make(chan pipeline.Outcome, 1),
	}
	d.pipeline = &pipeline.Pipeline{
		Log: r.Log, Consumers: r.Consumers, Queues: d.queues, Drain: true,
		Setup: event.Setup{Queue: "q", DeadLetterQueue: "dlq", Embedded: true},
	}
	for _, c := range change {
		c(d.pipeline)
	}
	go func() {
		out, interrupted := d.pipeline.Run(t.Context())
		if interrupted {
			t.Error("the drain was interrupted")
		}
		d.ended <- out
	}()
	synctest.Wait()
	return d
}

func (d *told) emptied() *told {
	d.queues.set("q", pipeline.Counts{})
	d.begun = time.Now()
	return d
}

// outcome waits for the end, and says how long after emptied that was.
func (d *told) outcome() (pipeline.Outcome, time.Duration) {
	out := <-d.ended
	return out, time.Since(d.begun)
}

func (d *told) uploaded(keys ...string) {
	for _, k := range keys {
		d.Log.Emit(event.Event{Bucket: "source", Key: k, Body: &event.ObjectUploaded{ETag: "e-1"}})
	}
}

func (d *told) sent(ids ...string) {
	for _, id := range ids {
		d.Log.Emit(event.Event{MessageID: id, Bucket: "source", Key: id, Body: &event.MessageSent{Queue: "q", ETag: "e-1", Body: pipelinetest.Body(id, "1")}})
	}
}

func (d *told) received(worker string, ids ...string) {
	for _, id := range ids {
		d.Log.Emit(event.Event{
			MessageID: id, Bucket: "source", Key: id, Worker: worker,
			Body: &event.MessageReceived{
				ETag: "e-1", Body: pipelinetest.Body(id, "1"),
				ReceiveCount: 1, SentAt: time.Now(),
			},
		})
	}
}

func (d *told) event(id string, b event.Body, change ...func(*event.Event)) {
	e := event.Event{MessageID: id, Body: b}
	for _, c := range change {
		c(&e)
	}
	d.Log.Emit(e)
}

// made is what a worker says of a thumbnail and the end of its message.
func (d *told) made(worker, id string) {
	d.event(id, &event.ThumbnailCreated{SourceKey: id})
	d.event(id, &event.MessageDeleted{}, func(e *event.Event) { e.Worker, e.Key = worker, id })
}

// thumbnail is what another process stored.
func (d *told) thumbnail(key, sequencer string) {
	tags := map[string]string{"inflight-source": sequencer + "/e-" + sequencer}
	if _, err := d.Buckets.Put(context.Background(), consume.NewObject{
		Bucket: "thumbs", Key: consume.ThumbnailKey(key), Body: strings.NewReader("png"), Tags: tags,
	}); err != nil {
		panic(err)
	}
}

func by(worker string) func(*event.Event) {
	return func(e *event.Event) { e.Worker = worker }
}

// ways are the ways in which a message can leave the queue, and what is told of
// each. One image, a, is uploaded; b is done in the ordinary way in every one.
var ways = []struct {
	way string
	do  func(d *told)
	end pipeline.End
	// unsaid is true where no event says that it has left: the queue is believed.
	unsaid, fails bool
}{
	{"deleted by a worker of ours", func(d *told) {
		d.received("1", "a")
		d.made("1", "a")
	}, pipeline.EndThumbnail, false, false},
	{"deleted by a worker of ours before its upload was told of", func(d *told) {
		d.Log.Emit(event.Event{Key: "a", Bucket: "source", Body: &event.EventFailed{Target: "arn:aws:sqs:us-east-1:000000000000:another", ETag: "e-1"}})
		d.received("1", "a")
		d.made("1", "a")
	}, pipeline.EndThumbnail, false, false},
	{"deleted by another process that made its thumbnail", func(d *told) {
		d.thumbnail("a", "1")
		d.received(event.Outside, "a")
		d.event("a", &event.MessageDeleted{}, by(event.Outside))
	}, pipeline.EndThumbnail, false, false},
	{"deleted with the AWS CLI", func(d *told) {
		d.received(event.Outside, "a")
		d.event("a", &event.MessageDeleted{}, by(event.Outside))
	}, pipeline.EndDeleted, false, false},
	{"deleted with the AWS CLI, over the thumbnail of an older upload", func(d *told) {
		d.thumbnail("a", "0")
		d.event("a", &event.MessageDeleted{}, by(event.Outside))
	}, pipeline.EndDeleted, false, false},
	{"deleted, and the answer was lost", func(d *told) {
		d.received("1", "a")
		d.event("a", &event.ThumbnailCreated{SourceKey: "a"})
		d.event("a", &event.MessageReturned{}, by("1"))
	}, pipeline.EndThumbnail, true, false},
	{"purged", func(d *told) {
		d.event("", &event.QueuePurged{Queue: "q", Count: 1})
	}, pipeline.EndPurged, false, false},
	{"purged while a worker had it, who made its thumbnail", func(d *told) {
		d.received("1", "a")
		d.event("", &event.QueuePurged{Queue: "q", Count: 1})
		d.made("1", "a")
	}, pipeline.EndThumbnail, false, false},
	{"purged while a worker had it, who failed", func(d *told) {
		d.received("1", "a")
		d.event("", &event.QueuePurged{Queue: "q", Count: 1})
		d.event("a", &event.MessageReturned{}, by("1"))
	}, pipeline.EndPurged, false, false},
	{"dropped by retention", func(d *told) {
		d.event("a", &event.MessageDropped{Queue: "q"})
	}, pipeline.EndDropped, false, true},
	{"dead", func(d *told) {
		d.event("a", &event.MessageDead{Queue: "dlq"})
	}, pipeline.EndDead, false, true},
	{"dead, and the letter was deleted", func(d *told) {
		d.event("a", &event.MessageDead{Queue: "dlq"})
		d.event("a", &event.LetterDeleted{Queue: "dlq"})
	}, pipeline.EndDeleted, false, false},
	{"dead, and the letters were purged", func(d *told) {
		d.event("a", &event.MessageDead{Queue: "dlq"})
		d.event("", &event.QueuePurged{Queue: "dlq"})
	}, pipeline.EndPurged, false, false},
	{"dead, and dropped by retention there", func(d *told) {
		d.event("a", &event.MessageDead{Queue: "dlq"})
		d.event("a", &event.MessageDropped{Queue: "dlq"})
	}, pipeline.EndDropped, false, true},
	{"dead, and redriven to another queue", func(d *told) {
		d.event("a", &event.MessageDead{Queue: "dlq"})
		d.event("a2", &event.MessageRedriven{Queue: "elsewhere", PreviousID: "a"})
	}, pipeline.EndMoved, false, false},
	{"dead, redriven back, and done", func(d *told) {
		d.event("a", &event.MessageDead{Queue: "dlq"})
		d.event("a2", &event.MessageRedriven{Queue: "q", PreviousID: "a"}, func(e *event.Event) { e.Key, e.Bucket = "a", "source" })
		d.event("a2", &event.MessageReceived{Body: pipelinetest.Body("a", "1")}, by("1"))
		d.event("a2", &event.ThumbnailCreated{SourceKey: "a"})
		d.event("a2", &event.MessageDeleted{}, by("1"))
	}, pipeline.EndThumbnail, false, false},
	{"dead, redriven back, and received before that was told", func(d *told) {
		d.event("a", &event.MessageDead{Queue: "dlq"})
		d.event("a2", &event.MessageReceived{Body: pipelinetest.Body("a", "1")}, by("1"))
		d.event("a2", &event.MessageRedriven{Queue: "q", PreviousID: "a"}, func(e *event.Event) { e.Key, e.Bucket = "a", "source" })
		d.event("a2", &event.ThumbnailCreated{SourceKey: "a"})
		d.event("a2", &event.MessageDeleted{}, by("1"))
	}, pipeline.EndThumbnail, false, false},
	{"dead, redriven back, and dead again", func(d *told) {
		d.event("a", &event.MessageDead{Queue: "dlq"})
		d.event("a2", &event.MessageRedriven{Queue: "q", PreviousID: "a"})
		d.event("a2", &event.MessageDead{Queue: "dlq"})
	}, pipeline.EndDead, false, true},
	{"acknowledged because its image is gone", func(d *told) {
		d.received("1", "a")
		d.event("a", &event.ImageGone{}, by("1"), func(e *event.Event) { e.Key = "a" })
		d.event("a", &event.MessageDeleted{}, by("1"))
	}, pipeline.EndGone, false, true},
	{"taken for dead, and then received again", func(d *told) {
		d.event("a", &event.MessageDead{Inferred: true})
		d.received("1", "a")
		d.made("1", "a")
	}, pipeline.EndThumbnail, false, false},
	{"taken for dead, received again, and purged", func(d *told) {
		d.event("a", &event.MessageDead{Inferred: true})
		d.received("1", "a")
		d.event("", &event.QueuePurged{Queue: "q", Count: 1})
		d.event("a", &event.MessageReturned{}, by("1"))
	}, pipeline.EndPurged, false, false},
	{"gone with its queue, which is there again", func(*told) {}, pipeline.EndUnknown, true, true},
}

func TestEveryWayOutOfTheQueueEndsADrain(t *testing.T) {
	for _, row := range ways {
		t.Run(row.way, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tellDrain(t)
				d.uploaded("a", "b")
				d.sent("b", "a")
				d.received("1", "b")
				row.do(d)
				d.made("1", "b")
				out, took := d.emptied().outcome()
				want := 1
				if row.end == pipeline.EndThumbnail {
					want = 2
				} else if got := out.Ends[row.end]; got.Count != 1 || !slices.Equal(got.Names, []string{"a"}) {
					t.Errorf("its end is not among those named: %+v", out)
				}
				if out.Uploaded != 2 || out.Thumbnails != want || out.Earlier != 0 || out.Failed() != row.fails {
					t.Errorf("got %+v, failed %t", out, out.Failed())
				}
				if took > 3*time.Second || !row.unsaid && took > time.Second {
					t.Errorf("it ended after %s", took)
				}
			})
		})
	}
}

// TestADrainAsksTheQueueAtOnceWhenAllHasEnded: where counts are exact, the queue does
// not wait for its turn to be asked.
func TestADrainAsksTheQueueAtOnceWhenAllHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.uploaded("a")
		d.sent("a")
		d.received("1", "a")
		time.Sleep(70 * time.Millisecond) // it is asked each 200 ms
		d.emptied().made("1", "a")
		if out, took := d.outcome(); out.Thumbnails != 1 || took != 0 {
			t.Errorf("it ended after %s: %+v", took, out)
		}
	})
}

func TestAnUploadWhoseMessageNeverComesEndsADrainAndIsNamed(t *testing.T) {
	lost := map[string]struct {
		tell func(*told)
		end  pipeline.End
	}{
		"no rule matched it": {func(*told) {}, pipeline.EndUnknown},
		"it could not be delivered": {func(d *told) {
			d.Log.Emit(event.Event{Key: "a", Bucket: "source", Body: &event.EventFailed{Target: "arn:aws:sqs:us-east-1:000000000000:q", ETag: "e-1"}})
		}, pipeline.EndUndelivered},
	}
	for name, row := range lost {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tellDrain(t)
				d.uploaded("a")
				row.tell(d)
				out, took := d.emptied().outcome()
				most := 3 * time.Second
				if row.end == pipeline.EndUndelivered { // that is known
					most = time.Second
				}
				if took > most || !out.Failed() || out.Ends[row.end].Count != 1 || out.Ends[row.end].Names[0] != "a" {
					t.Errorf("after %s: %+v", took, out)
				}
			})
		})
	}
}

func TestAQueueIsBelievedOnlyAfterTheLastEvent(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.uploaded("a")
		d.emptied()
		for range 5 {
			time.Sleep(1500 * time.Millisecond)
			d.sent("c")
			d.event("c", &event.MessageDeleted{}, by(event.Outside))
		}
		d.begun = time.Now()
		if out, took := d.outcome(); took < 2*time.Second || took > 3*time.Second {
			t.Errorf("it ended %s after the last event: %+v", took, out)
		}
	})
}

func TestASampleThatIsNotEmptyPutsTheEndOff(t *testing.T) {
	for _, counts := range []pipeline.Counts{{Visible: 1}, {InFlight: 1}, {Delayed: 1}} {
		synctest.Test(t, func(t *testing.T) {
			d := tellDrain(t)
			d.uploaded("a")
			d.emptied()
			time.Sleep(1900 * time.Millisecond)
			d.queues.set("q", counts)
			time.Sleep(10 * time.Second)
			if len(d.ended) > 0 {
				t.Fatalf("it ended with %+v in the queue", counts)
			}
			if out, took := d.emptied().outcome(); took < 2*time.Second || took > 3*time.Second {
				t.Errorf("it ended after %s: %+v", took, out)
			}
		})
	}
}

func TestAQueueThatAnswersSlowlyIsAskedThreeTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.uploaded("a")
		d.queues.slowDown(2500 * time.Millisecond)
		if out, took := d.emptied().outcome(); took < 6*2500*time.Millisecond { // two queues are asked in turn
			t.Errorf("it ended after %s: %+v", took, out)
		}
	})
}

func TestEachImageOfAMessageHasItsOwnFate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		record := func(key string) string {
			return fmt.Sprintf(`{"s3":{"bucket":{"name":"source"},"object":{"key":%q,"eTag":"e-1","sequencer":"1"}}}`, key)
		}
		d.uploaded("a", "b")
		d.event("m", &event.MessageReceived{SentAt: time.Now(), Body: `{"Records":[` + record("a") + "," + record("b") + `]}`}, by("1"))
		d.event("m", &event.ThumbnailCreated{SourceKey: "b"})
		d.event("m", &event.ImageGone{}, func(e *event.Event) { e.Key = "a" })
		d.event("m", &event.MessageDeleted{}, by("1"))
		out, took := d.emptied().outcome()
		if gone := out.Ends[pipeline.EndGone]; out.Uploaded != 2 || out.Thumbnails != 1 || gone.Count != 1 || gone.Names[0] != "a" || took > time.Second {
			t.Errorf("after %s: %+v", took, out)
		}
	})
}

func TestOnAnAccountTheQueueHasHalfAMinuteToBeRight(t *testing.T) {
	account := func(p *pipeline.Pipeline) { p.Setup.Embedded = false }
	for name, tell := range map[string]func(*told){
		"nothing is known": func(*told) {},
		"a worker has done what came": func(d *told) {
			d.received("1", "a")
			d.made("1", "a")
		},
		"another did all the work": func(d *told) { d.uploaded("a"); d.thumbnail("a", "1") },
		"purged by p": func(d *told) {
			d.uploaded("a")
			d.event("", &event.QueuePurged{Queue: "q"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tellDrain(t, account)
				tell(d)
				out, took := d.emptied().outcome()
				if took < 30*time.Second || took > 33*time.Second || out.Failed() {
					t.Errorf("it ended after %s: %+v", took, out)
				}
				if got := out.Thumbnails + out.Purged(); got != out.Uploaded+out.Earlier {
					t.Errorf("%d of %d are accounted for: %+v", got, out.Uploaded, out)
				}
			})
		})
	}
}

func TestAnImageCountsOnceHoweverOftenItWasTried(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.uploaded("a")
		d.sent("a")
		for range 3 { // the thumbnail is there, the announcement fails
			d.received("1", "a")
			d.event("a", &event.ThumbnailKept{SourceKey: "a"})
			d.event("a", &event.MessageReturned{}, by("1"))
		}
		d.event("again", &event.MessageSent{Queue: "q", Body: pipelinetest.Body("a", "1")}) // delivered twice
		d.made("1", "a")
		d.event("again", &event.MessageReceived{Body: pipelinetest.Body("a", "1")}, by("2"))
		d.event("again", &event.ThumbnailKept{SourceKey: "a"})
		d.event("again", &event.MessageDeleted{}, by("2"))
		if out, _ := d.emptied().outcome(); out.Uploaded != 1 || out.Thumbnails != 1 || out.Earlier != 0 || out.Failed() {
			t.Errorf("got %+v", out)
		}
	})
}

func TestTheSameFileUploadedTwiceIsTwoImages(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.uploaded("a", "a")
		for i, id := range []string{"first", "second"} {
			d.event(id, &event.MessageReceived{Body: strings.ReplaceAll(pipelinetest.Body("a", fmt.Sprint(i+1)), "e-2", "e-1"), SentAt: time.Now()}, by("1"))
			d.event(id, &event.ThumbnailCreated{SourceKey: "a"})
			d.event(id, &event.MessageDeleted{}, by("1"))
		}
		if out, took := d.emptied().outcome(); out.Uploaded != 2 || out.Thumbnails != 2 || took > time.Second {
			t.Errorf("after %s: %+v", took, out)
		}
	})
}

func TestAMessageOfNoImageEndsADrainAndIsNoImage(t *testing.T) {
	for name, row := range map[string]struct {
		how   func(*told)
		end   pipeline.End
		fails bool
	}{
		"acknowledged": {func(d *told) {
			d.event("m", &event.MessageAcknowledged{}, by("1"))
			d.event("m", &event.MessageDeleted{}, by("1"))
		}, pipeline.EndNoImage, false},
		"dead": {func(d *told) { d.event("m", &event.MessageDead{Queue: "dlq"}) }, pipeline.EndDead, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tellDrain(t) // somebody sends a message by hand meanwhile
				d.event("m", &event.MessageSent{Queue: "q", Body: "hello"})
				d.event("m", &event.MessageReceived{Body: "hello"}, by("1"))
				row.how(d)
				d.event("m", &event.MessageReturned{}, by("1"))
				out, took := d.emptied().outcome()
				if got := out.Ends[row.end]; got.Count != 1 || got.Names[0] != "message m" || out.Failed() != row.fails {
					t.Errorf("got %+v", out)
				}
				if out.Uploaded+out.Earlier != 0 || took > time.Second {
					t.Errorf("after %s: %+v", took, out)
				}
			})
		})
	}
}

func TestADrainWaitsForWhatAWorkerStillHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.uploaded("a")
		d.received("1", "a")
		d.event("", &event.QueuePurged{Queue: "q", Count: 1})
		d.emptied()
		time.Sleep(time.Minute)
		if len(d.ended) > 0 {
			t.Fatal("it ended while a worker had an image in hand")
		}
		d.made("1", "a")
		if out := <-d.ended; out.Thumbnails != 1 || out.Purged() != 0 {
			t.Errorf("got %+v", out)
		}
	})
}

func TestADrainWaitsForLettersThatARedriveBringsBack(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.event("", &event.RedriveStarted{Queue: "dlq"})
		d.emptied()
		time.Sleep(1900 * time.Millisecond)
		if len(d.ended) > 0 {
			t.Fatal("it ended before the redrive brought anything")
		}
		// The letter is of an earlier run: nothing else is known of it.
		d.event("new", &event.MessageRedriven{Queue: "q", PreviousID: "old"}, func(e *event.Event) { e.Key, e.Bucket = "z", "source" })
		d.event("", &event.RedriveEnded{Queue: "dlq"})
		time.Sleep(500 * time.Millisecond)
		if len(d.ended) > 0 {
			t.Fatal("it ended before the letter was worked on")
		}
		d.event("new", &event.MessageReceived{Body: pipelinetest.Body("z", "7")}, by("1"))
		d.event("new", &event.ThumbnailCreated{SourceKey: "z"})
		d.event("new", &event.MessageDeleted{}, by("1"))
		if out := <-d.ended; out.Thumbnails != 1 || out.Earlier != 1 || out.Uploaded != 0 || out.Failed() {
			t.Errorf("got %+v", out)
		}
	})
}

func TestAPurgeTellsAlsoOfWhatNobodyHadSeen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.uploaded("a", "b")
		d.sent("a")
		d.event("", &event.QueuePurged{Queue: "q", Count: 7})
		d.sent("b")
		d.made("1", "b")
		if out, _ := d.emptied().outcome(); out.Purged() != 7 || out.Thumbnails != 1 || out.Failed() {
			t.Errorf("got %+v", out)
		}
	})
}

func TestAMessageOfLongAgoIsNotThatOfThisUpload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		d.sent("a") // the same file, uploaded by an earlier run
		d.made("1", "a")
		time.Sleep(10 * time.Second)
		d.uploaded("a")
		d.emptied()
		time.Sleep(time.Second)
		if len(d.ended) > 0 {
			t.Fatal("it ended before the message of the upload came")
		}
		d.event("new", &event.MessageSent{Queue: "q", Body: strings.ReplaceAll(pipelinetest.Body("a", "2"), "e-2", "e-1")})
		d.event("new", &event.ThumbnailCreated{SourceKey: "a"})
		d.event("new", &event.MessageDeleted{}, by("1"))
		out := <-d.ended
		if out.Uploaded != 1 || out.Earlier != 1 || out.Thumbnails != 2 {
			t.Errorf("got %+v", out)
		}
	})
}

func TestADrainFailsForLettersWhoseverTheyAre(t *testing.T) {
	for name, row := range map[string]struct {
		counts  pipeline.Counts
		foreign bool
		dies    bool
		fails   bool
	}{
		"of an earlier run":                      {pipeline.Counts{Visible: 313}, false, false, true},
		"that somebody looks at":                 {pipeline.Counts{InFlight: 1}, false, false, true},
		"that are delayed":                       {pipeline.Counts{Delayed: 1}, false, false, true},
		"none":                                   {pipeline.Counts{}, false, false, false},
		"of others, in a queue of theirs":        {pipeline.Counts{Visible: 313}, true, false, false},
		"of this run, too, in a queue of others": {pipeline.Counts{Visible: 314}, true, true, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				d := tellDrain(t, func(p *pipeline.Pipeline) { p.LettersForeign = row.foreign })
				d.queues.set("dlq", row.counts)
				d.uploaded("a")
				d.sent("a")
				if row.dies {
					d.event("a", &event.MessageDead{Queue: "dlq"})
				} else {
					d.made("1", "a")
				}
				if out, _ := d.emptied().outcome(); out.Failed() != row.fails {
					t.Errorf("failed %t: %+v", out.Failed(), out)
				}
			})
		})
	}
}

func TestADrainGivesUpOnAQueueThatRefusesForGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		refused := consume.As(consume.ErrRefused, errors.New("there is no queue q"))
		d.uploaded("a")
		d.queues.refuse(refused)
		time.Sleep(1500 * time.Millisecond)
		d.queues.refuse(nil) // it is there again
		time.Sleep(time.Second)
		d.queues.refuse(errors.New("the network is gone"))
		time.Sleep(time.Minute)
		d.queues.refuse(nil)
		time.Sleep(time.Second)
		d.queues.refuse(errors.New("the network is gone again"))
		time.Sleep(100 * time.Second)
		if len(d.ended) > 0 {
			t.Fatal("it gave up on a queue that may answer again")
		}
		d.queues.refuse(refused)
		d.begun = time.Now()
		out, took := d.outcome()
		if !errors.Is(out.Refused, consume.ErrRefused) || !out.Failed() || out.Ends[pipeline.EndUnknown].Count != 1 || took > 3*time.Second {
			t.Errorf("after %s: %+v", took, out)
		}
	})
}

func TestADrainGivesUpOnAnAWSThatHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		gone := errors.New("connection refused")
		d.queues.refuse(gone)
		d.begun = time.Now()
		if out, took := d.outcome(); !errors.Is(out.Refused, gone) || !out.Failed() || took < 2*time.Minute || took > 3*time.Minute {
			t.Errorf("after %s: %+v", took, out)
		}
	})
}

func TestAnOutcomeRemembersWhatHasLongEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := tellDrain(t)
		const many = 60_000
		for i := range many {
			id := fmt.Sprint(i)
			d.uploaded(id)
			d.sent(id)
			if i%2 == 0 {
				d.received("1", id)
				d.made("1", id)
			} else {
				d.event(id, &event.MessageDropped{Queue: "q"})
			}
			if i == 100 {
				d.received("1", "1") // it had not left after all
			}
		}
		d.made("1", "1")
		out, _ := d.emptied().outcome()
		if out.Uploaded != many || out.Thumbnails != many/2+1 || out.Ends[pipeline.EndDropped].Count != many/2-1 {
			t.Errorf("got %d, %d, %d", out.Uploaded, out.Thumbnails, out.Ends[pipeline.EndDropped].Count)
		}
	})
}
