package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/redrive"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/editor"
	"inflight/ui/panel"
	"inflight/ui/picture"
	"inflight/ui/rewind"
	"inflight/ui/scenes"
	"inflight/ui/ticker"
)

// Control is what a person at the keys may ask of a pipeline. What it does
// comes back as events. Its methods may take seconds; the screen calls them
// beside itself.
type Control interface {
	TimeControl
	KnobControl
	Pause(ctx context.Context) error
	Resume(ctx context.Context) error
	SetWorkers(ctx context.Context, n int) error
	SetModel(ctx context.Context, name string) error
	Upload(ctx context.Context, n int) error
	UploadBroken(ctx context.Context) error
	Purge(ctx context.Context) error
	PurgeDeadLetters(ctx context.Context) error
	// AnnounceAgain announces the thumbnail of an image on the channels that have
	// not heard of it, or on all.
	AnnounceAgain(ctx context.Context, messageID, sourceKey string) error
	LetterControl
	HandControl
	FaultControl
	DocumentControl
}

// TimeControl is what a person at the keys may ask of time.
type TimeControl interface {
	// Freeze stops all work as soon as it can be stopped, and Thaw lets it go on.
	Freeze(ctx context.Context) error
	Thaw(ctx context.Context) error
	// Step lets it go on until something happens. It returns when that has come, or
	// something else ended the step.
	Step(ctx context.Context) error
	// SetSpeed makes the clock run so many times as fast as the wall's.
	SetSpeed(ctx context.Context, speed float64) error
}

// DocumentControl is what a person may ask of the documents that decide what arrives.
type DocumentControl interface {
	Document(ctx context.Context, kind pipeline.DocumentKind) (pipeline.Document, error)
	// CheckDocument says what a text means; a pattern is tried on the event of the
	// object with that key, where there is one.
	CheckDocument(ctx context.Context, d *pipeline.Document, text, key string) (says string, err error)
	// SetDocument sets a document that was read, and returns how it is then. It refuses
	// with pipeline.ErrChangedMeanwhile where it is not as it was read.
	SetDocument(ctx context.Context, d *pipeline.Document, text string) (now pipeline.Document, err error)
}

// HandControl is what a person may do with messages by hand, as the worker `you`.
type HandControl interface {
	// ReceiveByHand receives one message, for which it may wait for ten seconds; the
	// zero InHand says that nothing came.
	ReceiveByHand(ctx context.Context) (consume.InHand, error)
	ExtendInHand(ctx context.Context, messageID string) error
	GiveBackInHand(ctx context.Context, messageID string) error
	DeleteInHand(ctx context.Context, messageID string) error
	// Send sends a message so many times, and returns the id of the last.
	Send(ctx context.Context, m pipeline.NewMessage, times int) (lastID string, err error)
	// ObjectEvent is the event with which S3 would tell of an object that is there.
	ObjectEvent(ctx context.Context, key string) (body string, err error)
	// UploadFile uploads a file of this machine under its name.
	UploadFile(ctx context.Context, path string) error
}

// KnobControl is what a person may ask of the settings while a run goes on.
type (
	KnobControl interface{ dialog.Knobs }
	// FaultControl is what a person may ask of what goes wrong on purpose.
	FaultControl interface {
		// CheckFault says why a fault cannot go wrong here; nil: it can. It answers at
		// once.
		CheckFault(spec fault.Spec) error
		SwitchFault(ctx context.Context, spec fault.Spec) error
		// FaultOff turns off the fault of that name and filter, FaultsOff all.
		FaultOff(ctx context.Context, name fault.Name, f fault.Filter) error
		FaultsOff(ctx context.Context) error
	}
)

// LetterControl is what a person may ask of the dead letters.
type LetterControl interface {
	// RedriveLetters starts to move letters; what becomes of it comes back as
	// events.
	RedriveLetters(ctx context.Context, o redrive.RedriveOrder) error
	CancelRedrive(ctx context.Context) error
	ChangeRedriveRate(ctx context.Context, rate int) error
	// LookAtLetters receives what is there, so that it is known, and lets go of
	// it.
	LookAtLetters(ctx context.Context) error
	DeleteLetters(ctx context.Context, ids []string) error
	// QueueNames are the queues that a redrive can go to.
	QueueNames(ctx context.Context) ([]string, error)
}

// Describer tells what AWS knows of a node of the flow diagram: attributes,
// policies, patterns.
type Describer interface {
	Describe(ctx context.Context, node state.Node) (title, text string, err error)
}

