package consume_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// byHand runs a test with a rig that has images in its queue and no workers.
func byHand(t *testing.T, prepare func(*pipelinetest.Rig), do func(t *testing.T, r *pipelinetest.Rig)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Image("photo.jpg", "photo")
		if prepare != nil {
			prepare(r)
		}
		r.Start(t.Context(), 0)
		do(t, r)
		r.Stop(t.Context())
	})
}

// receiveOne receives by hand, and has to get a message.
func receiveOne(t *testing.T, r *pipelinetest.Rig) consume.InHand {
	t.Helper()
	m, err := r.ReceiveByHand(t.Context())
	if err != nil || m.MessageID == "" || m.Receipt == "" {
		t.Fatalf("received %+v, %v", m, err)
	}
	return m
}

// story are the events so far in short: the kind, who, and which receive.
func story(r *pipelinetest.Rig) string {
	var all []string
	for _, e := range r.Events.Take(nil) {
		if e.MessageID == "" || e.Kind() == event.KindOf[event.MessageSent]() {
			continue
		}
		word := strings.TrimPrefix(string(e.Kind()), "message.")
		if n := e.Receives(); n > 0 {
			word += fmt.Sprint(" ", n)
		}
		all = append(all, word+" "+e.Worker)
	}
	return strings.Join(all, ", ")
}

func TestWhatIsReceivedByHandComesBackWhenItsTimeoutRunsOutAndNobodyExtendsIt(t *testing.T) {
	byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
		receiveOne(t, r)
		time.Sleep(29 * time.Second)
		if n := r.Memory.Visible(); n != 0 {
			t.Errorf("%d are visible while it is in hand", n)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if n := r.Memory.Visible(); n != 1 {
			t.Errorf("%d are visible after its timeout", n)
		}
		if got := story(r); got != "received 1 you, expired 1 you" {
			t.Errorf("told: %s", got)
		}
	})
}

// TestAPersonHasTimeToReadWhereTheQueuesTimeoutIsShort: workers have the queue's.
func TestAPersonHasTimeToReadWhereTheQueuesTimeoutIsShort(t *testing.T) {
	byHand(t, func(r *pipelinetest.Rig) { r.Visibility = 3 * time.Second }, func(t *testing.T, r *pipelinetest.Rig) {
		m := receiveOne(t, r)
		time.Sleep(19 * time.Second)
		if n := r.Memory.Visible(); n != 0 {
			t.Errorf("%d are visible after 19 s", n)
		}
		if err := r.ExtendInHand(t.Context(), m.MessageID); err != nil {
			t.Error(err)
		}
		time.Sleep(19 * time.Second)
		if n := r.Memory.Visible(); n != 0 {
			t.Errorf("%d are visible 19 s after it was extended", n)
		}
		time.Sleep(2 * time.Second)
		synctest.Wait()
		if got := story(r); got != "received 1 you, extended you, expired 1 you" {
			t.Errorf("told: %s", got)
		}
	})
}

func TestWhoReceivesAfterAPersonsTimeoutGetsTheMessage(t *testing.T) {
	byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
		receiveOne(t, r)
		r.Resize(1)
		time.Sleep(time.Minute)
		synctest.Wait()
		if got := story(r); !strings.HasPrefix(got, "received 1 you, expired 1 you, received 2 1, ") || !strings.HasSuffix(got, "deleted 1") {
			t.Errorf("told: %s", got)
		}
	})
}

