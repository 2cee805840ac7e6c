package ui

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/exp/teatest/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/flow"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/picture"
)

// keyCase is a key of the help, and what it has to do.
type keyCase struct {
	key    string // as the help names it
	before []string
	press  []string
	see    func(t *testing.T, m *model, c *fakeControl, d *fakeDescriber)
}

// sees is a case whose effect is a text on the screen.
func sees(text string) func(*testing.T, *model, *fakeControl, *fakeDescriber) {
	return func(t *testing.T, m *model, _ *fakeControl, _ *fakeDescriber) {
		t.Helper()
		if !strings.Contains(m.screen(), text) {
			t.Errorf("the screen does not show %q:\n%s", text, m.screen())
		}
	}
}

// asks is a case whose effect is a call of the Control.
func asks(calls ...string) func(*testing.T, *model, *fakeControl, *fakeDescriber) {
	return func(t *testing.T, _ *model, c *fakeControl, _ *fakeDescriber) {
		t.Helper()
		if got := c.asked(); !slices.Equal(got, calls) {
			t.Errorf("the pipeline was asked for %q, want %q", got, calls)
		}
	}
}

// holds is a case whose effect is to be seen in the model alone.
func holds(what string, is func(m *model) bool) func(*testing.T, *model, *fakeControl, *fakeDescriber) {
	return func(t *testing.T, m *model, _ *fakeControl, _ *fakeDescriber) {
		t.Helper()
		if !is(m) {
			t.Errorf("not so: %s", what)
		}
	}
}

// announces is a case that announces the first thumbnail.
func announces(t *testing.T, m *model, c *fakeControl, _ *fakeDescriber) {
	t.Helper()
	first := panel.ThumbnailRows(m.state, "")[0]
	asks(fmt.Sprintf("announce %s of %s again", first.SourceKey, first.MessageID))(t, m, c, nil)
}

func cursorAt(a area, row int) func(*model) bool {
	return func(m *model) bool { return m.lists[a].cursor == row }
}