// Options say what the screen shows and how.
type Options struct {
	// Events is where the events come from. The screen alone reads it.
	Events *event.Reader
	// Control takes what a person asks for; nil before Begins.
	Control Control
	// Begins tells once what there is to work with; until then the screen shows how
	// the stack is set up, and nothing can be asked for. nil: it has begun.
	Begins <-chan Begun
	// Describer answers enter on a node; nil leaves it out.
	Describer Describer
	// Scenes are the lessons that can be played; nil: there are none here.
	Scenes Scenes
	// Scene is the one that is shown instead of a run; "": there is a run.
	Scene string
	// Editor edits a text in a person's own program; nil: they have named none.
	Editor *editor.Editor
	// browse shows a URL in a browser; nil asks the desktop to.
	browse func(ctx context.Context, url string) error
	// Theme is one of theme.Names.
	Theme string
	// ASCII draws with ASCII characters alone; NoColor without colours.
	ASCII, NoColor bool
	// Pictures is how thumbnails are shown; picture.Off draws patches of colour
	// in their place, picture.Auto what the terminal is capable of.
	Pictures picture.Mode
	// Keys are the keys of actions that are not to have their own, by the names
	// of KeyActions; CheckKeys has found them good.
	Keys map[string][]string
	// Getenv reads the environment of the terminal; nil is os.Getenv.
	Getenv func(string) string
	// Playing says where the recording is that is played; nil: what is shown is
	// live.
	Playing func() Playing
	// Recording is what is looked at; nil: what is shown is live, or comes from a pipe.
	Recording *rewind.Player
	// Leave begins to end what is shown, where that takes a while: the screen then
	// stays until the context of Run ends, or a person quits again. nil: quitting
	// ends the screen at once.
	Leave func()
	// Now is the time to draw at; nil is time.Now. Wall is the time by which frames
	// follow each other and a person is told something; nil is Now.
	Now, Wall func() time.Time

	// input and output are the terminal; nil are stdin and stdout.
	input  io.Reader
	output io.Writer
}

// Playing is where the playing of a recording has got to.
type Playing = panel.Playing

// ErrInterrupted is returned by Run when a person pressed ctrl+c.
var ErrInterrupted = errors.New("interrupted")

// Run shows the screen until a person quits (see Options.Leave) or ctx ends, and gives the terminal
// back as it was. It returns ErrInterrupted for ctrl+c, and nil for q and for
// the end of ctx.
func Run(ctx context.Context, o Options) error {
	commands, cancel := context.WithCancel(ctx)
	defer cancel()
	s, err := newScreens(commands, o)
	if err != nil {
		return err
	}
	_, err = program(ctx, s, &o).Run()
	err = errors.Join(err, s.Shown().Farewell())
	cancel()
	left := s.End()
	if s.Interrupted() {
		return errors.Join(ErrInterrupted, left)
	}
	if left != nil {
		return left
	}
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("draw the screen: %w", err)
	}
	return nil
}

// newScreens are the screens of a program.
func newScreens(ctx context.Context, o Options) (*scenes.Screens, error) {
	if o.Scene != "" {
		return scenes.Alone(ctx, o.Scene, opening(o.Scenes))
	}
	return scenes.Of(ctx, newModel(ctx, o), opening(o.Scenes)), nil
}

// opening opens scenes, each as a model of its own.
func opening(all Scenes) func(ctx context.Context, name string) (scenes.Opened, error) {
	return func(ctx context.Context, name string) (scenes.Opened, error) {
		open, err := all.Open(ctx, name)
		return scenes.Opened{Screen: func() scenes.Screen { return sceneModel(ctx, &open) }, Close: open.Close}, err
	}
}

// program is the Bubble Tea program of the screens.
func program(ctx context.Context, s *scenes.Screens, o *Options, more ...tea.ProgramOption) *tea.Program {
	options := []tea.ProgramOption{tea.WithContext(ctx), tea.WithoutSignalHandler(), tea.WithFPS(ticker.PerSecond)}
	if o.input != nil {
		options = append(options, tea.WithInput(o.input))
	}
	if o.output != nil {
		options = append(options, tea.WithOutput(o.output))
	}
	p := tea.NewProgram(s, append(options, more...)...)
	s.Join(ticker.Of(p))
	return p
}

// Farewell waits for what the screen's history packs, and tells the terminal to forget
// what it holds for the screen.
func (m *model) Farewell() error {
	m.history.Wait()
	bye := m.pictures.Farewell()
	if bye == "" {
		return nil
	}
	out := m.options.output
	if out == nil {
		out = os.Stdout
	}
	_, err := io.WriteString(out, bye)
	return err
}

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

// Begun is what the screen works with once that begins which it shows.
type Begun struct {
	// Control, Describer and Leave are as in Options.
	Control   Control
	Describer Describer
	Leave     func()
	Notice    string // is said; empty: nothing is
}

// errNotBegun says why nothing is done yet.
var errNotBegun = errors.New("the stack is still being set up: this works when it is there")

// begunMsg says that it has begun.
type begunMsg struct{ Begun }

// awaitBegin returns a command that ends when what is shown begins.
func (m *model) awaitBegin() tea.Cmd {
	begins := m.options.Begins
	if begins == nil {
		return nil
	}
	ctx := m.ctx
	return func() tea.Msg {
		select {
		case b := <-begins:
			return begunMsg{b}
		case <-ctx.Done():
			return nil
		}
	}
}

// begin takes what there is to work with.
func (m *model) begin(b Begun) {
	o := &m.options
	o.Begins, o.Control, o.Describer = nil, b.Control, b.Describer
	if !m.leaving {
		o.Leave = b.Leave
	}
	m.toasts.Notice(b.Notice, m.wall())
	m.dirty = true
}

// quit ends the screen. Where leaving takes a while it begins that and stays,
// to show what is waited for; a second time it goes at once.
func (m *model) quit() tea.Cmd {
	if m.lesson {
		return func() tea.Msg { return scenes.Leave{} }
	}
	if m.options.Leave == nil || m.leaving || m.state.Stopping != "" {
		return tea.Quit
	}
	m.leaving = true
	m.options.Leave()
	return nil
}