func TestAPersonExtendsGivesBackAndDeletes(t *testing.T) {
	t.Run("extends", func(t *testing.T) {
		byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
			m := receiveOne(t, r)
			time.Sleep(20 * time.Second)
			if err := r.ExtendInHand(t.Context(), m.MessageID); err != nil {
				t.Fatal(err)
			}
			time.Sleep(29 * time.Second)
			if n := r.Memory.Visible(); n != 0 {
				t.Error("it is visible though it was extended")
			}
			time.Sleep(2 * time.Second)
			if got := story(r); r.Memory.Visible() != 1 || got != "received 1 you, extended you, expired 1 you" {
				t.Errorf("told: %s", got)
			}
		})
	})
	t.Run("gives back", func(t *testing.T) {
		byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
			m := receiveOne(t, r)
			if err := r.GiveBackInHand(t.Context(), m.MessageID); err != nil {
				t.Fatal(err)
			}
			if n := r.Memory.Visible(); n != 1 {
				t.Errorf("%d are visible", n)
			}
			if err := r.GiveBackInHand(t.Context(), m.MessageID); err == nil {
				t.Error("what is not in hand was given back")
			}
			time.Sleep(time.Minute)
			if got := story(r); got != "received 1 you, returned 1 you" {
				t.Errorf("told: %s", got)
			}
		})
	})
	t.Run("deletes", func(t *testing.T) {
		byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
			m := receiveOne(t, r)
			if err := r.DeleteInHand(t.Context(), m.MessageID); err != nil {
				t.Fatal(err)
			}
			time.Sleep(time.Minute)
			if got := story(r); r.Memory.Left() != 0 || got != "received 1 you, deleted you" {
				t.Errorf("%d left; told: %s", r.Memory.Left(), got)
			}
		})
	})
}

func TestAfterItsTimeoutAPersonChangesNothingOfAMessageThatMayBeAnothers(t *testing.T) {
	byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
		m := receiveOne(t, r)
		time.Sleep(31 * time.Second)
		other := pipelinetest.NewRig()
		other.Queue, other.Store = r.Memory, r.Buckets
		other.Start(t.Context(), 0)
		defer other.Stop(t.Context())
		receiveOne(t, other)
		for what, do := range map[string]func(context.Context, string) error{"extend": r.ExtendInHand, "give back": r.GiveBackInHand} {
			if err := do(t.Context(), m.MessageID); err == nil || !strings.Contains(err.Error(), "has run out") {
				t.Errorf("%s: %v", what, err)
			}
		}
		if r.Memory.Stale != 0 || r.Memory.Visible() != 0 {
			t.Error("the other's message was touched")
		}
	})
}

func TestAnOldReceiptDeletesOnAStandardQueueAndNotOnAFIFOQueue(t *testing.T) {
	for name, fifo := range map[string]bool{"standard": false, "FIFO": true} {
		t.Run(name, func(t *testing.T) {
			byHand(t, func(r *pipelinetest.Rig) { r.Memory.Fifo, r.FIFO = fifo, fifo }, func(t *testing.T, r *pipelinetest.Rig) {
				r.DeathsReported, r.Memory.OnDead = false, nil
				r.Turn(func(k *consume.Knobs) { k.MaxReceives = 1 })
				m := receiveOne(t, r)
				time.Sleep(31 * time.Second)
				err := r.DeleteInHand(t.Context(), m.MessageID)
				if m, err := r.ReceiveByHand(t.Context()); !fifo && (err != nil || m.MessageID != "") {
					t.Errorf("received after it was deleted: %+v, %v", m, err)
				}
				switch {
				case fifo && (err == nil || !strings.Contains(err.Error(), "FIFO") || r.Memory.Left() != 1):
					t.Errorf("deleted by an old receipt: %v", err)
				case !fifo && (err != nil || r.Memory.Left() != 0):
					t.Errorf("not deleted: %v", err)
				case !fifo:
					d := r.Told(event.KindOf[event.MessageDeleted](), event.KindOf[event.MessageDead]())
					if len(d) != 1 || !toldLate(d[0]) {
						t.Errorf("it is not told as late, or said to be dead: %+v", d)
					}
				}
			})
		})
	}
}

func TestWhatIsInHandWhenTheRunEndsIsGivenBack(t *testing.T) {
	byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
		receiveOne(t, r)
		if !r.Stop(t.Context()) {
			t.Error("the run says that it did not finish its work")
		}
		if n := r.Memory.Visible(); n != 1 {
			t.Errorf("%d are visible", n)
		}
		if got := story(r); got != "received 1 you, returned 1 you" {
			t.Errorf("told: %s", got)
		}
		if _, err := r.ReceiveByHand(t.Context()); !errors.Is(err, consume.ErrNotRunning) {
			t.Errorf("received after the end: %v", err)
		}
	})
}

func TestAStopEndsAReceiveByHandThatWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Start(t.Context(), 0)
		heard := make(chan error, 1)
		go func() {
			_, err := r.ReceiveByHand(t.Context())
			heard <- err
		}()
		synctest.Wait()
		if _, err := r.ReceiveByHand(t.Context()); err == nil {
			t.Error("two receives by hand are under way at once")
		}
		r.Stop(t.Context())
		if err := <-heard; err != nil {
			t.Errorf("it brought nothing, and said %v", err)
		}
	})
}

func TestAReceiveByHandThatWaitsComesBackWithNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		r.Start(t.Context(), 0)
		begun := time.Now()
		if m, err := r.ReceiveByHand(t.Context()); err != nil || m != (consume.InHand{}) || time.Since(begun) != 10*time.Second {
			t.Errorf("%+v, %v after %s", m, err, time.Since(begun))
		}
		r.Stop(t.Context())
	})
}

func TestInAFrozenWorldAPersonActsAtThatInstant(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := pipelinetest.NewRig()
		world := r.Freezable()
		r.Image("photo.jpg", "photo")
		r.Start(t.Context(), 0)
		world.Freeze()
		m := receiveOne(t, r)
		if again, err := r.ReceiveByHand(t.Context()); err != nil || again.MessageID != "" {
			t.Errorf("an empty queue gave %+v, %v", again, err)
		}
		time.Sleep(time.Hour)
		if got := story(r); got != "received 1 you" {
			t.Errorf("while it stood: %s", got)
		}
		if err := r.ExtendInHand(t.Context(), m.MessageID); err != nil {
			t.Errorf("extend: %v", err)
		}
		if err := r.GiveBackInHand(t.Context(), m.MessageID); err != nil || r.Memory.Visible() != 1 {
			t.Errorf("give back: %v", err)
		}
		world.Thaw()
		r.Stop(t.Context())
	})
}

func TestWhatWasPurgedIsInNobodysHand(t *testing.T) {
	for what, do := range map[string]func(*pipelinetest.Rig) func(context.Context, string) error{
		"extend":    func(r *pipelinetest.Rig) func(context.Context, string) error { return r.ExtendInHand },
		"give back": func(r *pipelinetest.Rig) func(context.Context, string) error { return r.GiveBackInHand },
	} {
		byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
			m := receiveOne(t, r)
			if err := r.Memory.Purge(t.Context(), "q"); err != nil {
				t.Fatal(err)
			}
			if err := do(r)(t.Context(), m.MessageID); err == nil || !strings.Contains(err.Error(), "purged") {
				t.Errorf("%s: %v", what, err)
			}
			if err := do(r)(t.Context(), m.MessageID); err == nil || !strings.Contains(err.Error(), "do not hold") {
				t.Errorf("%s once more: %v", what, err)
			}
			time.Sleep(time.Minute)
			if got := story(r); got != "received 1 you, returned 1 you" {
				t.Errorf("%s told: %s", what, got)
			}
		})
	}
}

func TestALostAnswerLeavesAMessageInHandUntilItsTimeout(t *testing.T) {
	byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
		m := receiveOne(t, r)
		r.Memory.Lose = errors.New("connection reset")
		if err := r.GiveBackInHand(t.Context(), m.MessageID); err == nil {
			t.Error("the answer was lost, and it is said to be given back")
		}
		if got := story(r); got != "received 1 you" {
			t.Errorf("told: %s", got)
		}
		r.Memory.Heal()
		again := receiveOne(t, r) // the queue had obeyed
		if again.MessageID != m.MessageID || again.Receipt == m.Receipt {
			t.Errorf("received %+v after %+v", again, m)
		}
		if err := r.DeleteInHand(t.Context(), m.MessageID); err != nil || r.Memory.Left() != 0 {
			t.Errorf("deleted with %v, %d left", err, r.Memory.Left())
		}
	})
}

