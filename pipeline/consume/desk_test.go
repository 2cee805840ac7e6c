package consume_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestTooManyAnnouncementsAreGivenUpAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := announcing(func(int, consume.Announcement) error { return pipelinetest.AskToWait(10 * time.Minute) })
		for i := range 1010 {
			r.Image(fmt.Sprintf("%d.jpg", i), "photo")
		}
		r.Start(t.Context(), 8)
		time.Sleep(time.Minute)
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
		defer cancel()
		begun := time.Now()
		r.Stop(ctx)
		up := pipelinetest.OfKind(r.Events.Take(nil), givenUp)
		reasons := map[string]int{}
		for _, e := range up {
			reasons[pipelinetest.As[event.NotificationGivenUp](e).Error]++
		}
		if reasons["1000 announcements wait already"] < 2 || len(up) != 1010 || len(reasons) != 2 {
			t.Errorf("given up: %v", reasons)
		}
		if took := time.Since(begun); took != 0 { // nothing of it would go out within the patience
			t.Errorf("Stop took %s", took)
		}
	})
}

func TestStopLetsAnAnnouncementGoOutThatIsDueWithinItsPatience(t *testing.T) {
	for name, tc := range map[string]struct {
		asks time.Duration
		want event.Kind
		took time.Duration
	}{
		"due":     {2 * time.Second, sent, time.Second},
		"not due": {time.Minute, givenUp, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, _ := announcing(func(try int, _ consume.Announcement) error {
					if try == 1 {
						return pipelinetest.AskToWait(tc.asks)
					}
					return nil
				})
				r.Image("a.jpg", "photo")
				r.Start(t.Context(), 1)
				time.Sleep(time.Second)
				synctest.Wait()
				ctx, cancel := context.WithTimeout(t.Context(), 2500*time.Millisecond)
				defer cancel()
				begun := time.Now()
				r.Stop(ctx)
				if got := endOf(r.Events.Take(nil), "discord"); !slices.Equal(got, []event.Kind{failed, tc.want}) {
					t.Errorf("got %v", got)
				}
				if took := time.Since(begun); took != tc.took {
					t.Errorf("Stop took %s, want %s", took, tc.took)
				}
			})
		})
	}
}

func TestAChannelThatDoesNotAnswerHoldsAMessageForSecondsAndNoMore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(try int, _ consume.Announcement) error {
			if try == 1 {
				return errSilent
			}
			return nil
		})
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(21 * time.Second)
		synctest.Wait()
		if r.Memory.Left() != 0 {
			t.Error("the message is still held")
		}
		time.Sleep(10 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		if len(discord.keys()) != 1 {
			t.Errorf("it took %v", discord.keys())
		}
	})
}

func TestAnAnnouncementThatWaitsIsDroppedWhenANewerImageTakesItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(try int, _ consume.Announcement) error {
			if try == 1 {
				return pipelinetest.AskToWait(time.Minute)
			}
			return nil
		})
		r.Engine = &byContent{}
		r.Start(t.Context(), 1)
		again(r, "k.png", "red 0s", "1")
		time.Sleep(time.Second)
		again(r, "k.png", "green 0s", "2")
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		up := pipelinetest.OfKind(r.Events.Take(nil), givenUp)
		if len(up) != 1 || !strings.Contains(pipelinetest.As[event.NotificationGivenUp](up[0]).Error, "a newer upload") || len(discord.keys()) != 1 {
			t.Errorf("given up %+v, took %v", up, discord.keys())
		}
	})
}

func TestAnAnnouncementSaysHowLongTheWorkTookApartFromTheTimeInTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(int, consume.Announcement) error { return nil })
		r.Engine, r.Pace = &byContent{}, time.Second
		again(r, "k.png", "red 2s", "1")
		time.Sleep(173 * time.Second)
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		a := discord.took[0]
		if a.Took != 2*time.Second || a.Since != 176*time.Second || a.Engine != "test" {
			t.Errorf("made by %q in %s, %s after the upload", a.Engine, a.Took, a.Since)
		}
	})
}

func TestAnImageThatWasNotMadeCannotBeAnnouncedAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := announcing(func(int, consume.Announcement) error { return nil })
		p := pipeline.Pipeline{Log: r.Log, Consumers: r.Consumers, Setup: event.Setup{SourceBucket: "source"}}
		if err := p.AnnounceAgain(t.Context(), "", "a.jpg"); err == nil {
			t.Error("announced before there was a run")
		}
		r.Start(t.Context(), 1)
		if err := p.AnnounceAgain(t.Context(), "", "a.jpg"); err == nil || !strings.Contains(err.Error(), "there is no thumbnail of a.jpg") {
			t.Errorf("got %v", err)
		}
		r.Image("a.jpg", "photo")
		time.Sleep(time.Second)
		if err := p.AnnounceAgain(t.Context(), "", "a.jpg"); err != nil || len(r.Sns.Keys) != 2 { // all had heard of it
			t.Errorf("%v; sns heard %v", err, r.Sns.Keys)
		}
		synctest.Wait()
		r.Stop(t.Context())
	})
}

