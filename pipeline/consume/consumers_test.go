package consume_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
)

func TestAnImageGoesThroughTheFourStagesAndIsAnnouncedOnBothChannels(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Image("a b.jpg", "photo")
		r.Start(t.Context(), 2)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())

		want := []event.Kind{
			event.KindOf[event.MessageReceived](),
			event.KindOf[event.StageFinished](), event.KindOf[event.StageFinished](), event.KindOf[event.ThumbnailCreated](), event.KindOf[event.StageFinished](),
			event.KindOf[event.NotificationSent](), event.KindOf[event.NotificationSent](), event.KindOf[event.StageFinished](), event.KindOf[event.MessageDeleted](),
		}
		got := pipelinetest.KindsOf(r.Told(event.KindOf[event.MessageReceived](), event.KindOf[event.StageFinished](), event.KindOf[event.ThumbnailCreated](),
			event.KindOf[event.NotificationSent](), event.KindOf[event.MessageDeleted]()))
		if !slices.Equal(got, want) {
			t.Errorf("events\n got %v\nwant %v", got, want)
		}
		if png := string(r.Buckets.Objects["thumbs/a b.jpg.png"]); png != "png of photo" {
			t.Errorf("stored %q", png)
		}
		if len(r.Memory.Messages) != 0 {
			t.Errorf("%d messages left", len(r.Memory.Messages))
		}
	})
}

func TestAFailedMessageComesBackAfterADelayThatDoublesAndDiesAfterThreeReceives(t *testing.T) {
	for name, content := range map[string]string{"an error": "broken", "a panic": "panic"} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.Image("bad.jpg", content)
				r.Start(t.Context(), 1)
				time.Sleep(time.Minute)
				synctest.Wait()
				r.Stop(t.Context())

				events := r.Told(event.KindOf[event.MessageReceived](), event.KindOf[event.MessageReturned](), event.KindOf[event.MessageDead]())
				var at []time.Duration
				for _, e := range events {
					if event.Is[event.MessageReceived](&e) {
						at = append(at, e.Time.Sub(events[0].Time).Round(time.Second))
					}
				}
				if want := []time.Duration{0, time.Second, 3 * time.Second}; !slices.Equal(at, want) {
					t.Errorf("received after %v, want %v", at, want)
				}
				last := events[len(events)-1]
				if !event.Is[event.MessageDead](&last) || pipelinetest.As[event.MessageDead](last).ReceiveCount != 3 || pipelinetest.As[event.MessageDead](last).Reason == "" {
					t.Errorf("it ended with %+v", last)
				}
			})
		})
	}
}

func TestWithRetryByTimeoutAFailedMessageComesBackWhenItsVisibilityRunsOut(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.RetryDelay = consume.RetryByTimeout
		r.Image("bad.jpg", "broken")
		r.Start(t.Context(), 1)
		time.Sleep(31 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		got := pipelinetest.KindsOf(r.Told(event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExpired](), event.KindOf[event.MessageExtended]()))
		want := []event.Kind{event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExpired](), event.KindOf[event.MessageReceived]()}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestAHeartbeatKeepsALongWorkInvisible(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = 70 * time.Second
		r.Image("slow.jpg", "photo")
		r.Start(t.Context(), 2)
		time.Sleep(80 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		got := pipelinetest.KindsOf(r.Told(event.KindOf[event.MessageReceived](), event.KindOf[event.MessageExtended](), event.KindOf[event.MessageExpired](), event.KindOf[event.MessageDeleted]()))
		want := []event.Kind{
			event.KindOf[event.MessageReceived](),
			event.KindOf[event.MessageExtended](), event.KindOf[event.MessageExtended](), event.KindOf[event.MessageExtended](), event.KindOf[event.MessageExtended](),
			event.KindOf[event.MessageDeleted](),
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestWithoutAHeartbeatTheCountdownWinsAndTheWorkIsDoneTwiceButAnnouncedOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Heartbeat = false
		r.Buckets.Slow = 40 * time.Second
		r.Image("slow.jpg", "photo")
		r.Start(t.Context(), 2)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		state := state.NewState()
		state.Apply(r.Events.Take(nil)...)
		if c := &state.Count; c.ExpiredHeld == 0 || c.ReceivedAgain == 0 || c.Repeated == 0 {
			t.Errorf("expired while held %d, received again while held %d, work repeated %d", c.ExpiredHeld, c.ReceivedAgain, c.Repeated)
		}
		if len(r.Sns.Keys) != 1 || len(r.Discord.Keys) != 1 {
			t.Errorf("announced %v on sns and %v on discord", r.Sns.Keys, r.Discord.Keys)
		}
	})
}

func TestTheSameEventDeliveredTwiceLeavesOneThumbnailAndOneNotification(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Image("once.jpg", "photo")
		r.Memory.Send("second-id", pipelinetest.Body("once.jpg", "1"))
		r.Start(t.Context(), 2)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		if len(r.Sns.Keys) != 1 || len(r.Discord.Keys) != 1 {
			t.Errorf("announced %v on sns and %v on discord", r.Sns.Keys, r.Discord.Keys)
		}
		if len(r.Memory.Messages) != 0 {
			t.Errorf("%d messages left", len(r.Memory.Messages))
		}
	})
}

