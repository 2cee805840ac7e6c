package pipeline_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
)

// rig is a set of consumers on a queue in memory.
type rig struct {
	*pipeline.Consumers
	queue   *memoryQueue
	store   *memoryStore
	sns     *channel
	discord *channel
	events  *pipeline.Reader
	log     *pipeline.Log
}

func newRig() *rig {
	log := &pipeline.Log{}
	r := &rig{
		log: log, events: log.NewReader(), queue: &memoryQueue{max: 3}, store: newMemoryStore(),
		sns: &channel{name: "sns"}, discord: &channel{name: "discord"},
	}
	r.Consumers = &pipeline.Consumers{
		Log: log, Queue: r.queue, Store: r.store, Engine: engineFunc(picky),
		Publishers:      []pipeline.Publisher{r.sns, r.discord},
		ThumbnailBucket: "thumbs", URLExpiry: time.Hour, Wait: 20 * time.Second,
		Visibility: 30 * time.Second, Heartbeat: true, MaxReceives: 3, RetryDelay: time.Second, ToldOfDeaths: true,
	}
	r.queue.onDead = func(id string, count int) { r.DeadLettered("dlq", id, "source", "", count) }
	return r
}

func (r *rig) image(key, content string) {
	r.store.set("source/"+key, content)
	r.queue.send("id-"+key, body(key, "1"))
}

// told are the events so far, of the given kinds.
func (r *rig) told(kinds ...pipeline.Kind) (got []pipeline.Event) {
	for _, e := range r.events.Take(nil) {
		if slices.Contains(kinds, e.Type) {
			got = append(got, e)
		}
	}
	return got
}

func kindsOf(events []pipeline.Event) (kinds []pipeline.Kind) {
	for _, e := range events {
		kinds = append(kinds, e.Type)
	}
	return kinds
}

func TestAnImageGoesThroughTheFourStagesAndIsAnnouncedOnBothChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.image("a b.jpg", "photo")
		r.Start(t.Context(), 2)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())

		want := []pipeline.Kind{
			pipeline.MessageReceived,
			pipeline.StageFinished, pipeline.StageFinished, pipeline.ThumbnailCreated, pipeline.StageFinished,
			pipeline.NotificationSent, pipeline.NotificationSent, pipeline.StageFinished, pipeline.MessageDeleted,
		}
		got := kindsOf(r.told(pipeline.MessageReceived, pipeline.StageFinished, pipeline.ThumbnailCreated,
			pipeline.NotificationSent, pipeline.MessageDeleted))
		if !slices.Equal(got, want) {
			t.Errorf("events\n got %v\nwant %v", got, want)
		}
		if png := string(r.store.objects["thumbs/a b.jpg.png"]); png != "png of photo" {
			t.Errorf("stored %q", png)
		}
		if len(r.queue.messages) != 0 {
			t.Errorf("%d messages left", len(r.queue.messages))
		}
	})
}

func TestAFailedMessageComesBackAfterADelayThatDoublesAndDiesAfterThreeReceives(t *testing.T) {
	for name, content := range map[string]string{"an error": "broken", "a panic": "panic"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				r.image("bad.jpg", content)
				r.Start(t.Context(), 1)
				time.Sleep(time.Minute)
				synctest.Wait()
				r.Stop(t.Context())

				events := r.told(pipeline.MessageReceived, pipeline.MessageReturned, pipeline.MessageDead)
				var at []time.Duration
				for _, e := range events {
					if e.Type == pipeline.MessageReceived {
						at = append(at, e.Time.Sub(events[0].Time).Round(time.Second))
					}
				}
				if want := []time.Duration{0, time.Second, 3 * time.Second}; !slices.Equal(at, want) {
					t.Errorf("received after %v, want %v", at, want)
				}
				last := events[len(events)-1]
				if last.Type != pipeline.MessageDead || last.ReceiveCount != 3 || last.Reason == "" {
					t.Errorf("it ended with %+v", last)
				}
			})
		})
	}
}

