package ui

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/flow"
	"inflight/ui/graphics"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/rewind"
	"inflight/ui/scenes"
	"inflight/ui/theme"
	"inflight/ui/ticker"
)

// model is the one model of the screen. Bubble Tea calls its methods one at a
// time; commands only read what they are given.
type model struct {
	ctx     context.Context //nolint:containedctx // of the program: ends the commands
	options Options
	events  *event.Reader
	clock   func() time.Time // that is drawn, and may stand
	wall    func() time.Time // of frames and of what is said to a person
	keys    *keys.Table[*model]
	named   panel.Keys // what they are called that the panels speak of

	state   *state.State // that is drawn
	live    *state.State // of now
	history *history.History
	past    *rewind.Player

	damageSaid bool // of a recording that cannot be read to its end
	load       ticker.Load
	writing    *ticker.Pace // of the program; nil: of none
	now        time.Time    // of the frame
	census     panel.Census // of the state at now
	diagram    flow.Diagram

	width, height int
	layout        layout
	styles        *draw.Styles
	canvas        draw.Canvas // memory of the frame before
	dark          bool        // the terminal's background
	profile       colorprofile.Profile

	focus   area
	lost    area       // would have the focus if there were room for it
	standIn area       // has it meanwhile; noArea where none does
	node    state.Node // that has the focus in the flow
	tab     area       // panel shown where there is room for one
	zoomed  bool
	lists   [areas]list
	sort    panel.Sort

	bookkeeping bool // the calls show our own, too

	windows   dialog.Stack  // above the screen
	filter    *dialog.Input // being typed
	toasts    dialog.Toasts
	hand      dialog.Hand     // what was received by hand
	following string          // the image that is followed, by what stands for it
	marked    map[string]bool // dead letters that are selected, by message id
	pictures  *graphics.Pictures

	setupSeen   bool // how the stack was set up need not be shown any more
	narration   narration
	waiting     bool // a command waits for events
	frame       int  // number of the frame that is due
	drawn       time.Time
	foot        keys.FootLine
	dirty       bool
	content     string
	interrupted bool
	leaving     bool // quit was pressed, and takes a while

	movedTold   map[string]bool // keys of earlier versions of which it was said where they are now
	redriveTold time.Time       // when the redrive ended whose end has been told

	turning   dialog.Turning
	wanted    dial[int]    // workers
	consumers dial[string] // their model
	paused    dial[bool]   // consuming

	lesson bool // this is the screen of a scene, and not of a run

	world  state.World // as of the last event that came, shown or not
	steps  steps
	frozen dial[bool]    // the world
	speeds dial[float64] // of the clock
}

// list is where a person is in a panel's list.
type list struct {
	cursor int
	on     string    // what stands under the cursor, see pointers
	gone   time.Time // when that left the list; zero: it is there
	filter string
	placed bool // a person has put the cursor where it is
}

func newModel(ctx context.Context, o Options) *model {
	m := &model{
		ctx: ctx, options: o, events: o.Events, clock: o.Now, wall: o.Wall, keys: keys.New(rows(), o.Keys, o.ASCII), movedTold: map[string]bool{},
		marked: map[string]bool{}, dark: true, profile: colorprofile.TrueColor, focus: inFlightArea, tab: inFlightArea, standIn: noArea, node: state.QueueNode,
	}
	if m.clock == nil {
		m.clock = time.Now
	}
	m.named = panelKeys(m.keys.Called)
	m.history = history.New()
	m.live, m.past = m.history.State(), rewind.Of(m.history)
	if o.Recording != nil {
		m.live, m.past = state.NewState(), o.Recording
	}
	m.state = m.live
	if m.wall == nil {
		m.wall = m.clock
	}
	m.now = m.clock()
	m.pictures = graphics.New(o.Pictures, o.NoColor || o.ASCII, o.Getenv, o.output)
	m.restyle()
	return m
}

// restyle makes the styles again.
func (m *model) restyle() {
	profile := m.profile
	if m.options.NoColor {
		profile = colorprofile.ASCII
	}
	m.styles = theme.For(m.options.Theme, m.dark, profile, m.options.ASCII)
	m.dirty = true
}

// Init asks for the background's colour, for what pictures can be shown, and
// for the first frame.
func (m *model) Init() tea.Cmd {
	return tea.Batch(tea.RequestBackgroundColor, m.pictures.Ask(), m.awaitBegin(), m.tick(0))
}

// Update takes a message, and has painted what is no part of a view.
func (m *model) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg.(type) {
	case frameMsg, cameMsg:
	default:
		m.writing.Wake(time.Now()) // the wall clock, whatever the screen shows
	}
	shown, changed := m.pictures.Hear(msg)
	m.dirty = m.dirty || changed
	cmd := tea.Batch(shown, m.update(msg))
	if m.pictures.OverFrame() {
		m.View() // says what is due
		return m, tea.Batch(cmd, m.pictures.Repaint())
	}
	return m, cmd
}