func TestADrainWaitsForAnnouncementsWhileTheirChannelTakesSome(t *testing.T) {
	for name, tc := range map[string]struct {
		answer func(try int, a consume.Announcement) error
		most   time.Duration
		took   int
	}{
		"a post a minute":        {func(try int, _ consume.Announcement) error { return alternately(try, time.Minute) }, 6 * time.Minute, 5},
		"two minutes of silence": {func(int, consume.Announcement) error { return pipelinetest.AskToWait(2 * time.Minute) }, time.Second, 0},
		"a minute, and again":    {func(int, consume.Announcement) error { return pipelinetest.AskToWait(time.Minute) }, 61 * time.Second, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, discord := announcing(tc.answer)
				for i := range 5 {
					r.Image(fmt.Sprintf("%d.jpg", i), "photo")
				}
				r.Start(t.Context(), 1)
				time.Sleep(time.Second)
				begun := time.Now()
				r.FinishAnnouncing(t.Context())
				if took := time.Since(begun); took > tc.most || len(discord.keys()) != tc.took {
					t.Errorf("after %s discord has taken %v", took, discord.keys())
				}
				ctx, cancel := context.WithTimeout(t.Context(), time.Second)
				defer cancel()
				r.Stop(ctx)
				events := r.Events.Take(nil)
				if up := len(pipelinetest.OfKind(events, givenUp)); up != 5-tc.took {
					t.Errorf("%d given up", up)
				}
				if said := pipelinetest.OfKind(events, event.KindOf[event.ActionTaken]()); len(said) != 1 || !strings.HasPrefix(pipelinetest.As[event.ActionTaken](said[0]).Text, "waiting for ") {
					t.Errorf("it says %+v", said)
				}
			})
		})
	}
}

// alternately takes every second post, and asks to wait for the others.
func alternately(try int, d time.Duration) error {
	if try%2 == 0 {
		return nil
	}
	return pipelinetest.AskToWait(d)
}

func TestWhoLeavesAtOnceWaitsForNoAnnouncement(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, _ := announcing(func(int, consume.Announcement) error { return pipelinetest.AskToWait(2 * time.Second) })
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Hurry()
		begun := time.Now()
		r.Stop(t.Context())
		if up := pipelinetest.OfKind(r.Events.Take(nil), givenUp); time.Since(begun) != 0 || len(up) != 1 || pipelinetest.As[event.NotificationGivenUp](up[0]).Error != "the run ended while it waited: it asks to wait for 2s" {
			t.Errorf("after %s: %+v", time.Since(begun), up)
		}
	})
}

func TestWhatWaitsIsGivenUpAtOnceWhenTheChannelAsksForTooLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(try int, _ consume.Announcement) error {
			if try == 1 {
				return pipelinetest.AskToWait(time.Minute)
			}
			return pipelinetest.AskToWait(time.Hour)
		})
		for i := range 5 {
			r.Image(fmt.Sprintf("%d.jpg", i), "photo")
		}
		r.Start(t.Context(), 1)
		time.Sleep(2 * time.Minute)
		synctest.Wait()
		if up := pipelinetest.OfKind(r.Events.Take(nil), givenUp); len(up) != 5 || discord.tries != 2 {
			t.Errorf("after %d tries %d are given up", discord.tries, len(up))
		}
		r.Stop(t.Context())
	})
}

func TestTheSameEventWhileItsAnnouncementWaitsIsAnnouncedOnceAndAfterItWasGivenUpAgain(t *testing.T) {
	for name, tc := range map[string]struct {
		First []error       // answers; then it takes all
		after time.Duration // comes the event again
		took  int
		tries int
	}{
		"while it waits":                   {[]error{pipelinetest.AskToWait(time.Minute)}, 10 * time.Second, 1, 2},
		"after it was given up":            {[]error{errors.New("400")}, 10 * time.Second, 1, 2},
		"after it waited and was given up": {[]error{pipelinetest.AskToWait(time.Second), errors.New("400")}, 10 * time.Second, 1, 3},
		"after it was made":                {nil, 10 * time.Second, 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, discord := announcing(func(try int, _ consume.Announcement) error {
					if try <= len(tc.First) {
						return tc.First[try-1]
					}
					return nil
				})
				r.Image("a.jpg", "photo")
				r.Start(t.Context(), 1)
				time.Sleep(tc.after)
				r.Memory.Send("again", pipelinetest.Body("a.jpg", "1"))
				time.Sleep(5 * time.Minute)
				synctest.Wait()
				r.Stop(t.Context())
				if len(discord.keys()) != tc.took || discord.tries != tc.tries || len(r.Sns.Keys) != 1 {
					t.Errorf("discord took %v in %d tries, sns %v", discord.keys(), discord.tries, r.Sns.Keys)
				}
			})
		})
	}
}

