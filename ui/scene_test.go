package ui

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	tea "charm.land/bubbletea/v2"

	"github.com/charmbracelet/x/ansi"
	"inflight/pipeline/event"
	"inflight/pipeline/scene"
	"inflight/ui/graphics"
	"inflight/ui/picture"
	"inflight/ui/scenes"
)

// fakeScenes are scenes of which nothing is played but what a test says.
type fakeScenes struct {
	mu     sync.Mutex
	logs   []*event.Log // of those that were opened
	begun  int
	closed int
	err    error
	puts   chan struct{} // one for each that was closed
}

func newScenes() *fakeScenes { return &fakeScenes{puts: make(chan struct{}, 8)} }

func (f *fakeScenes) Titles() []SceneTitle {
	return []SceneTitle{{"countdown", "The countdown wins"}, {"poison", "A poison message"}}
}

func (f *fakeScenes) Open(_ context.Context, name string) (OpenScene, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return OpenScene{}, f.err
	}
	log := &event.Log{}
	f.logs = append(f.logs, log)
	begins := make(chan Begun, 1)
	begins <- Begun{Control: &fakeControl{}}
	o := Options{Events: log.NewReader(), Begins: begins, Pictures: picture.Off, Getenv: func(string) string { return "" }}
	log.Emit(event.Event{Body: &event.SceneOpened{Scene: name, Title: "The title of " + name, Text: "Who gets it\nin the end?"}})
	return OpenScene{
		Options: o,
		Begin:   func() { f.mu.Lock(); defer f.mu.Unlock(); f.begun++ },
		Close: func(context.Context) error {
			f.mu.Lock()
			defer f.mu.Unlock()
			f.closed++
			f.puts <- struct{}{}
			return nil
		},
	}, nil
}

// shownBy are screens whose commands a test performs itself.
type shownBy struct {
	*scenes.Screens

	run  *model // nil: there is none
	t    *testing.T
	quit bool
}

// onScreens are the screens of a run on which something has happened.
func onScreens(t *testing.T, f *fakeScenes, at size, change func(*model)) *shownBy {
	t.Helper()
	run := newScreen(t, busy, at, func(o *Options) { o.Scenes, o.Pictures = f, picture.Off })
	if change != nil {
		change(run)
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	run.ctx = ctx
	s := &shownBy{scenes.Of(ctx, run, opening(f)), run, t, false}
	s.send(tea.WindowSizeMsg{Width: at.w, Height: at.h})
	return s
}

// scene is the model of the scene that is shown; nil: the run is.
func (s *shownBy) scene() *model {
	if m, _ := s.Shown().(*model); m != s.run {
		return m
	}
	return nil
}

// send hands a message over, and performs what comes of it but what waits.
func (s *shownBy) send(msg tea.Msg) {
	s.t.Helper()
	_, cmd := s.Update(msg)
	s.perform(cmd)
}

func (s *shownBy) perform(cmd tea.Cmd) {
	s.t.Helper()
	if cmd == nil {
		return
	}
	came := make(chan tea.Msg, 1)
	go func() { came <- cmd() }()
	synctest.Wait()
	var msg tea.Msg
	select {
	case msg = <-came:
	default: // it waits for events, or a frame
		return
	}
	switch what := msg.(type) {
	case nil:
	case tea.BatchMsg:
		for _, one := range what {
			s.perform(one)
		}
	case tea.QuitMsg:
		s.quit = true
	case scenes.Brought:
		switch what.Msg.(type) {
		case frameMsg, cameMsg: // a test says when
		default:
			s.send(what)
		}
	default:
		s.send(what)
	}
}

// shows draws what is shown.
func (s *shownBy) shows() string {
	s.Shown().(*model).take()
	s.Shown().(*model).dirty = true
	return ansi.Strip(s.View().Content)
}

// typed presses keys.
func (s *shownBy) typed(keys ...string) {
	s.t.Helper()
	for _, k := range keys {
		s.send(pressOf(k))
	}
}

// choose opens a scene by the palette.
func (s *shownBy) choose(name string) {
	s.t.Helper()
	s.typed(":")
	for _, r := range "scene " + name {
		if r == ' ' {
			s.typed("space")
			continue
		}
		s.typed(string(r))
	}
	s.typed("enter")
}

func TestASceneTakesThePlaceOfTheRunAndGivesItBack(t *testing.T) {
	for name, c := range map[string]struct {
		change        func(*model)
		before, after []string // what the run is asked for
	}{
		"on the embedded AWS":   {func(m *model) { m.live.Setup.Embedded = true }, []string{"freeze"}, []string{"freeze", "thaw"}},
		"on another AWS":        {func(m *model) { m.live.Setup.Embedded = false }, []string{"pause"}, []string{"pause", "resume"}},
		"that stands already":   {func(m *model) { m.live.Setup.Embedded = true; m.world.Follow(&event.Event{Body: &event.WorldFrozen{}}) }, nil, nil},
		"that does not consume": {func(m *model) { m.live.Setup.Embedded = false; m.live.Paused = true }, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := newScenes()
				s := onScreens(t, f, size{80, 24}, c.change)
				run := s.run.options.Control.(*fakeControl)
				s.choose("countdown")
				if s.scene() == nil {
					t.Fatalf("no scene is shown:\n%s", s.shows())
				}
				if got := run.asked(); !slices.Equal(got, c.before) {
					t.Errorf("the run below was asked to %v", got)
				}
				seen := s.shows()
				for _, want := range []string{"The title of countdown", "Who gets it", "in the end?"} {
					if !strings.Contains(seen, want) {
						t.Errorf("it does not ask %q:\n%s", want, seen)
					}
				}
				if f.begun != 0 {
					t.Error("it begins before a person wants it to")
				}
				s.typed("enter")
				if f.begun != 1 {
					t.Error("enter does not begin it")
				}
				s.typed("q")
				s.End()
				if s.scene() != nil || f.closed != 1 {
					t.Errorf("after q the scene is shown: %t, closed %d times", s.scene() != nil, f.closed)
				}
				if got := run.asked(); !slices.Equal(got, c.after) {
					t.Errorf("the run below was asked to %v", got)
				}
				if seen := s.shows(); strings.Contains(seen, "countdown") {
					t.Errorf("the run's screen is not back:\n%s", seen)
				}
			})
		})
	}
}