// update takes a message: each kind has one line.
func (m *model) update(msg tea.Msg) tea.Cmd { //nolint:cyclop,funlen // one line a kind: a table
	switch msg := msg.(type) {
	case frameMsg:
		return m.due(msg)
	case cameMsg:
		return m.came()
	case begunMsg:
		m.begin(msg.Begun)
	case tea.WindowSizeMsg:
		m.resize(msg.Width, msg.Height)
	case tea.BackgroundColorMsg:
		m.dark = msg.IsDark()
		m.restyle()
	case tea.ColorProfileMsg:
		m.profile = msg.Profile
		m.restyle()
	case tea.KeyPressMsg:
		m.dirty, m.setupSeen = true, true
		m.toasts.Pressed()
		return m.press(msg)
	case tea.PasteMsg:
		m.dirty = true
		m.paste(msg)
	case tea.MouseClickMsg:
		m.dirty, m.setupSeen = true, true
		m.toasts.Pressed()
		return m.click(msg.X, msg.Y)
	case tea.MouseWheelMsg:
		m.dirty, m.setupSeen = true, true
		m.wheel(msg)
	case scenes.Hidden:
		return m.pictures.Leave()
	case dialog.Done:
		m.dirty = true
		m.toasts.Add(msg, m.wall())
		return m.tick(0)
	case receivedMsg:
		m.dirty = true
		return m.receivedByHand(msg)
	case dialog.Took:
		m.dirty = true
		msg()
	case dialog.Edited:
		return m.tookBack(msg)
	case pickMsg:
		m.dirty = true
		return m.openPicker(msg)
	case sentMsg:
		m.dirty = true
		return m.showSent(msg)
	case steppedMsg:
		m.dirty = true
		return m.stepEnded(msg)
	case dialog.Turned:
		m.dirty = true
		return m.cameTurned(msg)
	case turnedMsg:
		m.dirty = true
		return m.turned(msg)
	case graphics.Drawn: // while much happens the next frame is near, and shows them
		m.load.Spent(msg.Took)
		m.dirty = m.dirty || !m.load.Busy()
	case dialog.Unused:
		m.dirty = true
		m.sayBelow(tea.KeyPressMsg(msg))
		return m.tick(0)
	case documentMsg:
		m.dirty = true
		return m.editDocument(msg)
	case describedMsg:
		m.dirty = true
		m.show(msg)
	case queuesMsg:
		m.dirty = true
		msg.offer(m.state.Setup.DeadLetterQueue, msg.names, msg.err)
	}
	return nil
}

// resize lays the screen out again. The focus stays where it is: where there is
// room for one panel, it is the one that has the focus, and one that there is no
// room for has it again when there is.
func (m *model) resize(width, height int) {
	m.width, m.height = width, height
	if m.focus == m.standIn {
		m.focus = m.lost
	}
	m.standIn = noArea
	had := m.focus
	m.arrange()
	if m.focus != had && had == timeArea {
		m.lost, m.standIn = had, m.focus
	} else if m.focus != had {
		before := m.tab
		m.tab, m.focus = had, had
		m.arrange()
		if m.focus != had {
			m.tab, m.lost = before, had
			m.arrange()
			m.standIn = m.focus
		}
	}
}

// arrange makes the layout for the size, the tab and the zoom.
func (m *model) arrange() {
	rows := 0
	if m.lesson {
		rows = sceneRows(m.width)
	}
	m.layout = arrange(m.width, m.height-rows, m.tab, m.zoomed, m.focus, m.past.Past())
	m.layout.scene = draw.At(0, m.layout.foot.Y, m.width, rows)
	m.layout.foot.Y += rows
	if m.layout.rects[m.focus].Empty() && !m.layout.small {
		m.focus = m.layout.first()
	}
	m.dirty = true
}

// rendering is so many times what it takes to draw a frame: what it takes to write it,
// too.
const rendering = 2

// View is the last frame, drawn again where something has changed.
func (m *model) View() tea.View {
	if m.dirty {
		begun := time.Now()
		m.content = m.pictures.Lift(m.styles.Spelt(m.draw())) // spelt: what was cut, and units
		m.dirty = false
		m.load.Spent(rendering * time.Since(begun))
		m.writing.Drew(time.Now())
	}
	v := tea.NewView(m.content)
	v.AltScreen = true
	v.MouseMode = tea.MouseModeCellMotion
	v.WindowTitle = "inflight"
	return v
}

// sceneModel is the model of a scene, which begins with its question.
func sceneModel(ctx context.Context, open *OpenScene) *model {
	m := newModel(ctx, open.Options)
	m.lesson = true
	m.windows.Push(dialog.Question(func() tea.Cmd {
		open.Begin()
		return nil
	}, m.quit))
	return m
}

// Rest is the call that lets a run stand still, and says what lets it go on. It
// changes nothing of a run that stands still already. Where the clock is not ours it
// stops consuming: what is in hand is finished.
func (m *model) Rest() func(context.Context) (func(context.Context) error, error) {
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

// Join makes a model one of a program's, which writes at that pace.
func (m *model) Join(p *ticker.Pace) { m.writing = p }

// GoOn lets a run go on that rested.
func (m *model) GoOn(call func(context.Context) error) tea.Cmd {
	return m.do("the run goes on", call)()
}

// Return is what a model does that is shown again.
func (m *model) Return() tea.Cmd {
	m.waiting, m.dirty = false, true
	return tea.Batch(m.pictures.Leave(), m.tick(0))
}

// Below tells whether a message is for a model that is not shown: it looks again when
// it is.
func (m *model) Below(msg tea.Msg) bool {
	switch msg.(type) {
	case frameMsg, cameMsg, graphics.Due:
		return false
	}
	return true
}

// Interrupt ends the program as SIGINT would.
func (m *model) Interrupt() tea.Cmd {
	m.interrupted = true
	return m.quit()
}

// Interrupted tells whether a person wants that.
func (m *model) Interrupted() bool { return m.interrupted }