func TestWithRetryByTimeoutAFailedMessageComesBackWhenItsVisibilityRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.RetryDelay = pipeline.RetryByTimeout
		r.image("bad.jpg", "broken")
		r.Start(t.Context(), 1)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		got := kindsOf(r.told(pipeline.MessageReceived, pipeline.MessageExpired, pipeline.MessageExtended))
		want := []pipeline.Kind{pipeline.MessageReceived, pipeline.MessageExpired, pipeline.MessageReceived}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestAHeartbeatKeepsALongWorkInvisible(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.store.slow = 70 * time.Second
		r.image("slow.jpg", "photo")
		r.Start(t.Context(), 2)
		time.Sleep(80 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		got := kindsOf(r.told(pipeline.MessageReceived, pipeline.MessageExtended, pipeline.MessageExpired, pipeline.MessageDeleted))
		want := []pipeline.Kind{
			pipeline.MessageReceived,
			pipeline.MessageExtended, pipeline.MessageExtended, pipeline.MessageExtended, pipeline.MessageExtended,
			pipeline.MessageDeleted,
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestWithoutAHeartbeatTheCountdownWinsAndTheWorkIsDoneTwiceButAnnouncedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.Heartbeat = false
		r.store.slow = 40 * time.Second
		r.image("slow.jpg", "photo")
		r.Start(t.Context(), 2)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		state := pipeline.NewState()
		state.Apply(r.events.Take(nil)...)
		if c := &state.Count; c.ExpiredHeld == 0 || c.ReceivedAgain == 0 || c.Repeated == 0 {
			t.Errorf("expired while held %d, received again while held %d, work repeated %d", c.ExpiredHeld, c.ReceivedAgain, c.Repeated)
		}
		if len(r.sns.keys) != 1 || len(r.discord.keys) != 1 {
			t.Errorf("announced %v on sns and %v on discord", r.sns.keys, r.discord.keys)
		}
	})
}

func TestTheSameEventDeliveredTwiceLeavesOneThumbnailAndOneNotification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.image("once.jpg", "photo")
		r.queue.send("second-id", body("once.jpg", "1"))
		r.Start(t.Context(), 2)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		if len(r.sns.keys) != 1 || len(r.discord.keys) != 1 {
			t.Errorf("announced %v on sns and %v on discord", r.sns.keys, r.discord.keys)
		}
		if len(r.queue.messages) != 0 {
			t.Errorf("%d messages left", len(r.queue.messages))
		}
	})
}

func TestWhatIsFoundDoneIsKeptAndNoWorkRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.image("once.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		r.queue.send("second-id", body("once.jpg", "1"))
		time.Sleep(time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		events, kept := r.events.Take(nil), map[string]int{}
		for _, e := range events {
			if e.Type == pipeline.StageFinished && e.Kept {
				kept[e.MessageID]++
			}
		}
		if kept["id-once.jpg"] != 0 || kept["second-id"] != len(pipeline.Stages()) {
			t.Errorf("stages found done: %v", kept)
		}
		state := pipeline.NewState()
		state.Apply(events...)
		if c := &state.Count; c.Repeated != 0 || c.ThumbnailsKept != 1 {
			t.Errorf("work repeated %d, kept %d", c.Repeated, c.ThumbnailsKept)
		}
	})
}

func TestAReceiveWhoseHeartbeatIsLeftOutSaysSoAndLosesTheRace(t *testing.T) {
	for name, leftOut := range map[string]bool{"left out": true, "not left out": false} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				r.store.slow = 40 * time.Second
				r.LeaveOut = func(image pipeline.ImageRef, receiveCount int) bool {
					return leftOut && image.Key == "slow.jpg" && receiveCount == 1
				}
				r.image("slow.jpg", "photo")
				r.Start(t.Context(), 2)
				time.Sleep(35 * time.Second)
				synctest.Wait()
				state, faults := pipeline.NewState(), 0
				for _, e := range r.events.Take(nil) {
					state.Apply(e)
					if e.Type != pipeline.FaultInjected {
						continue
					}
					faults++
					if e.Fault != pipeline.HeartbeatLost || e.MessageID != "id-slow.jpg" || e.Key != "slow.jpg" || e.Worker == "" {
						t.Errorf("said %+v", e)
					}
				}
				r.Stop(t.Context())
				if lost := state.Count.ExpiredHeld == 1; lost != leftOut || (faults == 1) != leftOut {
					t.Errorf("lost: %v, said %d times", lost, faults)
				}
				said := ""
				for _, in := range pipeline.Insights(state, state.Now) {
					said += in.Text
				}
				if strings.Contains(said, "left out on purpose") != leftOut {
					t.Errorf("it says %q", said)
				}
			})
		})
	}
}

func TestAnotherProcessFindsWhatWasAnnouncedInTheTags(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.discord.err = errors.New("refused")
		r.image("half.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(500 * time.Millisecond)
		r.Stop(t.Context())

		other := newRig() // another process: it shares the store and the queue only
		other.Store, other.Queue = r.store, r.queue
		r.queue.send("the event once more", body("half.jpg", "1"))
		other.Start(t.Context(), 1)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		other.Stop(t.Context())
		if len(r.sns.keys) != 1 || len(other.sns.keys) != 0 || len(other.discord.keys) != 1 {
			t.Errorf("sns heard %v then %v, discord %v", r.sns.keys, other.sns.keys, other.discord.keys)
		}
	})
}

