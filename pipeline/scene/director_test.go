package scene_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/scene"
)

// settles is how long it takes until nothing moves on a stage that freezes.
const settles = 10 * time.Second

// stage notes what it is asked for.
type stage struct {
	log   *event.Log
	asked []string
	fails string // what it cannot do
}

func (s *stage) note(format string, args ...any) error {
	what := fmt.Sprintf(format, args...)
	s.asked = append(s.asked, what)
	if what == s.fails {
		return errors.New("it cannot be done")
	}
	return nil
}

func (s *stage) Upload(_ context.Context, n int) error { return s.note("upload %d", n) }
func (s *stage) Redrive(context.Context) error         { return s.note("redrive") }
func (s *stage) Switch(f fault.Spec)                   { _ = s.note("fault %s", f) }
func (s *stage) Off(n fault.Name) bool                 { return s.note("mend %s", n) == nil }
func (s *stage) SetPolicy(_ context.Context, p scene.Policy) error {
	return s.note("policy %s", p)
}

func (s *stage) Turn(_ context.Context, name event.Setting, value string) error {
	return s.note("turn %s=%s", name, value)
}

func (s *stage) Freeze(context.Context) error {
	s.log.Emit(event.Event{Body: &event.WorldFreezing{}})
	s.log.Clock.AfterFunc(settles, func() { s.log.Emit(event.Event{Body: &event.WorldFrozen{}}) })
	return s.note("freeze")
}

func (s *stage) Thaw(context.Context) error {
	s.log.Emit(event.Event{Body: &event.WorldRunning{}})
	return s.note("thaw")
}

// everything is a scene that does all that a scene can.
const everything = `title: Everything
question: [Who gets it?]
images: [cat.jpg]
steps:
- fault: panic
- upload: 1
  say: It comes.
- wait: received == 1
  within: 5s
- measure: first
- pass: 3s
- policy: nobody
- turn: wait=20s
- measure: second
- decide: queue
- pass: 1s
- mend: panic
- redrive: all
  say: "{first.received} and {second.received} more"
answer: ["It had {cat.tries} tries, and {first.received} since."]
holds: cat.tries < 4
`

// directed plays that scene on a stage, in a bubble; meanwhile is told when it begins.
func directed(t *testing.T, unattended bool, fails string, meanwhile func(log *event.Log, cancel func())) (s *stage, told []string, err error) {
	t.Helper()
	sc, perr := scene.Parse("everything.yaml", []byte(everything))
	if perr != nil {
		t.Fatal(perr)
	}
	synctest.Test(t, func(t *testing.T) {
		log := &event.Log{}
		s = &stage{log: log, fails: fails}
		events := log.NewReader()
		d := &scene.Director{Scene: sc, Log: log, Stage: s, Unattended: unattended}
		closes := d.Open()
		defer closes()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		done := make(chan error, 1)
		go func() { done <- d.Run(ctx) }()
		synctest.Wait()
		meanwhile(log, cancel)
		err = <-done
		for _, e := range events.Take(nil) {
			switch b := e.Body.(type) {
			case *event.SceneOpened:
				told = append(told, "asks "+b.Text)
			case *event.SceneTold:
				told = append(told, b.Text)
			case *event.SceneDecided:
				told = append(told, b.Panel+": "+b.Text)
			case *event.SceneEnded:
				told = append(told, strings.TrimSpace("ends "+b.Error))
			default:
			}
		}
	})
	return s, told, err
}

// receives says that the cat was received.
func receives(log *event.Log, id string) {
	log.Emit(event.Event{MessageID: id, Key: "cat.jpg", Worker: "1", Body: &event.MessageReceived{ReceiveCount: 1}})
}

func TestADirectorDoesWhatTheFileSaysAndWaitsUntilSomebodyGoesOn(t *testing.T) {
	s, told, err := directed(t, false, "", func(log *event.Log, _ func()) {
		receives(log, "1")
		time.Sleep(time.Second) // in a bubble, as all
		receives(log, "2")
		time.Sleep(time.Hour)
		log.Emit(event.Event{Body: &event.WorldFrozen{}})
		time.Sleep(time.Hour)
		log.Emit(event.Event{Body: &event.WorldRunning{}})
		receives(log, "3") // after the moment that decides
	})
	if err != nil {
		t.Fatal(err)
	}
	if want := []string{"fault panic", "upload 1", "policy nobody", "turn wait=20s", "freeze", "mend panic", "redrive"}; !slices.Equal(s.asked, want) {
		t.Errorf("it asks for %q", s.asked)
	}
	if want := []string{"asks Who gets it?", "It comes.", "queue: It had 2 tries, and 1 since.", "1 and 0 more", "ends"}; !slices.Equal(told, want) {
		t.Errorf("it says %q", told)
	}
}