// keyCases has a case for every key of the help.
func keyCases() []keyCase {
	return []keyCase{
		{"c", nil, []string{"c"}, asks("pause")},
		{"space", nil, []string{"space"}, asks("freeze")},
		{".", nil, []string{"."}, asks("freeze")}, // of a world that stands: TestAStepShowsOneEvent
		{"[", nil, []string{"["}, asks("speed 0.5")},
		{"]", nil, []string{"]"}, asks("speed 2")},
		{"0", nil, []string{"0"}, asks("speed 1")},
		{",", nil, []string{","}, sees("◀")},
		{"<", nil, []string{"<", "<"}, holds("it is as it was 20 s ago", func(m *model) bool { return m.now.Equal(m.clock().Add(-20 * time.Second)) })},
		{">", []string{"<", "<"}, []string{">"}, holds("it is as it was 10 s ago", func(m *model) bool { return m.now.Equal(m.clock().Add(-10 * time.Second)) })},
		{"N", nil, []string{"N"}, holds("it is at a failure, death or redrive", atMark)},
		{"n", []string{"N", "N", "N"}, []string{"n"}, holds("it is at a failure, death or redrive", atMark)},
		{"w", nil, []string{"w"}, asks("turn wait to 0s")},
		{"O", nil, []string{"O"}, sees("visibility timeout")},
		{"E", nil, []string{"E"}, sees("choose EventBridge or the queue in the diagram (tab, or a click)")}, // see document_test.go
		{"ctrl+z", []string{"O"}, []string{"ctrl+z"}, asks("undo a turn")},
		{"D", []string{"O"}, []string{"D"}, asks("restore the preset")},
		{"m", nil, []string{"m"}, asks("model dispatch")},
		{"+", nil, []string{"+"}, asks("workers 7")},
		{"-", nil, []string{"-"}, asks("workers 5")},
		{"u", nil, []string{"u"}, asks("upload 1")},
		{"b", nil, []string{"b"}, asks("upload broken")},
		{"U", nil, []string{"U"}, sees("upload a file")},
		{"S", nil, []string{"S", "h", "i", "tab", "5", "enter"}, asks(`send "hi" 1 times, delayed by 5s`)},
		{"f", nil, []string{"f", "down", "enter", "enter"}, asks("fault slow-down=once for 0s")},
		{"i", nil, []string{"i"}, asks("receive by hand")},
		{"e", []string{"i", "esc"}, []string{"e"}, asks("receive by hand", "extend m-by-hand")},
		{"v", []string{"i", "esc"}, []string{"v"}, asks("receive by hand", "give back m-by-hand")},
		{"r", nil, []string{"r", "y"}, asks(`redrive 0 to "" at 0`)},
		{"R", []string{"3"}, []string{"R", "down", "2", "5", "enter"}, asks("queue names", `redrive 0 to "images-to-look-at" at 25`)},
		{"x", nil, []string{"x"}, asks("cancel the redrive")},
		{"t", []string{"3"}, []string{"t", "t", "k", "t", "r"}, asks(`redrive 1 to "" at 0`)},
		{"a", []string{"3"}, []string{"a", "r", "Y"}, func(t *testing.T, m *model, c *fakeControl, _ *fakeDescriber) {
			t.Helper()
			asks(fmt.Sprintf(`redrive %d to "" at 0`, m.census.Dead))(t, m, c, nil)
		}},
		{"L", nil, []string{"L"}, asks("look at the letters")},
		{"d", []string{"3", "t", "t"}, []string{"d", "y"}, asks("delete 2 letters")},
		{"A", []string{"4"}, []string{"A"}, announces},
		{"p", nil, []string{"p", "y"}, asks("purge")},
		{"P", nil, []string{"P", "y"}, asks("purge dead letters")},

		{"enter", []string{"1"}, []string{"enter"}, sees("its life, from")},
		{"esc", []string{"1", "enter"}, []string{"esc"}, holds("the window is closed", func(m *model) bool { return m.windows.Top() == nil })},
		{"z", []string{"5"}, []string{"z"}, holds("the calls have the screen", func(m *model) bool { return m.layout.rects[callsArea].H == m.height-3 })},
		{"/", []string{"1"}, []string{"/", "s", "t", "o", "r", "m", "enter"}, holds("only storms are listed", func(m *model) bool {
			return m.lists[inFlightArea].filter == "storm" && !strings.Contains(m.panelText(inFlightArea), "canyon")
		})},
		{"s", []string{"1"}, []string{"s"}, sees("sort: longest in work")},
		{"y", []string{"4"}, []string{"y"}, sees("copied the URL")},
		{"F", []string{"1"}, []string{"F"}, sees("following ")},
		{"T", nil, []string{"T"}, sees("»")},
		{"H", []string{"5"}, []string{"H"}, holds("the calls show our own bookkeeping", func(m *model) bool { return m.bookkeeping })},
		{"o", []string{"4"}, []string{"o"}, sees("opened the URL")},

		{"tab", []string{"1"}, []string{"tab"}, holds("the workers have the focus", func(m *model) bool { return m.focus == workersArea })},
		{"shift+tab", []string{"2"}, []string{"shift+tab"}, holds("the messages have the focus", func(m *model) bool { return m.focus == inFlightArea })},
		{"↑/k", []string{"5", "down", "down"}, []string{"k", "up"}, holds("the cursor is at the top", cursorAt(callsArea, 0))},
		{"↓/j", []string{"5"}, []string{"down", "j"}, holds("the cursor is two down", cursorAt(callsArea, 2))},
		{"←/h", []string{"4", "right", "right"}, []string{"left", "h"}, holds("the cursor is at the first picture", cursorAt(thumbnailsArea, 0))},
		{"→/l", []string{"4"}, []string{"right", "l"}, holds("the cursor is at the third picture", cursorAt(thumbnailsArea, 2))},
		{"pgup", []string{"5", "pgdown", "pgdown"}, []string{"pgup", "pgup"}, holds("the cursor is at the top", cursorAt(callsArea, 0))},
		{"pgdn", []string{"5"}, []string{"pgdown"}, holds("the cursor is a page down", func(m *model) bool { return m.lists[callsArea].cursor > 1 })},
		{"g", []string{"5", "j", "j"}, []string{"g"}, holds("the cursor is at the top", cursorAt(callsArea, 0))},
		{"G", []string{"5"}, []string{"G"}, holds("the cursor is at the end", func(m *model) bool {
			return m.lists[callsArea].cursor == slots[callsArea].Count(m.rows(callsArea))-1
		})},
		{"1-9", nil, []string{"7"}, holds("the inbox has the focus", func(m *model) bool { return m.focus == inboxArea })},

		{":", nil, []string{":", "z", "o", "o", "m", "enter"}, holds("the panel is zoomed", func(m *model) bool { return m.zoomed })},
		{"ctrl+r", nil, []string{"ctrl+r"}, sees("no scene is being played")}, // of one that is: TestAScene
		{"?", nil, []string{"?"}, sees("race the visibility countdown")},
		{"q", nil, []string{"q"}, nil}, // seen below: it ends the program
		{"ctrl+c", nil, []string{"ctrl+c"}, nil},
	}
}