func TestStopFinishesWhatIsInHandAndGivesBackWhatTakesTooLong(t *testing.T) {
	for name, tc := range map[string]struct {
		slow, patience time.Duration
		left           int
	}{
		"finished":   {slow: 2 * time.Second, patience: 5 * time.Second, left: 0},
		"given back": {slow: time.Minute, patience: 3 * time.Second, left: 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				r.store.slow = tc.slow
				r.image("photo.jpg", "photo")
				r.Start(t.Context(), 3)
				time.Sleep(time.Second)
				ctx, cancel := context.WithTimeout(t.Context(), tc.patience)
				defer cancel()
				begun := time.Now()
				r.Stop(ctx)
				if took := time.Since(begun); took > tc.patience+time.Second {
					t.Errorf("Stop took %s", took)
				}
				if got := r.queue.visible(); got != tc.left {
					t.Errorf("%d messages are visible at once, want %d", got, tc.left)
				}
			})
		})
	}
}

func TestPausedWorkersReceiveNothingAndFinishWhatTheyHave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.store.slow = 2 * time.Second
		r.image("first.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		if !r.Pause() || r.Pause() {
			t.Error("Pause should change something once")
		}
		synctest.Wait()
		r.image("second.jpg", "photo")
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if n := r.queue.left(); n != 1 || r.queue.visible() != 1 {
			t.Errorf("while paused %d messages are left", n)
		}
		r.Resume()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if n := r.queue.left(); n != 0 {
			t.Errorf("after resume %d messages are left", n)
		}
		r.Stop(t.Context())
	})
}

func TestWorkersCanBeAddedAndTakenAwayWhileTheyWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.store.slow = 10 * time.Second
		for _, k := range []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg"} {
			r.image(k, "photo")
		}
		r.Start(t.Context(), 1)
		r.Resize(4)
		time.Sleep(time.Second)
		r.Resize(0)
		time.Sleep(15 * time.Second)
		synctest.Wait()
		state := pipeline.NewState()
		state.Apply(r.events.Take(nil)...)
		if state.Count.Deleted != 4 || len(state.Workers) != 0 {
			t.Errorf("%d done by four workers, %d workers left", state.Count.Deleted, len(state.Workers))
		}
		r.Stop(t.Context())
		r.Stop(t.Context()) // a second time is no fault
	})
}

func TestStopBeforeStartDoesNothing(t *testing.T) {
	newRig().Stop(t.Context())
}

func TestDeathsAndRedrivesAreInferredWhereNobodyTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.ToldOfDeaths, r.queue.onDead = false, nil
		r.image("bad.jpg", "broken")
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		r.store.set("source/bad.jpg", "mended")
		r.queue.send("new-id", body("bad.jpg", "1")) // what a redrive does
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		events := r.told(pipeline.MessageDead, pipeline.MessageRedriven, pipeline.MessageDeleted)
		want := []pipeline.Kind{pipeline.MessageDead, pipeline.MessageRedriven, pipeline.MessageDeleted}
		if got := kindsOf(events); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		if !events[0].Inferred || events[0].Reason != "the JPEG ends too early" || events[1].PreviousID != "id-bad.jpg" {
			t.Errorf("got %+v", events[:2])
		}
	})
}

func TestOnAQueueWithoutDeadLettersNothingIsSaidToDie(t *testing.T) {
	for name, delay := range map[string]time.Duration{"given back": time.Second, "left to its timeout": pipeline.RetryByTimeout} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := newRig()
				r.ToldOfDeaths, r.queue.onDead, r.MaxReceives, r.RetryDelay = false, nil, 0, delay
				r.queue.max = 1000
				r.image("bad.jpg", "broken")
				r.Start(t.Context(), 1)
				time.Sleep(5 * time.Minute)
				synctest.Wait()
				r.Stop(t.Context())
				events := r.told(pipeline.MessageDead, pipeline.MessageReceived)
				if slices.Contains(kindsOf(events), pipeline.MessageDead) || len(events) < 5 {
					t.Errorf("got %v", kindsOf(events))
				}
				for i, e := range events[1:] {
					if apart := e.Time.Sub(events[i].Time); delay > 0 && apart < delay<<i {
						t.Errorf("try %d comes %s after the one before", e.ReceiveCount, apart)
					}
				}
			})
		})
	}
}

func TestAMessageThatIsNoEventFailsWithAReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig()
		r.queue.send("by-hand", "hello\x1b[31m")
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		dead := r.told(pipeline.MessageDead)
		if len(dead) != 1 || dead[0].Reason != "the message is not an S3 event: it is not JSON" {
			t.Errorf("got %+v", dead)
		}
	})
}
