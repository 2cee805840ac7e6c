package cli

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/scene"
	"inflight/ui/plain"
)

// broken is what is wrong with how a scene is played.
type broken struct {
	set   func(*settings)
	stage func(*scenePlay) scene.Stage
	work  func(*consume.Consumers)
}

// played plays a scene in virtual time, to its end, without a socket. The error says
// what of it did not come.
func played(t *testing.T, name string, b broken) (all []event.Event, err error) {
	t.Helper()
	sc, err := scene.Find(name)
	if err != nil {
		t.Fatal(err)
	}
	set, err := sceneSettings(sc)
	if err != nil {
		t.Fatal(err)
	}
	set.listen = ""
	if b.set != nil {
		b.set(set)
	}
	synctest.Test(t, func(t *testing.T) {
		s := Streams{Out: os.Stdout, Err: os.Stderr, Getenv: func(string) string { return "" }}
		p, perr := playOn(t.Context(), sc, set, s)
		if perr != nil {
			t.Fatal(perr)
		}
		p.director.Unattended = true
		if b.stage != nil {
			p.director.Stage = b.stage(p)
		}
		events := p.log.NewWholeReader()
		p.begin()
		err = p.run(t.Context(), true, func(running *pipeline.Pipeline) {
			if b.work != nil {
				b.work(running.Consumers)
			}
		})
		if cerr := p.close(context.WithoutCancel(t.Context())); cerr != nil {
			t.Error(cerr)
		}
		all = events.Take(nil)
		tell := &plain.Teller{W: t.Output()}
		for i := range all {
			if werr := tell.Tell(all[i]); werr != nil {
				t.Error(werr)
			}
		}
	})
	return all, err
}

// TestEachSceneAnswersItsQuestion, and ends when its work does.
func TestEachSceneAnswersItsQuestion(t *testing.T) {
	t.Parallel()
	promises := 0
	for _, name := range scene.Names() {
		t.Run(name, func(t *testing.T) {
			all, err := played(t, name, broken{})
			if err != nil {
				t.Error(err)
			}
			requireAnswer(t, all)
			promises += requireWorkToItsEnd(t, name, all)
		})
	}
	if promises != 2 {
		t.Errorf("%d questions say how long work takes", promises)
	}
}

// requireAnswer fails the test unless a scene leaves time to read, and answers after that
// of half a minute.
func requireAnswer(t *testing.T, all []event.Event) {
	t.Helper()
	var began, told, decided time.Time
	for i := range all {
		e := &all[i]
		switch b := e.Body.(type) {
		case *event.SceneTold:
			if began.IsZero() {
				began = e.Time
			}
			if d := e.Time.Sub(told); !told.IsZero() && d < 2*time.Second {
				t.Errorf("before %q there are %s to read what was said: too few", b.Text, d)
			}
			told = e.Time
		case *event.SceneDecided:
			decided, told = e.Time, time.Time{} // it stands still
			if strings.Contains(b.Text, "{") {
				t.Errorf("the answer is %q", b.Text)
			}
		case *event.ActionTaken:
			if b.Error != "" {
				t.Errorf("%s: %s", b.Text, b.Error)
			}
		default:
		}
	}
	if took := decided.Sub(began); !decided.IsZero() && (took < 8*time.Second || took > 30*time.Second) {
		t.Errorf("it decides after %s: with a question and an answer to be read a scene takes half a minute", took)
	}
}

// promised is how long the work on an image takes, as a question says it.
var promised = regexp.MustCompile(`The work on (\w+) takes (\d+) s`)