// atMark tells whether a failure, a death or a redrive is what a model shows.
func atMark(m *model) bool {
	e, there := m.past.Event()
	return there && (event.Is[event.MessageDead](&e) || event.Is[event.RedriveStarted](&e) || event.Is[event.UploadFailed](&e) || event.Is[event.StageFinished](&e) && pipelinetest.As[event.StageFinished](e).Error != "") && m.state.Seq == e.Seq
}

// panelText is what is inside one panel.
func (m *model) panelText(a area) string {
	w, h := m.inside(a)
	return strings.Join(slots[a].Draw(m.view(a, w, h)), "\n")
}

func TestEveryKeyOfTheHelpDoesWhatItSays(t *testing.T) {
	cases := map[string]keyCase{}
	for _, c := range keyCases() {
		cases[c.key] = c
	}
	for _, g := range keys.New(rows(), nil, false).Help() {
		for _, k := range g.Keys {
			name := k.Help().Key
			t.Run(name+" "+k.Help().Desc, func(t *testing.T) {
				c, ok := cases[name]
				if !ok {
					t.Fatalf("the help has the key %q, and nothing tests it", name)
				}
				if c.see == nil {
					return
				}
				m := newScreen(t, busy, size{120, 36}, func(o *Options) {
					o.Pictures = picture.Off
					o.browse = func(context.Context, string) error { return nil }
				})
				m.typed(c.before...)
				m.typed(c.press...)
				c.see(t, m, m.options.Control.(*fakeControl), m.options.Describer.(*fakeDescriber))
			})
		}
	}
}

func TestEveryActionOfThePaletteIsInTheHelp(t *testing.T) {
	for _, r := range keys.New(rows(), nil, false).Named() {
		if r.Group == keys.None {
			t.Errorf("the help does not name %q", r.Name)
		}
	}
}

func TestWhatDestroysAsksFirst(t *testing.T) {
	for _, r := range rows() {
		if r.Do == nil || r.ID == keys.Quit || r.ID == keys.Interrupt {
			continue
		}
		t.Run(string(r.ID), func(t *testing.T) {
			m := newScreen(t, lettered, size{120, 36}, nil)
			m.typed("3", r.Keys[0])
			asks := m.asks()
			if r.Destroys && (!asks || len(m.options.Control.(*fakeControl).asked()) > 0) {
				t.Errorf("%s did not ask: %q", r.Keys[0], m.options.Control.(*fakeControl).asked())
			}
			if !r.Destroys && asks && r.ID != keys.Redrive { // which asks above one
				t.Errorf("%s asks, and takes nothing away", r.Keys[0])
			}
		})
	}
}

