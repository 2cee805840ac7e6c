package ui

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/scene"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/graphics"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// Scenes are the lessons that can be played. Each is a run of its own, beside the one
// on the screen.
type Scenes interface {
	// Titles are the scenes there are, in the order that people should see them.
	Titles() []SceneTitle
	// Open sets one up. It asks its question, and happens when Begin is called.
	Open(ctx context.Context, name string) (OpenScene, error)
}

// SceneTitle is a scene in a list.
type SceneTitle struct{ Name, Title string }

// OpenScene is a scene that was set up, and what its screen is made of.
type OpenScene struct {
	Options Options
	Begin   func()
	// Close ends it and puts everything back. It returns when that is done.
	Close func(ctx context.Context) error
}

// What a model asks of whoever shows it.
type (
	openSceneMsg  struct{ name string }
	leaveSceneMsg struct{}
	againMsg      struct{}
)

// sceneMsg is a scene that was set up, or why it was not.
type sceneMsg struct {
	name string
	open OpenScene
	thaw func(context.Context) error // lets the run below go on; nil: it goes on as it is
	err  error
}

// ofModel is a message for one of the models, be it shown or not.
type ofModel struct {
	m   *model
	msg tea.Msg
}

// screens are what a program shows: a run, and for a while a scene in its place.
// Bubble Tea calls their methods one at a time. What a model's commands bring goes back
// to that model: another one has no use for it.
type screens struct {
	ctx    context.Context //nolint:containedctx // of the program: ends the commands
	scenes Scenes
	dress  func(*model) // a model with what the program has

	run   *model // nil: there is but the scene
	scene *model // nil: the run is shown
	name  string
	open  OpenScene
	thaw  func(context.Context) error
	busy  bool      // a scene is being set up
	heard []tea.Msg // what the terminal has said of itself, for models to come

	closing sync.WaitGroup // of scenes that were left
	closed  chan error
}

// shown is the model that is shown.
func (s *screens) shown() *model {
	if s.scene != nil {
		return s.scene
	}
	return s.run
}

// Init begins what is shown.
func (s *screens) Init() tea.Cmd { return s.own(s.shown(), s.shown().Init()) }

// View is what is shown.
func (s *screens) View() tea.View { return s.shown().View() }

// mostHeard is how much is kept of what a terminal says of itself.
const mostHeard = 64

// Update hands a message to the model that it is for.
func (s *screens) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case ofModel:
		return s, s.returned(msg)
	case sceneMsg:
		return s, s.opened(msg)
	case tea.KeyPressMsg, tea.MouseMsg, tea.PasteMsg, tea.KeyReleaseMsg, tea.FocusMsg, tea.BlurMsg:
		return s, s.give(s.shown(), msg)
	}
	if s.heard = append(s.heard, msg); len(s.heard) > mostHeard {
		s.heard = append(s.heard[:1:1], s.heard[2:]...)
	}
	cmd := s.give(s.shown(), msg)
	if s.scene != nil && s.run != nil { // it is as large as the other
		cmd = tea.Batch(cmd, s.give(s.run, msg))
	}
	return s, cmd
}

// give gives a message to a model.
func (s *screens) give(m *model, msg tea.Msg) tea.Cmd {
	_, cmd := m.Update(msg)
	return s.own(m, cmd)
}

// returned takes what a command of a model brought.
func (s *screens) returned(msg ofModel) tea.Cmd {
	switch what := msg.msg.(type) {
	case openSceneMsg:
		return s.begin(what.name)
	case againMsg:
		return s.begin(s.name)
	case leaveSceneMsg:
		return s.leave()
	}
	switch {
	case msg.m == s.shown():
		return s.give(msg.m, msg.msg)
	case msg.m == s.run: // it looks again when it is shown
		switch msg.msg.(type) {
		case frameMsg, cameMsg, graphics.Due:
			return nil
		}
		return s.give(msg.m, msg.msg)
	}
	return nil // its scene is over
}