func TestWhatIsFoundDoneIsKeptAndNoWorkRepeated(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Image("once.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Memory.Send("second-id", pipelinetest.Body("once.jpg", "1"))
		time.Sleep(time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		events, kept := r.Events.Take(nil), map[string]int{}
		for _, e := range events {
			if b, ok := e.Body.(*event.StageFinished); ok && b.Kept {
				kept[e.MessageID]++
			}
		}
		if kept["id-once.jpg"] != 0 || kept["second-id"] != len(event.Stages()) {
			t.Errorf("stages found done: %v", kept)
		}
		state := state.NewState()
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
				r := pipelinetest.NewRig()
				r.Buckets.Slow = 40 * time.Second
				r.LeaveOut = func(image event.ImageRef, receiveCount int) (string, bool) {
					return "by a test", leftOut && image.Key == "slow.jpg" && receiveCount == 1
				}
				r.Image("slow.jpg", "photo")
				r.Start(t.Context(), 2)
				time.Sleep(35 * time.Second)
				synctest.Wait()
				st, faults := state.NewState(), 0
				for _, e := range r.Events.Take(nil) {
					st.Apply(e)
					if !event.Is[event.FaultInjected](&e) {
						continue
					}
					faults++
					if pipelinetest.As[event.FaultInjected](e).Fault != event.HeartbeatLost || e.MessageID != "id-slow.jpg" || e.Key != "slow.jpg" || e.Worker == "" {
						t.Errorf("said %+v", e)
					}
				}
				r.Stop(t.Context())
				if lost := st.Count.ExpiredHeld == 1; lost != leftOut || (faults == 1) != leftOut {
					t.Errorf("lost: %v, said %d times", lost, faults)
				}
				said := ""
				for _, in := range state.Insights(st, st.Now) {
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
		r := pipelinetest.NewRig()
		r.Discord.Err = errors.New("refused")
		r.Image("half.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(500 * time.Millisecond)
		r.Stop(t.Context())

		other := pipelinetest.NewRig() // another process: it shares the store and the queue only
		other.Store, other.Queue = r.Buckets, r.Memory
		r.Memory.Send("the event once more", pipelinetest.Body("half.jpg", "1"))
		other.Start(t.Context(), 1)
		time.Sleep(5 * time.Second)
		synctest.Wait()
		other.Stop(t.Context())
		if len(r.Sns.Keys) != 1 || len(other.Sns.Keys) != 0 || len(other.Discord.Keys) != 1 {
			t.Errorf("sns heard %v then %v, discord %v", r.Sns.Keys, other.Sns.Keys, other.Discord.Keys)
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
				r := pipelinetest.NewRig()
				r.Buckets.Slow = tc.slow
				r.Image("photo.jpg", "photo")
				r.Start(t.Context(), 3)
				time.Sleep(time.Second)
				ctx, cancel := context.WithTimeout(t.Context(), tc.patience)
				defer cancel()
				begun := time.Now()
				r.Stop(ctx)
				if took := time.Since(begun); took > tc.patience+time.Second {
					t.Errorf("Stop took %s", took)
				}
				if got := r.Memory.Visible(); got != tc.left {
					t.Errorf("%d messages are visible at once, want %d", got, tc.left)
				}
			})
		})
	}
}

func TestPausedWorkersReceiveNothingAndFinishWhatTheyHave(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = 2 * time.Second
		r.Image("first.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		if !r.Pause() || r.Pause() {
			t.Error("Pause should change something once")
		}
		synctest.Wait()
		r.Image("second.jpg", "photo")
		time.Sleep(30 * time.Second)
		synctest.Wait()
		if n := r.Memory.Left(); n != 1 || r.Memory.Visible() != 1 {
			t.Errorf("while paused %d messages are left", n)
		}
		r.Resume()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		if n := r.Memory.Left(); n != 0 {
			t.Errorf("after resume %d messages are left", n)
		}
		r.Stop(t.Context())
	})
}

func TestWorkersCanBeAddedAndTakenAwayWhileTheyWork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = 10 * time.Second
		for _, k := range []string{"a.jpg", "b.jpg", "c.jpg", "d.jpg"} {
			r.Image(k, "photo")
		}
		r.Start(t.Context(), 1)
		r.Resize(4)
		time.Sleep(time.Second)
		r.Resize(0)
		time.Sleep(15 * time.Second)
		synctest.Wait()
		state := state.NewState()
		state.Apply(r.Events.Take(nil)...)
		if state.Count.Deleted != 4 || len(state.Workers) != 0 {
			t.Errorf("%d done by four workers, %d workers left", state.Count.Deleted, len(state.Workers))
		}
		r.Stop(t.Context())
		r.Stop(t.Context()) // a second time is no fault
	})
}

