package scenes

import (
	"context"
	"fmt"
	"reflect"
	"strings"
	"sync"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/dialog"
	"inflight/ui/ticker"
)

// Screen is a screen that is shown in its turn.
type Screen interface {
	tea.Model
	// Join makes it one of a program's, which writes at that pace, whatever it shows.
	Join(p *ticker.Pace)
	// Rest is the call that lets it stand still, and says what lets it go on; nil:
	// it stands already, or is left as it is.
	Rest() func(context.Context) (goOn func(context.Context) error, err error)
	// GoOn calls that.
	GoOn(call func(context.Context) error) tea.Cmd
	// Return is what it does that is shown again.
	Return() tea.Cmd
	// Below tells whether a message is for it also while another is shown.
	Below(msg tea.Msg) bool
	// Interrupt ends the program as SIGINT would; Interrupted tells whether a person wants that.
	Interrupt() tea.Cmd
	Interrupted() bool
	// Farewell has the terminal forget what it holds for the screen.
	Farewell() error
}

// What a screen asks of whoever shows it.
type (
	// Open asks for a scene in the place of what is shown.
	Open struct{ Name string }
	// Again asks for the same scene once more.
	Again struct{}
	// Leave asks for the run, or the end of the program where there is none.
	Leave struct{}
)

// Hidden says to a screen that another takes its place.
type Hidden struct{}

// Opened is a scene that was set up.
type Opened struct {
	Screen func() Screen
	// Close ends it and puts everything back. It returns when that is done.
	Close func(ctx context.Context) error
}

// opened is a scene that was set up, or why it was not.
type opened struct {
	name  string
	scene Opened
	goOn  func(context.Context) error // lets the run below go on; nil: it goes on as it is
	err   error
}

// Brought is what a command of a screen brought: it is for that one, be it shown or not.
type Brought struct {
	By  Screen
	Msg tea.Msg
}

// Screens are what a program shows: a run, and for a while a scene in its place.
// Bubble Tea calls their methods one at a time. What a screen's commands bring goes back
// to that screen: another one has no use for it.
type Screens struct {
	ctx  context.Context //nolint:containedctx // of the program: ends the commands
	open func(ctx context.Context, name string) (Opened, error)

	writing *ticker.Pace // of the program; nil: it is not known yet

	run   Screen // nil: there is but the scene
	scene Screen // nil: the run is shown
	name  string
	close func(context.Context) error // of the scene
	goOn  func(context.Context) error
	busy  bool      // a scene is being set up
	heard []tea.Msg // what the terminal has said of itself, for screens to come

	closing sync.WaitGroup // of scenes that were left
	closed  chan error
}

// Of are the screens of a run. Commands end with ctx. Open sets a scene up; it is called
// beside the screen.
func Of(ctx context.Context, run Screen, open func(ctx context.Context, name string) (Opened, error)) *Screens {
	return &Screens{ctx: ctx, run: run, open: open, closed: make(chan error, 1)}
}

// Alone are the screens of a program that shows a scene and no run.
func Alone(ctx context.Context, name string, open func(ctx context.Context, name string) (Opened, error)) (*Screens, error) {
	s := Of(ctx, nil, open)
	scene, err := open(ctx, name)
	if err != nil {
		return nil, err
	}
	s.show(name, scene)
	return s, nil
}

// Join makes the screens those of a program, which writes at that pace.
func (s *Screens) Join(p *ticker.Pace) {
	s.writing = p
	s.Shown().Join(p)
}

// Shown is the screen that is shown.
func (s *Screens) Shown() Screen {
	if s.scene != nil {
		return s.scene
	}
	return s.run
}

// Init begins what is shown.
func (s *Screens) Init() tea.Cmd { return s.own(s.Shown(), s.Shown().Init()) }

// View is what is shown.
func (s *Screens) View() tea.View { return s.Shown().View() }

// mostHeard is how much is kept of what a terminal says of itself.
const mostHeard = 64

// Update hands a message to the screen that it is for.
func (s *Screens) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case Brought:
		return s, s.returned(msg)
	case opened:
		return s, s.opened(msg)
	case tea.KeyPressMsg, tea.MouseMsg, tea.PasteMsg, tea.KeyReleaseMsg, tea.FocusMsg, tea.BlurMsg:
		return s, s.give(s.Shown(), msg)
	}
	if s.heard = append(s.heard, msg); len(s.heard) > mostHeard {
		s.heard = append(s.heard[:1:1], s.heard[2:]...)
	}
	cmd := s.give(s.Shown(), msg)
	if s.scene != nil && s.run != nil { // it is as large as the other
		cmd = tea.Batch(cmd, s.give(s.run, msg))
	}
	return s, cmd
}