// requireWorkToItsEnd fails the test unless what a scene says of work is so to its end,
// which comes when no worker has anything in hand: none is interrupted by it. It returns
// how many promises were kept.
func requireWorkToItsEnd(t *testing.T, name string, all []event.Event) (promises int) {
	t.Helper()
	took := map[string]time.Duration{} // by key: from the first receive to the end of that work
	first := map[string]event.Event{}
	frozen := false
	for i := range all {
		e := &all[i]
		switch b := e.Body.(type) {
		case *event.MessageReceived:
			if _, again := first[e.Key]; !again {
				first[e.Key] = *e
			}
		case *event.MessageDeleted:
			if f := first[e.Key]; f.Worker == e.Worker {
				took[e.Key] = e.Time.Sub(f.Time)
			}
		case *event.MessageReturned:
			if strings.Contains(b.Reason, "interrupted") {
				t.Errorf("the scene ends, and worker %s is interrupted in its work", e.Worker)
			}
		case *event.WorldFrozen:
			frozen = true
		case *event.SceneDecided:
			if !frozen {
				t.Error("the answer is said in a world that moves")
			}
		default:
		}
	}
	s, _ := scene.Find(name)
	m := promised.FindStringSubmatch(strings.Join(s.Question, " "))
	if m == nil {
		return 0
	}
	if said := m[2] + "s"; took[m[1]+".jpg"].String() != said {
		t.Errorf("the work takes %s, and the question says %s", took[m[1]+".jpg"], said)
	}
	return 1
}

// askedOff is a stage that does not do something which it is asked for.
type askedOff struct {
	scene.Stage

	policy, redrive, faults, mend, turn bool
}

func (s *askedOff) SetPolicy(ctx context.Context, p scene.Policy) error {
	if s.policy {
		return nil
	}
	return s.Stage.SetPolicy(ctx, p)
}

func (s *askedOff) Redrive(ctx context.Context) error {
	if s.redrive {
		return nil
	}
	return s.Stage.Redrive(ctx)
}

func (s *askedOff) Switch(spec fault.Spec) {
	if !s.faults {
		s.Stage.Switch(spec)
	}
}

func (s *askedOff) Turn(ctx context.Context, name event.Setting, value string) error {
	if s.turn {
		return nil
	}
	return s.Stage.Turn(ctx, name, value)
}

func (s *askedOff) Off(n fault.Name) bool { return s.mend || s.Stage.Off(n) }

// without makes a stage that leaves something out.
func without(leave func(*askedOff)) broken {
	return broken{stage: func(p *scenePlay) scene.Stage {
		s := &askedOff{Stage: p}
		leave(s)
		return s
	}}
}

// TestASceneFailsWhenItsLessonIsBroken: what a scene teaches is taken away, and then it
// may not come to its end as if it were there.
func TestASceneFailsWhenItsLessonIsBroken(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("eight scenes are played already")
	}
	noHeartbeat := broken{work: func(c *consume.Consumers) { c.LeaveOut = func(event.ImageRef, int) (string, bool) { return "", true } }}
	for _, c := range []struct {
		scene, what string
		broken
	}{
		{"poison", "it is tried for ever", broken{set: func(s *settings) { s.maxReceives = 100 }}},
		{"countdown", "the heartbeat is on", broken{set: func(s *settings) { s.heartbeat = true }}},
		{"countdown", "the work is quick", without(func(s *askedOff) { s.faults = true })},
		{"heartbeat", "the heartbeat is ignored", noHeartbeat},
		{"heartbeat", "the work is quick", without(func(s *askedOff) { s.faults = true })},
		{"worker-dies", "it lives", without(func(s *askedOff) { s.faults = true })},
		{"worker-dies", "the timeout never runs out", broken{set: func(s *settings) { s.visibility = time.Hour }}},
		{"delay", "the queue delays nothing", broken{set: func(s *settings) { s.delay = 0 }}},
		{"delay", "the timeout never runs out", broken{set: func(s *settings) { s.visibility = time.Hour }}},
		{"polling", "nobody waits longer", without(func(s *askedOff) { s.turn = true })},
		{"redrive", "the redrive does nothing", without(func(s *askedOff) { s.redrive = true })},
		{"redrive", "nothing is mended", without(func(s *askedOff) { s.mend = true })},
		{"redrive", "there is no bug", without(func(s *askedOff) { s.faults = true })},
		{"policy", "the policy is ignored", without(func(s *askedOff) { s.policy = true })},
	} {
		t.Run(c.scene+", "+c.what, func(t *testing.T) {
			if _, err := played(t, c.scene, c.broken); err == nil {
				t.Error("it comes to its end")
			} else {
				t.Log(err)
			}
		})
	}
}