func TestAKeyThatHasMovedSaysWhereOnce(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.typed("M")
	sees("M is on another key now, a: select all, or none")(t, m, nil, nil)
	m.toasts = dialog.Toasts{}
	m.typed("M")
	if strings.Contains(m.screen(), "another key now") {
		t.Error("it is said again")
	}
	m = newScreen(t, busy, size{120, 36}, func(o *Options) { o.Keys = map[string][]string{"select-all": {"M"}} })
	m.typed("3", "M")
	if len(m.marked) == 0 {
		t.Error("a person gave that action its old key, and it does nothing")
	}
}

func TestUpdateAsksNobodyForAnything(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, func(o *Options) {
		o.browse = func(context.Context, string) error {
			t.Error("Update opened a browser")
			return nil
		}
	})
	for _, c := range keyCases() {
		for _, key := range append(slices.Clone(c.before), c.press...) {
			m.Update(pressOf(key)) // the command is dropped
			m.View()
		}
		m.windows, m.filter = dialog.Stack{}, nil
	}
	m.typed()
	m.focus = flowArea
	m.Update(pressOf("enter"))
	if got := m.options.Control.(*fakeControl).asked(); len(got) > 0 {
		t.Errorf("Update called the control: %q", got)
	}
	if got := m.options.Describer.(*fakeDescriber).asked(); len(got) > 0 {
		t.Errorf("Update called the describer for %v", got)
	}
}

func TestEnterOnANodeOpensWhatAWSKnowsOfIt(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.focus, m.node = flowArea, flow.Nodes()[0]
	for _, n := range flow.Nodes() {
		want := "events.amazonaws.com"
		if n == state.WorkersNode { // AWS knows nothing of them
			want = "whoever calls ReceiveMessage"
		}
		m.typed("enter")
		if !strings.Contains(m.screen(), want) {
			t.Fatalf("nothing is told of node %v:\n%s", n, m.screen())
		}
		m.typed("esc", "right")
	}
	known := slices.DeleteFunc(flow.Nodes(), func(n state.Node) bool { return n == state.WorkersNode })
	if got := m.options.Describer.(*fakeDescriber).asked(); !slices.Equal(got, known) {
		t.Errorf("asked for the nodes %v, want %v", got, known)
	}
}

func TestARealAccountWantsTheQueuesNameTyped(t *testing.T) {
	m := newScreen(t, failing, size{80, 24}, nil)
	control := m.options.Control.(*fakeControl)
	m.typed("p", "y", "enter")
	if !strings.Contains(m.screen(), "that is not its name") || len(control.asked()) > 0 {
		t.Fatalf("a wrong name was taken; asked for %q", control.asked())
	}
	m.typed("backspace")
	m.typed(strings.Split("practiceQ", "")...)
	m.typed("enter")
	if got := control.asked(); !slices.Equal(got, []string{"purge"}) {
		t.Errorf("asked for %q, want a purge", got)
	}
}

func TestAFailureIsTold(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.options.Control.(*fakeControl).err = errors.New("the queue was purged less than a minute ago")
	m.typed("p", "y")
	sees("✖ failed: the queue was purged less than a minute ago")(t, m, nil, nil)
}

func TestTheMouseChoosesAndInspects(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	click := func(x, y int) {
		_, cmd := m.Update(tea.MouseClickMsg{X: x, Y: y, Button: tea.MouseLeft})
		m.perform(cmd)
	}
	r := m.layout.rects[callsArea]
	click(r.X+3, r.Y+3)
	if m.focus != callsArea {
		t.Errorf("a click on the calls gives the focus to %d", m.focus)
	}
	chosen := m.lists[callsArea].cursor
	m.Update(tea.MouseWheelMsg{X: r.X + 3, Y: r.Y + 3, Button: tea.MouseWheelDown})
	if m.lists[callsArea].cursor != chosen+1 {
		t.Error("the wheel does not move the cursor")
	}
	click(r.X+3, r.Y+3)
	click(r.X+3, r.Y+3)
	sees("API call")(t, m, nil, nil)
	click(0, 0)
	if m.windows.Top() != nil {
		t.Error("a click beside the window does not close it")
	}
	for y := 1; y < 6; y++ {
		for x := range m.width {
			if n, ok := flow.At(m.view(flowArea, m.width, m.layout.rects[flowArea].H), x, y); ok && n == state.BusNode {
				click(x, y+m.layout.rects[flowArea].Y)
				if m.focus != flowArea || m.node != state.BusNode {
					t.Fatalf("a click on the bus chooses node %v of area %d", m.node, m.focus)
				}
				return
			}
		}
	}
	t.Error("the bus is nowhere")
}