// own marks what a command brings as that of a model. What is meant for Bubble Tea
// itself goes there.
func (s *screens) own(m *model, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, one := range batch {
				batch[i] = s.own(m, one)
			}
			return batch
		}
		if msg == nil || ofTerminal(msg) {
			return msg
		}
		return ofModel{m, msg}
	}
}

// ofTerminal tells whether a message is Bubble Tea's own.
func ofTerminal(msg tea.Msg) bool {
	pkg := reflect.TypeOf(msg).PkgPath()
	return strings.HasSuffix(pkg, "/bubbletea/v2") || strings.HasSuffix(pkg, "/ultraviolet")
}

// begin sets a scene up in place of what is shown. The run stands still meanwhile.
func (s *screens) begin(name string) tea.Cmd {
	if s.busy || name == "" {
		return nil
	}
	s.busy = true
	ctx, scenes, msg := s.ctx, s.scenes, sceneMsg{name: name, thaw: s.thaw}
	var rest func(context.Context) (func(context.Context) error, error)
	if s.scene == nil {
		rest = s.run.rest()
	}
	return func() tea.Msg {
		if rest != nil {
			if msg.thaw, msg.err = rest(ctx); msg.err != nil {
				return msg
			}
		}
		msg.open, msg.err = scenes.Open(ctx, name)
		return msg
	}
}

// rest is the call that lets a run stand still, and says what lets it go on. It
// changes nothing of a run that stands still already. Where the clock is not ours it
// stops consuming: what is in hand is finished.
func (m *model) rest() func(context.Context) (func(context.Context) error, error) {
	c := m.options.Control
	stands, paused, own := m.world.Stands(), m.live.Paused, m.live.Setup.Embedded
	return func(ctx context.Context) (func(context.Context) error, error) {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		switch {
		case own && !stands:
			return c.Thaw, c.Freeze(ctx)
		case !own && !paused && !stands:
			return c.Resume, c.Pause(ctx)
		}
		return nil, nil
	}
}

// opened shows a scene that was set up.
func (s *screens) opened(msg sceneMsg) tea.Cmd {
	s.busy = false
	if msg.err != nil {
		cmd := s.give(s.shown(), dialog.Done{Err: fmt.Errorf("the scene %s: %w", msg.name, msg.err)})
		if s.scene == nil && msg.thaw != nil {
			cmd = tea.Batch(cmd, s.goOn(msg.thaw))
		}
		return cmd
	}
	bye := s.give(s.shown(), hideMsg{})
	s.close()
	s.thaw = msg.thaw
	s.show(msg.name, msg.open)
	cmds := []tea.Cmd{bye, s.own(s.scene, s.scene.Init())}
	for _, heard := range s.heard {
		cmds = append(cmds, s.give(s.scene, heard))
	}
	return tea.Batch(cmds...)
}

// show makes the screen of a scene.
func (s *screens) show(name string, open OpenScene) {
	s.name, s.open = name, open
	s.scene = newModel(s.ctx, open.Options)
	s.scene.lesson = &lesson{begin: open.Begin}
	s.scene.windows.Push(dialog.Question(func() tea.Cmd {
		open.Begin()
		return nil
	}, s.scene.quit))
	if s.dress != nil {
		s.dress(s.scene)
	}
}

// leave shows the run again, or ends the program where there is none.
func (s *screens) leave() tea.Cmd {
	if s.scene == nil {
		return nil
	}
	gone := s.scene
	if s.run == nil {
		return tea.Quit
	}
	bye := s.give(gone, hideMsg{})
	s.close()
	s.scene = nil
	cmd := tea.Batch(bye, s.own(s.run, s.run.comesBack()))
	if thaw := s.thaw; thaw != nil {
		s.thaw = nil
		cmd = tea.Batch(cmd, s.goOn(thaw))
	}
	if gone.interrupted {
		cmd = tea.Batch(cmd, s.own(s.run, s.run.interrupt()))
	}
	return cmd
}

// goOn lets the run go on.
func (s *screens) goOn(thaw func(context.Context) error) tea.Cmd {
	return s.own(s.run, s.run.do("the run goes on", thaw)())
}