// TestWhatTheRunAskedForComesBackToTheRun: while a scene is shown, an answer that the
// run below waited for is the run's, and nothing of the run is painted over the scene.
func TestWhatTheRunAskedForComesBackToTheRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newScenes()
		s := onScreens(t, f, size{80, 24}, nil)
		_, late := s.Update(pressOf("u"))
		s.choose("poison")
		s.perform(late)
		if seen := s.shows(); strings.Contains(seen, "uploaded one image") {
			t.Errorf("the scene has the run's answer:\n%s", seen)
		}
		drawn := s.run.drawn
		for _, msg := range []tea.Msg{frameMsg{s.run.frame}, cameMsg{}, graphics.Due{}} {
			if _, cmd := s.Update(scenes.Brought{By: s.run, Msg: msg}); cmd != nil || !s.run.drawn.Equal(drawn) {
				t.Errorf("%T has the run go on below the scene", msg)
			}
		}
		s.typed("q")
		if seen := s.shows(); !strings.Contains(seen, "uploaded one image") {
			t.Errorf("the run's answer is lost:\n%s", seen)
		}
		if s.run.waiting {
			t.Error("the run waits for a frame that never comes")
		}
	})
}

func TestASceneStartsAgainOnOneKey(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newScenes()
		s := onScreens(t, f, size{80, 24}, nil)
		s.choose("poison")
		s.typed("enter", "ctrl+r")
		<-f.puts // it is put back beside the screen
		if len(f.logs) != 2 || f.closed != 1 || f.begun != 1 {
			t.Errorf("opened %d, closed %d, begun %d", len(f.logs), f.closed, f.begun)
		}
		if seen := s.shows(); !strings.Contains(seen, "The title of poison") {
			t.Errorf("it does not ask again:\n%s", seen)
		}
		s.typed("q")
		if got := s.run.options.Control.(*fakeControl).asked(); !slices.Equal(got, []string{"freeze", "thaw"}) {
			t.Errorf("the run below was asked to %v", got)
		}
	})
}

func TestASceneThatCannotBeSetUpLetsTheRunGoOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newScenes()
		f.err = errors.New("no room on the disk")
		s := onScreens(t, f, size{80, 24}, nil)
		s.choose("poison")
		if seen := s.shows(); s.scene() != nil || !strings.Contains(seen, "no room on the disk") {
			t.Errorf("it does not say why:\n%s", seen)
		}
		if got := s.run.options.Control.(*fakeControl).asked(); !slices.Equal(got, []string{"freeze", "thaw"}) {
			t.Errorf("the run was asked to %v", got)
		}
	})
}