func TestAnswersThatCrossCountOnceAndTheLongestWaitHolds(t *testing.T) {
	for name, tc := range map[string]struct {
		answer func(try int) error
		check  func(t *testing.T, discord *scripted, events []event.Event)
	}{
		"the webhook is gone": {func(int) error { return errGone }, func(t *testing.T, _ *scripted, events []event.Event) {
			t.Helper()
			if off := pipelinetest.OfKind(events, event.KindOf[event.ChannelOff]()); len(off) != 1 {
				t.Errorf("it was said %d times", len(off))
			}
		}},
		"one asks for a minute, a later one for a second": {func(try int) error {
			return []error{pipelinetest.AskToWait(time.Minute), pipelinetest.AskToWait(time.Second), nil, nil}[min(try-1, 3)]
		}, func(t *testing.T, discord *scripted, _ []event.Event) {
			t.Helper()
			if gap := discord.at[2].Sub(discord.at[0]); gap < time.Minute {
				t.Errorf("asked again after %s", gap)
			}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				r, discord := announcing(func(try int, _ consume.Announcement) error {
					time.Sleep(time.Duration(try) * time.Second) // all are asked before the first answers
					return tc.answer(try)
				})
				for i := range 2 {
					r.Image(fmt.Sprintf("%d.jpg", i), "photo")
				}
				r.Start(t.Context(), 2)
				time.Sleep(10 * time.Minute)
				synctest.Wait()
				r.Stop(t.Context())
				tc.check(t, discord, r.Events.Take(nil))
			})
		})
	}
}

func TestOfARedrivenImageTheTimeSinceItsUploadIsTold(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(int, consume.Announcement) error { return nil })
		r.Buckets.Set("source/a.jpg", "photo")
		uploaded := time.Now().Add(-time.Hour).UTC().Format(time.RFC3339)
		r.Memory.Send("redriven", strings.Replace(bridge("aws.s3", "Object Created", "a.jpg", 5), "2026-11-23T09:30:00Z", uploaded, 1))
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		synctest.Wait()
		r.Stop(t.Context())
		if got := discord.took[0].Since; got != time.Hour {
			t.Errorf("it says %s after the upload", got)
		}
	})
}

func TestADrainedRunHasMadeItsAnnouncements(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(try int, _ consume.Announcement) error {
			if try == 1 {
				return pipelinetest.AskToWait(time.Minute)
			}
			return nil
		})
		r.Image("a.jpg", "photo")
		p := pipeline.Pipeline{
			Log: r.Log, Consumers: r.Consumers, Queues: r.Memory, Workers: 1, Drain: true,
			Setup: event.Setup{Queue: "q", DeadLetterQueue: "dlq"},
		}
		if _, interrupted := p.Run(t.Context()); interrupted || len(discord.keys()) != 1 {
			t.Errorf("interrupted: %t, announced %v", interrupted, discord.keys())
		}
	})
}

func TestWhatAnotherProcessAnnouncedMeanwhileIsNotAnnouncedTwice(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(int, consume.Announcement) error { return pipelinetest.AskToWait(time.Minute) })
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		synctest.Wait()

		other := pipelinetest.NewRig() // its delete was lost, so the event comes again, to this process
		other.Store, other.Queue = r.Buckets, r.Memory
		r.Pause()
		synctest.Wait()
		r.Memory.Send("again", pipelinetest.Body("a.jpg", "1"))
		other.Start(t.Context(), 1)
		time.Sleep(10 * time.Second)
		other.Stop(t.Context())

		time.Sleep(5 * time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		if discord.tries != 1 || len(other.Discord.Keys) != 1 || len(other.Sns.Keys) != 0 {
			t.Errorf("asked %d times; the other announced %v and %v", discord.tries, other.Discord.Keys, other.Sns.Keys)
		}
		if got := endOf(r.Events.Take(nil), "discord"); !slices.Equal(got, []event.Kind{failed, event.KindOf[event.NotificationKept]()}) {
			t.Errorf("got %v", got)
		}
	})
}

func TestAnImageThatAPersonHasAnnouncedAgainWaitsForItsTurnToo(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r, discord := announcing(func(try int, _ consume.Announcement) error {
			if try == 2 {
				return pipelinetest.AskToWait(time.Minute)
			}
			return nil
		})
		r.Image("a.jpg", "photo")
		r.Start(t.Context(), 1)
		time.Sleep(time.Second)
		p := pipeline.Pipeline{Log: r.Log, Consumers: r.Consumers, Setup: event.Setup{SourceBucket: "source"}}
		if err := p.AnnounceAgain(t.Context(), "id-a.jpg", "a.jpg"); err != nil {
			t.Error(err)
		}
		time.Sleep(5 * time.Minute)
		synctest.Wait()
		r.Stop(t.Context())
		if len(discord.keys()) != 2 || len(r.Sns.Keys) != 2 || r.Buckets.Tagged["thumbs/a.jpg.png"]["inflight-announced"] != "sns discord" {
			t.Errorf("discord took %v, sns %v; the tags say %v", discord.keys(), r.Sns.Keys, r.Buckets.Tagged["thumbs/a.jpg.png"])
		}
	})
}