func TestTheTabsTakeClicks(t *testing.T) {
	m := newScreen(t, busy, size{80, 24}, nil)
	line := strings.Split(m.screen(), "\n")[m.layout.tabline.Y]
	m.Update(tea.MouseClickMsg{X: strings.Index(line, "charts"), Y: m.layout.tabline.Y})
	if m.focus != chartsArea {
		t.Errorf("a click on charts shows area %d", m.focus)
	}
}

// played runs the screen as a program.
func played(t *testing.T) (*teatest.TestModel, *event.Log) {
	t.Helper()
	events, now := busy()
	log := &event.Log{}
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	m := newModel(ctx, Options{
		Events: log.NewReader(), Control: &fakeControl{}, Describer: &fakeDescriber{}, Pictures: picture.Off,
		Now: func() time.Time { return now },
	})
	tm := teatest.NewTestModel(t, m, teatest.WithInitialTermSize(120, 36))
	for i := range events {
		log.Emit(events[i])
	}
	return tm, log
}

func TestQuitEndsTheProgramAndInterruptSaysSo(t *testing.T) {
	for key, interrupted := range map[string]bool{"q": false, "ctrl+c": true} {
		tm, _ := played(t)
		tm.Send(pressOf(key))
		end := tm.FinalModel(t, teatest.WithFinalTimeout(10*time.Second)).(*model)
		if end.interrupted != interrupted {
			t.Errorf("%s: interrupted is %v", key, end.interrupted)
		}
	}
}

func TestTheProgramShowsWhatComes(t *testing.T) {
	tm, log := played(t)
	wait := func(text string) {
		t.Helper()
		teatest.WaitFor(t, tm.Output(), func(out []byte) bool { return strings.Contains(string(out), text) }, teatest.WithDuration(10*time.Second))
	}
	wait("practiceQ")
	log.Emit(event.Event{Body: &event.ConsumingPaused{}})
	wait("paused")
	tm.Type("p")
	wait("are you sure?")
	tm.Type("y")
	wait("purged practiceQ")
	tm.Type("q")
	tm.WaitFinished(t, teatest.WithFinalTimeout(10*time.Second))
}

func TestKeysHeldDownEndWhereTheyShould(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	_, first := m.Update(pressOf("+"))
	for range 4 {
		if _, cmd := m.Update(pressOf("+")); cmd != nil {
			t.Error("a second command is under way: they may arrive in either order")
		}
	}
	sees("pool ×11")(t, m, nil, nil)
	m.perform(first)
	asks("workers 7", "workers 11")(t, m, m.options.Control.(*fakeControl), nil)
	_, first = m.Update(pressOf("c"))
	m.Update(pressOf("c"))
	m.perform(first)
	_, first = m.Update(pressOf("space"))
	m.Update(pressOf("space"))
	m.perform(first)
	asks("workers 7", "workers 11", "pause", "resume", "freeze", "thaw")(t, m, m.options.Control.(*fakeControl), nil)
}

func TestADialThatFailsComesToRest(t *testing.T) {
	m := newScreen(t, busy, size{120, 36}, nil)
	m.options.Control.(*fakeControl).err = errors.New("no")
	m.typed("+")
	if m.wanted.under {
		t.Error("the dial waits for ever")
	}
	sees("pool ×6")(t, m, nil, nil)
}