func TestAHandHoldsSoManyMessagesAndNoMore(t *testing.T) {
	byHand(t, func(r *pipelinetest.Rig) {
		for i := range 14 {
			r.Image(fmt.Sprintf("more-%d.jpg", i), "photo")
		}
	}, func(t *testing.T, r *pipelinetest.Rig) {
		for range 10 {
			receiveOne(t, r)
		}
		if _, err := r.ReceiveByHand(t.Context()); err == nil || !strings.Contains(err.Error(), "10 messages") {
			t.Errorf("the eleventh: %v", err)
		}
		time.Sleep(31 * time.Second)
		receiveOne(t, r) // the others have run out
	})
}

func TestTheLastReceiveGivenBackByHandDiesAndSaysWhy(t *testing.T) {
	byHand(t, nil, func(t *testing.T, r *pipelinetest.Rig) {
		for range 3 {
			m := receiveOne(t, r)
			if err := r.GiveBackInHand(t.Context(), m.MessageID); err != nil {
				t.Fatal(err)
			}
		}
		if m, err := r.ReceiveByHand(t.Context()); err != nil || m.MessageID != "" {
			t.Errorf("received a fourth time: %+v, %v", m, err)
		}
		dead := r.Told(event.KindOf[event.MessageDead]())
		if len(dead) != 1 || dead[0].Body.(*event.MessageDead).Reason != event.GivenBack {
			t.Errorf("dead: %+v", dead)
		}
	})
}

// TestOneThingAtATimeIsDoneToAMessageInHand: a key pressed twice, before its call has
// come back, is not told that the timeout had run out.
func TestOneThingAtATimeIsDoneToAMessageInHand(t *testing.T) {
	byHand(t, func(r *pipelinetest.Rig) { r.Memory.Transit = time.Second / 2 }, func(t *testing.T, r *pipelinetest.Rig) {
		m := receiveOne(t, r)
		first := make(chan error, 1)
		go func() { first <- r.GiveBackInHand(t.Context(), m.MessageID) }()
		synctest.Wait()
		for what, do := range map[string]func(context.Context, string) error{"give back": r.GiveBackInHand, "extend": r.ExtendInHand, "delete": r.DeleteInHand} {
			if err := do(t.Context(), m.MessageID); err == nil || !strings.Contains(err.Error(), "being done to that message") {
				t.Errorf("%s meanwhile: %v", what, err)
			}
		}
		if err := <-first; err != nil {
			t.Error(err)
		}
		if err := r.ExtendInHand(t.Context(), m.MessageID); err == nil || !strings.Contains(err.Error(), "do not hold") {
			t.Errorf("extend what was given back: %v", err)
		}
		if got := story(r); got != "received 1 you, returned 1 you" {
			t.Errorf("told: %s", got)
		}
	})
}

// TestARunThatEndsWaitsForWhatAPersonHasAsked: an extension that arrived after the
// message was given back would hide it from all.
func TestARunThatEndsWaitsForWhatAPersonHasAsked(t *testing.T) {
	byHand(t, func(r *pipelinetest.Rig) { r.Memory.Transit = time.Second / 2 }, func(t *testing.T, r *pipelinetest.Rig) {
		m := receiveOne(t, r)
		first := make(chan error, 1)
		go func() { first <- r.ExtendInHand(t.Context(), m.MessageID) }()
		synctest.Wait()
		r.Stop(t.Context())
		if err := <-first; err != nil {
			t.Error(err)
		}
		if got := story(r); got != "received 1 you, extended you, returned 1 you" || r.Memory.Visible() != 1 {
			t.Errorf("told: %s, and %d are visible", got, r.Memory.Visible())
		}
	})
}

// TestAReceiveByHandThatIsRefusedSaysSo, also where the world stands: nothing came is
// another thing.
func TestAReceiveByHandThatIsRefusedSaysSo(t *testing.T) {
	for _, stands := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			r := pipelinetest.NewRig()
			world := r.Freezable()
			r.Start(t.Context(), 0)
			if stands {
				world.Freeze()
			}
			r.Memory.Mu.Lock()
			r.Memory.Broken = errors.New("AccessDenied")
			r.Memory.Mu.Unlock()
			if m, err := r.ReceiveByHand(t.Context()); !errors.Is(err, r.Memory.Broken) || m != (consume.InHand{}) {
				t.Errorf("stands %t: received %+v, %v", stands, m, err)
			}
			world.Thaw()
			r.Stop(t.Context())
		})
	}
}