func TestASceneFreezesWithItsPanelMarkedAndItsAnswerInTwoLines(t *testing.T) {
	answer := "It went to the dead-letter queue, after three receives, and the others\nwent on: nothing that came behind it had to wait for it at all, in no way."
	for _, at := range []size{{80, 24}, {120, 36}, {200, 60}} {
		for _, p := range scene.Panels() {
			t.Run(at.String()+" "+string(p), func(t *testing.T) {
				synctest.Test(t, func(t *testing.T) {
					f := newScenes()
					s := onScreens(t, f, at, nil)
					s.choose("poison")
					s.typed("enter")
					log := f.logs[0]
					log.Emit(event.Event{Body: &event.SceneTold{Scene: "poison", Text: "See it go."}})
					if seen := s.shows(); !strings.Contains(seen, "See it go.") || strings.Contains(seen, "went on:") {
						t.Errorf("it does not say what is to be seen:\n%s", seen)
					}
					log.Emit(event.Event{Body: &event.WorldFreezing{}})
					log.Emit(event.Event{Body: &event.WorldFrozen{}})
					log.Emit(event.Event{Body: &event.SceneDecided{Scene: "poison", Panel: string(p), Text: answer}})
					seen := s.shows()
					for line := range strings.SplitSeq(answer, "\n") {
						if !strings.Contains(seen, line) {
							t.Errorf("the answer is not there in its lines:\n%s", seen)
						}
					}
					if p == scene.Bus {
						if s.scene().focus != flowArea {
							t.Error("the diagram does not have the focus")
						}
						if d := strings.Join(s.scene().drawArea(flowArea, s.scene().layout.rects[flowArea]), "\n"); !strings.Contains(d, "»") {
							t.Errorf("EventBridge is not marked:\n%s", d)
						}
					} else if tab := "»" + string('1'+rune(slices.Index(panelAreas, panels[p]))) + " "; !strings.Contains(seen, "» "+slots[panels[p]].name) &&
						!strings.Contains(seen, tab+slots[panels[p]].name) && !strings.Contains(seen, tab+cmp.Or(slots[panels[p]].short, "none")) {
						t.Errorf("the panel is not marked:\n%s", seen)
					}
					log.Emit(event.Event{Body: &event.WorldRunning{}})
					log.Emit(event.Event{Body: &event.SceneTold{Scene: "poison", Text: "It goes on."}})
					if seen := s.shows(); !strings.Contains(seen, "It goes on.") {
						t.Errorf("it does not say how it goes on:\n%s", seen)
					}
					log.Emit(event.Event{Body: &event.SceneEnded{Scene: "poison"}})
					if seen := s.shows(); !strings.Contains(seen, "nothing that came behind it") {
						t.Errorf("the answer is gone in the end:\n%s", seen)
					}
				})
			})
		}
	}
}

func TestASceneIsWholeOnANarrowScreen(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newScenes()
		s := onScreens(t, f, size{60, 22}, nil)
		s.choose("poison")
		log := f.logs[0]
		long := strings.Repeat("word ", 14)
		log.Emit(event.Event{Body: &event.SceneOpened{Scene: "poison", Title: "A poison message", Text: long + "one.\n" + long + "two.", Words: "dead: " + long + "three."}})
		words := func(text string) string {
			return strings.Join(strings.Fields(strings.ReplaceAll(text, "│", " ")), " ")
		}
		if seen := words(s.shows()); !strings.Contains(seen, "word one. word") || !strings.Contains(seen, "word two.") || !strings.Contains(seen, "word three.") || !strings.Contains(seen, "enter begins") {
			t.Errorf("the question is cut:\n%s", s.shows())
		}
		s.typed("enter")
		log.Emit(event.Event{Body: &event.WorldFrozen{}})
		log.Emit(event.Event{Body: &event.SceneDecided{Scene: "poison", Panel: "queue", Text: long + "one.\n" + long + "two."}})
		if seen := words(s.shows()); !strings.Contains(seen, "word one. word") || !strings.Contains(seen, "word two.") {
			t.Errorf("the answer is cut:\n%s", s.shows())
		}
	})
}

func TestASceneSaysWhatDidNotCome(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newScenes()
		s := onScreens(t, f, size{80, 24}, nil)
		s.choose("poison")
		s.typed("enter")
		f.logs[0].Emit(event.Event{Body: &event.SceneEnded{Scene: "poison", Error: "5s passed, and it is not so that dead == 1: dead is 0"}})
		if seen := s.shows(); !strings.Contains(seen, "dead is 0") || !strings.Contains(seen, "starts it again") {
			t.Errorf("it does not say so:\n%s", seen)
		}
	})
}

func TestASceneAloneEndsTheProgramWhenItIsLeft(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := newScenes()
		all, err := newScreens(t.Context(), Options{Scenes: f, Scene: "poison", Pictures: picture.Off})
		if err != nil {
			t.Fatal(err)
		}
		s := &shownBy{all, nil, t, false}
		s.send(tea.WindowSizeMsg{Width: 80, Height: 24})
		s.typed("q")
		if !s.quit {
			t.Error("the program goes on")
		}
		if err := s.End(); err != nil || f.closed != 1 {
			t.Errorf("it was closed %d times: %v", f.closed, err)
		}
	})
}