// give gives a message to a screen.
func (s *Screens) give(to Screen, msg tea.Msg) tea.Cmd {
	_, cmd := to.Update(msg)
	return s.own(to, cmd)
}

// returned takes what a command of a screen brought.
func (s *Screens) returned(msg Brought) tea.Cmd {
	switch what := msg.Msg.(type) {
	case Open:
		return s.begin(what.Name)
	case Again:
		return s.begin(s.name)
	case Leave:
		return s.leave()
	}
	switch msg.By {
	case s.Shown():
		return s.give(msg.By, msg.Msg)
	case s.run:
		if msg.By.Below(msg.Msg) {
			return s.give(msg.By, msg.Msg)
		}
	}
	return nil // its scene is over, or it looks again when it is shown
}

// own marks what a command brings as that of a screen. What is meant for Bubble Tea
// itself goes there.
func (s *Screens) own(by Screen, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		if batch, ok := msg.(tea.BatchMsg); ok {
			for i, one := range batch {
				batch[i] = s.own(by, one)
			}
			return batch
		}
		if msg == nil || ofTerminal(msg) {
			return msg
		}
		return Brought{by, msg}
	}
}

// ofTerminal tells whether a message is Bubble Tea's own.
func ofTerminal(msg tea.Msg) bool {
	pkg := reflect.TypeOf(msg).PkgPath()
	return strings.HasSuffix(pkg, "/bubbletea/v2") || strings.HasSuffix(pkg, "/ultraviolet")
}

// begin sets a scene up in place of what is shown. The run stands still meanwhile.
func (s *Screens) begin(name string) tea.Cmd {
	if s.busy || name == "" {
		return nil
	}
	s.busy = true
	ctx, open, msg := s.ctx, s.open, opened{name: name, goOn: s.goOn}
	var rest func(context.Context) (func(context.Context) error, error)
	if s.scene == nil {
		rest = s.run.Rest()
	}
	return func() tea.Msg {
		if rest != nil {
			if msg.goOn, msg.err = rest(ctx); msg.err != nil {
				return msg
			}
		}
		msg.scene, msg.err = open(ctx, name)
		return msg
	}
}

// opened shows a scene that was set up.
func (s *Screens) opened(msg opened) tea.Cmd {
	s.busy = false
	if msg.err != nil {
		cmd := s.give(s.Shown(), dialog.Done{Err: fmt.Errorf("the scene %s: %w", msg.name, msg.err)})
		if s.scene == nil && msg.goOn != nil {
			cmd = tea.Batch(cmd, s.own(s.run, s.run.GoOn(msg.goOn)))
		}
		return cmd
	}
	bye := s.give(s.Shown(), Hidden{})
	s.putBack()
	s.goOn = msg.goOn
	s.show(msg.name, msg.scene)
	cmds := []tea.Cmd{bye, s.own(s.scene, s.scene.Init())}
	for _, heard := range s.heard {
		cmds = append(cmds, s.give(s.scene, heard))
	}
	return tea.Batch(cmds...)
}

// show shows a scene.
func (s *Screens) show(name string, scene Opened) {
	s.name, s.close, s.scene = name, scene.Close, scene.Screen()
	if s.writing != nil {
		s.scene.Join(s.writing)
	}
}

// leave shows the run again, or ends the program where there is none.
func (s *Screens) leave() tea.Cmd {
	if s.scene == nil {
		return nil
	}
	gone := s.scene
	if s.run == nil {
		return tea.Quit
	}
	bye := s.give(gone, Hidden{})
	s.putBack()
	s.scene = nil
	cmd := tea.Batch(bye, s.own(s.run, s.run.Return()))
	if goOn := s.goOn; goOn != nil {
		s.goOn = nil
		cmd = tea.Batch(cmd, s.own(s.run, s.run.GoOn(goOn)))
	}
	if gone.Interrupted() {
		cmd = tea.Batch(cmd, s.own(s.run, s.run.Interrupt()))
	}
	return cmd
}

// putBack puts back what a scene that is left has set up, beside the screen.
func (s *Screens) putBack() {
	if s.scene == nil {
		return
	}
	end, ctx := s.close, context.WithoutCancel(s.ctx)
	s.closing.Go(func() {
		if err := end(ctx); err != nil {
			select {
			case s.closed <- err:
			default: // one is enough
			}
		}
	})
}

// End waits until everything is put back that scenes have set up.
func (s *Screens) End() error {
	s.putBack()
	s.closing.Wait()
	select {
	case err := <-s.closed:
		return err
	default:
		return nil
	}
}

// Interrupted tells whether a person wants to end the program at once.
func (s *Screens) Interrupted() bool {
	if s.run != nil {
		return s.run.Interrupted()
	}
	return s.scene.Interrupted()
}