// close puts back what a scene that is left has set up, beside the screen.
func (s *screens) close() {
	if s.scene == nil {
		return
	}
	open, ctx := s.open, context.WithoutCancel(s.ctx)
	s.closing.Go(func() {
		if err := open.Close(ctx); err != nil {
			select {
			case s.closed <- err:
			default: // one is enough
			}
		}
	})
}

// end waits until everything is put back.
func (s *screens) end() error {
	s.close()
	s.closing.Wait()
	select {
	case err := <-s.closed:
		return err
	default:
		return nil
	}
}

// interrupted tells whether a person wants to end the program at once.
func (s *screens) interrupted() bool {
	return s.run != nil && s.run.interrupted || s.run == nil && s.scene.interrupted
}

// hideMsg says that another screen takes the place of this one.
type hideMsg struct{}

// comesBack is what a model does that is shown again.
func (m *model) comesBack() tea.Cmd {
	m.waiting, m.dirty = false, true
	return tea.Batch(m.pictures.Leave(), m.tick(0))
}

// lesson is the scene that a model shows.
type lesson struct{ begin func() }

// sceneRows are the lines that a scene has on a screen of a width: what it is, and two
// lines of what it says, or three narrow ones.
func sceneRows(width int) int {
	if width < panel.SceneWidth {
		return 4
	}
	return 3
}

// errNoScene says what the key that begins again is for.
var errNoScene = errors.New("no scene is being played: `scene` in the palette finds them")

// again starts the scene again.
func (m *model) again() tea.Cmd {
	if m.lesson == nil {
		return dialog.Refuse(errNoScene)
	}
	return func() tea.Msg { return againMsg{} }
}

// sceneChoices are the scenes in the palette.
func (m *model) sceneChoices() []dialog.Choice {
	if m.options.Scenes == nil {
		return nil
	}
	var all []dialog.Choice
	for _, sc := range m.options.Scenes.Titles() {
		all = append(all, dialog.Choice{Name: "scene " + sc.Name + ": " + sc.Title, Run: func() tea.Cmd {
			if refused := m.refused(); refused != nil {
				return refused
			}
			return func() tea.Msg { return openSceneMsg{sc.Name} }
		}})
	}
	return all
}

// sceneLines are what a scene has on the screen.
func (m *model) sceneLines(r draw.Rect) []string {
	return panel.Scene(m.view(chartsArea, r.W, r.H), m.keys.Called(keys.Freeze), m.keys.Called(keys.SceneAgain), m.keys.Called(keys.Quit))
}

// panels are where the panels of scenes are on the screen.
var panels = map[scene.Panel]area{
	scene.Bus: flowArea, scene.Queue: queueArea, scene.InFlight: inFlightArea, scene.Workers: workersArea, scene.DeadLetters: deadArea,
	scene.Thumbnails: thumbnailsArea, scene.Calls: callsArea,
}

// pointTo goes to where shows what a scene says.
func (m *model) pointTo(e *event.Event) {
	var at scene.Panel
	switch b := e.Body.(type) {
	case *event.SceneTold:
		at = scene.Panel(b.Panel)
	case *event.SceneDecided:
		at = scene.Panel(b.Panel)
	default:
	}
	a, ok := panels[at]
	if !ok || m.lesson == nil {
		return
	}
	if at == scene.Bus {
		m.node = state.BusNode
	}
	m.choose(a)
}

// pointedAt tells whether a scene's answer shows in an area.
func (m *model) pointedAt(a area) bool {
	at, ok := panels[scene.Panel(m.state.Scene.Panel)]
	return ok && at == a && m.world.Stands()
}

// newScreens are the screens of a program.
func newScreens(ctx context.Context, o Options) (*screens, error) {
	s := &screens{ctx: ctx, scenes: o.Scenes, closed: make(chan error, 1)}
	if o.Scene == "" {
		s.run = newModel(ctx, o)
		return s, nil
	}
	open, err := o.Scenes.Open(ctx, o.Scene)
	if err != nil {
		return nil, err
	}
	s.show(o.Scene, open)
	return s, nil
}