func TestASceneThatEndsOtherwiseThanItSaysHasFailed(t *testing.T) {
	_, told, err := directed(t, true, "", func(log *event.Log, _ func()) {
		for _, id := range []string{"1", "2", "3", "4"} {
			receives(log, id)
			time.Sleep(time.Second)
		}
	})
	want := "in the end it is not so that cat.tries < 4: cat.tries is 4"
	if err == nil || err.Error() != want || told[len(told)-1] != "ends "+want {
		t.Errorf("it says %q: %v", told, err)
	}
}

func TestADirectorStandsWhileTheWorldDoes(t *testing.T) {
	s, told, err := directed(t, false, "", func(log *event.Log, cancel func()) {
		receives(log, "1")
		time.Sleep(time.Hour)
		cancel()
	})
	if !errors.Is(err, context.Canceled) || slices.Contains(s.asked, "redrive") || slices.Contains(told, "ends") {
		t.Errorf("it goes on in a world that stands, or says that it is over: %q, %q, %v", s.asked, told, err)
	}
}

func TestTheAnswerIsSaidOnceNothingMovesAnyMore(t *testing.T) {
	for _, unattended := range []bool{true, false} {
		_, told, err := directed(t, unattended, "", func(log *event.Log, _ func()) {
			receives(log, "1")
			time.Sleep(3*time.Second + settles/2) // it freezes
			receives(log, "2")
			time.Sleep(settles)
			if !unattended {
				log.Emit(event.Event{Body: &event.WorldRunning{}})
			}
		})
		if err != nil || !slices.Contains(told, "queue: It had 2 tries, and 0 since.") {
			t.Errorf("alone %t: it says %q: %v", unattended, told, err)
		}
	}
}

func TestWhoLetsTheWorldGoOnBeforeItStandsHasTheAnswerAtOnce(t *testing.T) {
	_, told, err := directed(t, false, "", func(log *event.Log, _ func()) {
		receives(log, "1")
		time.Sleep(3*time.Second + settles/2)
		log.Emit(event.Event{Body: &event.WorldRunning{}})
		synctest.Wait()
		receives(log, "2")
	})
	if err != nil || !slices.Contains(told, "queue: It had 1 tries, and 0 since.") {
		t.Errorf("it says %q: %v", told, err)
	}
}

func TestADirectorAloneGoesOnByItself(t *testing.T) {
	s, _, err := directed(t, true, "", func(log *event.Log, _ func()) { receives(log, "1") })
	if i := slices.Index(s.asked, "thaw"); err != nil || i < 1 || s.asked[i-1] != "freeze" || s.asked[len(s.asked)-1] != "redrive" {
		t.Errorf("it asks for %q: %v", s.asked, err)
	}
}

func TestWhatDoesNotComeInItsTimeEndsASceneAndIsSaid(t *testing.T) {
	var took time.Duration
	s, told, err := directed(t, true, "", func(*event.Log, func()) {
		begun := time.Now()
		time.Sleep(5 * time.Second)
		synctest.Wait()
		took = time.Since(begun)
	})
	want := "5s passed, and it is not so that received == 1: received is 0"
	if err == nil || err.Error() != want || told[len(told)-1] != "ends "+want || slices.Contains(s.asked, "freeze") {
		t.Errorf("after %s it says %q: %v", took, told, err)
	}
}

func TestWhatAStageCannotDoEndsAScene(t *testing.T) {
	for _, fails := range []string{"upload 1", "policy nobody", "turn wait=20s", "freeze", "redrive"} {
		_, told, err := directed(t, true, fails, func(log *event.Log, _ func()) { receives(log, "1") })
		if err == nil || told[len(told)-1] != "ends it cannot be done" {
			t.Errorf("%s fails, and it says %q: %v", fails, told, err)
		}
	}
}