func TestStopBeforeStartDoesNothing(t *testing.T) {
	pipelinetest.NewRig().Stop(t.Context())
}

func TestDeathsAndRedrivesAreInferredWhereNobodyTells(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.DeathsReported, r.Memory.OnDead = false, nil
		r.Image("bad.jpg", "broken")
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		r.Buckets.Set("source/bad.jpg", "mended")
		r.Memory.Send("new-id", pipelinetest.Body("bad.jpg", "1")) // what a redrive does
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		events := r.Told(event.KindOf[event.MessageDead](), event.KindOf[event.MessageRedriven](), event.KindOf[event.MessageDeleted]())
		want := []event.Kind{event.KindOf[event.MessageDead](), event.KindOf[event.MessageRedriven](), event.KindOf[event.MessageDeleted]()}
		if got := pipelinetest.KindsOf(events); !slices.Equal(got, want) {
			t.Fatalf("got %v, want %v", got, want)
		}
		if !pipelinetest.As[event.MessageDead](events[0]).Inferred || pipelinetest.As[event.MessageDead](events[0]).Reason != "the JPEG ends too early" || pipelinetest.As[event.MessageRedriven](events[1]).PreviousID != "id-bad.jpg" {
			t.Errorf("got %+v", events[:2])
		}
	})
}

func TestOnAQueueWithoutDeadLettersNothingIsSaidToDie(t *testing.T) {
	for name, delay := range map[string]time.Duration{"given back": time.Second, "left to its timeout": consume.RetryByTimeout} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r := pipelinetest.NewRig()
				r.DeathsReported, r.Memory.OnDead, r.MaxReceives, r.RetryDelay = false, nil, 0, delay
				r.Memory.Max = 1000
				r.Image("bad.jpg", "broken")
				r.Start(t.Context(), 1)
				time.Sleep(5 * time.Minute)
				synctest.Wait()
				r.Stop(t.Context())
				events := r.Told(event.KindOf[event.MessageDead](), event.KindOf[event.MessageReceived]())
				if slices.Contains(pipelinetest.KindsOf(events), event.KindOf[event.MessageDead]()) || len(events) < 5 {
					t.Errorf("got %v", pipelinetest.KindsOf(events))
				}
				for i, e := range events[1:] {
					if apart := e.Time.Sub(events[i].Time); delay > 0 && apart < delay<<i {
						t.Errorf("try %d comes %s after the one before", e.Receives(), apart)
					}
				}
			})
		})
	}
}

func TestAMessageThatIsNoEventFailsWithAReason(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Memory.Send("by-hand", "hello\x1b[31m")
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		dead := r.Told(event.KindOf[event.MessageDead]())
		if len(dead) != 1 || pipelinetest.As[event.MessageDead](dead[0]).Reason != "the message is not an S3 event: it is not JSON" {
			t.Errorf("got %+v", dead)
		}
	})
}

func TestAFaultOfTheProgramIsTheFailureOfItsStageAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Engine = pipelinetest.EngineFunc(func(_ context.Context, image []byte) ([]byte, error) {
			if string(image) == "bad" {
				panic("index out of range")
			}
			return []byte("png"), nil
		})
		r.Image("bad.jpg", "bad")
		r.Image("good.jpg", "good")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second / 2)
		events := r.Events.Take(nil)
		const want = "thumbnail: a fault in the program: index out of range"
		var failed, returned []string
		for _, e := range events {
			switch {
			case event.Is[event.StageFinished](&e) && pipelinetest.As[event.StageFinished](e).Error != "":
				failed = append(failed, e.Key+" "+pipelinetest.As[event.StageFinished](e).Error)
			case event.Is[event.MessageReturned](&e):
				returned = append(returned, pipelinetest.As[event.MessageReturned](e).Reason)
			}
		}
		if !slices.Equal(failed, []string{"bad.jpg " + want}) || !slices.Equal(returned, []string{want}) {
			t.Errorf("failed %q, returned %q", failed, returned)
		}
		if deleted := pipelinetest.OfKind(events, event.KindOf[event.MessageDeleted]()); len(deleted) != 1 || deleted[0].Key != "good.jpg" {
			t.Errorf("deleted %+v", deleted)
		}
		r.Stop(t.Context())
	})
}

func TestTheNameOfAWorkerIsFreeOnlyWhenItHasEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Buckets.Slow = time.Minute
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		r.Resize(0) // it is at work still
		r.Resize(1)
		time.Sleep(2 * time.Minute)
		r.Resize(0)
		synctest.Wait()
		r.Resize(1)
		synctest.Wait()
		var names []string
		for _, e := range r.Told(event.KindOf[event.WorkerStarted]()) {
			names = append(names, e.Worker)
		}
		if want := []string{"1", "2", "1"}; !slices.Equal(names, want) {
			t.Errorf("workers %v, want %v", names, want)
		}
		r.Stop(t.Context())
	})
}
