package ui

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/keys"
)

// rows are all actions there are, in the order of the palette and, within each of
// its parts, of the help. A new key is one row here.
func rows() []keys.Row[*model] { //nolint:funlen // a table
	letters := keys.Dead
	rest := keys.Everywhere &^ letters
	return []keys.Row[*model]{
		{
			ID: keys.Upload, Keys: of("u"), In: keys.Everywhere, Changes: true, Group: keys.Work, Does: "upload one", Name: "upload one more image",
			Foot: foot("upload", rest), Rank: 11, Do: calls("uploaded one image", func(c Control, ctx context.Context) error { return c.Upload(ctx, 1) }),
		},
		{
			ID: keys.Broken, Keys: of("b"), In: keys.Everywhere, Changes: true, Group: keys.Work, Does: "upload a broken one", Name: "upload a broken image",
			Foot: foot("broken", rest), Rank: 12, Do: calls("uploaded a broken image", Control.UploadBroken),
		},
		{
			ID: keys.More, Keys: of("+", "="), In: keys.Everywhere, Changes: true, Group: keys.How, Does: "one worker more", Name: "add a worker",
			Foot: foot("workers", rest), Rank: 13, Pair: keys.Fewer, Do: func(m *model, _ string) tea.Cmd { return m.workers(1) },
		},
		{
			ID: keys.Fewer, Keys: of("-", "_"), In: keys.Everywhere, Changes: true, Group: keys.How, Does: "one worker fewer", Name: "take a worker away",
			Do: func(m *model, _ string) tea.Cmd { return m.workers(-1) },
		},
		{
			ID: "model", Keys: of("m"), In: keys.Everywhere, Changes: true, Group: keys.How, Does: "next consumer model", Name: "take the next consumer model: serial, pool, dispatch, staged, spawn",
			Foot: foot("model", rest), Rank: 22, Do: does((*model).nextModel),
		},
		{
			ID: keys.Pause, Keys: of("c", "space"), Shown: "c/space", In: keys.Everywhere, Changes: true, Group: keys.How, Does: "stop/resume consuming", Name: "stop or resume consuming",
			Foot: foot("pause", rest), Rank: 10, Do: does((*model).pause),
		},
		{
			ID: keys.Announce, Keys: of("A"), In: keys.Everywhere, Changes: true, Group: keys.Links, Does: "announce again", Name: "announce the image under the cursor again", Do: does((*model).announceAgain),
		},
		{
			ID: "purge", Keys: of("p"), In: keys.Everywhere, Changes: true, Destroys: true, Group: keys.How, Does: "purge", Name: "purge the queue",
			Foot: foot("purge", rest), Rank: 15, Do: does((*model).confirmPurge),
		},
		{
			ID: keys.Look, Keys: of("L"), In: keys.Everywhere, Changes: true, Group: keys.Letters, Does: "look into their queue", Name: "look into the dead-letter queue",
			Foot: foot("look", letters), Rank: 20, Do: does((*model).lookAtLetters),
		},
		{
			ID: "select", Keys: of("t"), In: keys.Everywhere, Group: keys.Letters, Does: "select, or not", Name: "select the dead letter under the cursor, or not",
			Foot: []keys.Foot{{In: letters, Word: "select", Live: true}}, Rank: 16, Do: at(func(m *model) { m.onLetters(m.selectLetter) }),
		},
		{
			ID: "select-all", Keys: of("a"), Was: of("M"), In: keys.Everywhere, Group: keys.Letters, Does: "select all, or none", Name: "select all dead letters, or none",
			Do: at(func(m *model) { m.onLetters(m.selectLetters) }),
		},
		{
			ID: keys.Redrive, Keys: of("r"), In: keys.Everywhere, Changes: true, Group: keys.Letters, Does: "redrive selected, or all", Name: "redrive the selected dead letters, or all, to their source",
			Foot: foot("redrive", keys.Everywhere), Rank: 14, Do: does((*model).redrive),
		},
		{
			ID: keys.Route, Keys: of("R"), In: keys.Everywhere, Changes: true, Group: keys.Letters, Does: "redrive to, at a rate", Name: "redrive dead letters: to which queue, how fast",
			Foot: foot("where, how fast", letters), Rank: 17, Do: does((*model).openRedrive),
		},
		{
			ID: keys.Cancel, Keys: of("x"), In: keys.Everywhere, Changes: true, Group: keys.Letters, Does: "cancel the redrive", Name: "cancel the redrive",
			Foot: foot("cancel", letters), Rank: 18, Do: calls("the redrive is being cancelled", Control.CancelRedrive),
		},
		{
			ID: "delete", Keys: of("d"), In: keys.Everywhere, Changes: true, Destroys: true, Group: keys.Letters, Does: "delete the selected", Name: "delete the selected dead letters",
			Foot: foot("delete", letters), Rank: 19, Do: does((*model).confirmDelete),
		},
		{
			ID: "purge-dead-letters", Keys: of("P"), In: keys.Everywhere, Changes: true, Destroys: true, Group: keys.Letters, Does: "purge dead letters", Name: "purge the dead-letter queue",
			Foot: foot("purge", letters), Rank: 21, Do: does((*model).confirmPurgeDead),
		},
		{
			ID: "filter", Keys: of("/"), In: keys.Everywhere, Group: keys.Find, Does: "filter", Name: "filter the list",
			Foot: foot("filter", keys.Lists), Rank: 34, Do: at((*model).startFilter),
		},
		{
			ID: "sort", Keys: of("s"), In: keys.Everywhere, Group: keys.Find, Does: "sort", Name: "sort the messages in flight by something else",
			Foot: foot("sort", keys.InFlight|keys.Queue), Rank: 35, Do: at((*model).sortNext),
		},
		{
			ID: keys.Follow, Keys: of("F"), Was: of("f"), In: keys.Everywhere, Group: keys.Find, Does: "follow, or no more", Name: "follow the image under the cursor, or no more", Do: at((*model).follow),
		},
		{
			ID: keys.Inspect, Keys: of("enter"), In: keys.Everywhere, Group: keys.Find, Does: "inspect", Name: "inspect what is under the cursor",
			Foot: []keys.Foot{{In: keys.Flow, Word: "what AWS knows", Live: true}, {In: keys.Lists | keys.Workers, Word: "inspect"}}, Rank: 31, Do: does((*model).inspect),
		},
		{ID: keys.Back, Keys: of("esc"), In: keys.Everywhere, Group: keys.Find, Does: "back", Do: at((*model).back)},
		{
			ID: "narrate", Keys: of("T"), Was: of("n"), In: keys.Everywhere, Group: keys.Find, Does: "tell what happens, or not", Name: "tell in a sentence what happens, or stop telling", Do: at((*model).turnNarration),
		},
		{
			ID: keys.Bookkeeping, Keys: of("H"), In: keys.Everywhere, Group: keys.Find, Does: "show our own API calls, or not",
			Name: "show the API calls of our own bookkeeping, or hide them", Do: at((*model).turnBookkeeping),
		},
		{
			ID: keys.Copy, Keys: of("y"), In: keys.Everywhere, Group: keys.Links, Does: "copy the URL", Name: "copy the URL of the thumbnail or mail",
			Foot: foot("copy", keys.Thumbnails|keys.Inbox), Rank: 32, Do: does((*model).copyURL),
		},
		{
			ID: keys.Open, Keys: of("o"), In: keys.Everywhere, Group: keys.Links, Does: "open the URL", Name: "open the URL of the thumbnail or mail",
			Foot: foot("open", keys.Thumbnails|keys.Inbox), Rank: 33, Do: does((*model).openURL),
		},
		{ID: "a panel's number", Keys: of("1", "2", "3", "4", "5", "6", "7", "8", "9"), Shown: "1-9", Fixed: true, In: keys.Everywhere, Group: keys.About, Does: "go to a panel", Do: goTo},
		{
			ID: "next-panel", Keys: of("tab"), In: keys.Everywhere, Group: keys.About, Does: "next panel",
			Foot: foot("next panel", keys.Everywhere), Rank: 41, Do: at(func(m *model) { m.moveFocus(1) }),
		},
		{ID: "previous-panel", Keys: of("shift+tab"), In: keys.Everywhere, Group: keys.About, Does: "previous panel", Do: at(func(m *model) { m.moveFocus(-1) })},
		{
			ID: "zoom", Keys: of("z"), In: keys.Everywhere, Group: keys.About, Does: "zoom", Name: "zoom the panel, or back",
			Foot: foot("zoom", keys.Everywhere), Rank: 40, Do: at((*model).zoom),
		},
		{ID: keys.Up, Keys: of("up", "k"), Shown: "↑/k", In: keys.Everywhere, Group: keys.About, Does: "up", Do: at(func(m *model) { m.step(0, -1) })},
		{ID: keys.Down, Keys: of("down", "j"), Shown: "↓/j", In: keys.Everywhere, Group: keys.About, Does: "down", Do: at(func(m *model) { m.step(0, 1) })},
		{
			ID: keys.Left, Keys: of("left", "h"), Shown: "←/h", In: keys.Everywhere, Group: keys.About, Does: "left",
			Foot: foot("choose", keys.Flow), Rank: 30, Pair: keys.Right, Do: at(func(m *model) { m.step(-1, 0) }),
		},
		{ID: keys.Right, Keys: of("right", "l"), Shown: "→/l", In: keys.Everywhere, Group: keys.About, Does: "right", Do: at(func(m *model) { m.step(1, 0) })},
		{ID: keys.PageUp, Keys: of("pgup"), In: keys.Everywhere, Group: keys.About, Does: "a page up", Do: at(func(m *model) { m.page(-1) })},
		{ID: keys.PageDown, Keys: of("pgdown"), In: keys.Everywhere, Group: keys.About, Does: "a page down", Do: at(func(m *model) { m.page(1) })},
		{ID: keys.Home, Keys: of("home", "g"), Shown: "g", In: keys.Everywhere, Group: keys.About, Does: "to the top", Do: at(func(m *model) { m.moveCursor(m.focus, -m.lists[m.focus].cursor) })},
		{ID: keys.End, Keys: of("end", "G"), Shown: "G", In: keys.Everywhere, Group: keys.About, Does: "to the end", Do: at(func(m *model) { m.moveCursor(m.focus, math.MaxInt/2) })},
		{
			ID: "actions", Keys: of(":"), In: keys.Everywhere, Group: keys.Program, Does: "all actions", Name: "all actions",
			Foot: foot("all actions", keys.Everywhere), Rank: 42, Do: at(func(m *model) { m.windows.Push(dialog.Palette(m.choices())) }),
		},
		{ID: keys.Help, Keys: of("?"), In: keys.Everywhere, Group: keys.Program, Does: "help", Name: "help", Do: at(func(m *model) { m.windows.Push(dialog.Help(m.screenBelow())) })},
		{ID: keys.Quit, Keys: of("q"), In: keys.Everywhere, Group: keys.Program, Does: "quit", Name: "quit", Do: does((*model).quit)},
		{ID: keys.Interrupt, Keys: of("ctrl+c"), Fixed: true, In: keys.Everywhere | keys.Question, Group: keys.Program, Does: "interrupt (exit 130)", Do: does((*model).interrupt)},
		{ID: keys.Yes, Keys: of("y", "Y"), Fixed: true, In: keys.Question, Does: "yes"},
		{ID: keys.No, Keys: of("n", "N", "esc"), Fixed: true, In: keys.Question, Does: "no"},
	}
}

// of are keys, by their names.
func of(names ...string) []string { return names }

// foot is an action that stands in the footer of some panels under one word.
func foot(word string, in keys.Scope) []keys.Foot { return []keys.Foot{{In: in, Word: word}} }

// does makes an action of what a model can do.
func does(do func(*model) tea.Cmd) func(*model, string) tea.Cmd {
	return func(m *model, _ string) tea.Cmd { return do(m) }
}

// at makes an action of something that is done at once.
func at(do func(*model)) func(*model, string) tea.Cmd {
	return func(m *model, _ string) tea.Cmd {
		do(m)
		return nil
	}
}

// calls makes an action of a call of the Control.
func calls(done string, call func(Control, context.Context) error) func(*model, string) tea.Cmd {
	return func(m *model, _ string) tea.Cmd {
		return m.do(done, func(ctx context.Context) error { return call(m.options.Control, ctx) })()
	}
}

// goTo goes to the panel of a number.
func goTo(m *model, number string) tea.Cmd {
	if n, err := strconv.Atoi(number); err == nil && n >= 1 && n <= len(panelAreas) {
		m.choose(panelAreas[n-1])
	}
	return nil
}

// interrupt ends the program as SIGINT would.
func (m *model) interrupt() tea.Cmd {
	m.interrupted = true
	return m.quit()
}

// scopeOf is where a person is whose focus is on an area.
func scopeOf(a area) keys.Scope {
	return map[area]keys.Scope{
		flowArea: keys.Flow, inFlightArea: keys.InFlight, workersArea: keys.Workers, deadArea: keys.Dead, thumbnailsArea: keys.Thumbnails,
		callsArea: keys.Calls, chartsArea: keys.Charts, inboxArea: keys.Inbox, throughputArea: keys.Rates, queueArea: keys.Queue,
	}[a]
}

// errRecorded says why nothing is done.
var errRecorded = errors.New("this is a recording: what happened in it cannot be changed")

// act does an action. What would act on the run is refused in a recording, and
// before there is anything to act on.
func (m *model) act(r *keys.Row[*model], key string) tea.Cmd {
	switch {
	case r.Changes && m.options.Begins != nil:
		return dialog.Fail(errNotBegun)
	case r.Changes && m.options.Playing != nil:
		return dialog.Fail(errRecorded)
	}
	return r.Do(m, key)
}

// choices are the lines of the palette: the named actions, and the panels.
func (m *model) choices() []dialog.Choice {
	var all, last []dialog.Choice
	for _, r := range m.keys.Named() {
		c := dialog.Choice{Name: r.Name, Key: m.keys.Binding(r.ID).Help().Key, Run: func() tea.Cmd { return m.act(r, "") }}
		if r.Group == keys.Program {
			last = append(last, c)
			continue
		}
		all = append(all, c)
	}
	for i, a := range panelAreas {
		number := strconv.Itoa(i + 1)
		all = append(all, dialog.Choice{Name: "go to " + slots[a].name, Key: number, Run: func() tea.Cmd { return goTo(m, number) }})
	}
	glossary := dialog.Choice{Name: "glossary: what the words mean", Key: m.keys.Binding(keys.Help).Help().Key, Run: func() tea.Cmd {
		m.windows.Push(dialog.Glossary(m.screenBelow()))
		return nil
	}}
	return append(append(all, glossary), last...)
}

// sortNext sorts the messages in flight by something else, where they can be
// seen; else it shows them.
func (m *model) sortNext() {
	if !m.onScreen(inFlightArea) {
		m.choose(inFlightArea)
		return
	}
	m.sort = m.sort.Next()
}

// turnBookkeeping shows our own bookkeeping among the API calls, or hides it,
// where they can be seen; else it shows them with it.
func (m *model) turnBookkeeping() {
	if !m.onScreen(callsArea) {
		m.choose(callsArea)
		m.bookkeeping = true
		return
	}
	m.bookkeeping = !m.bookkeeping
}

// actionTime is how long an action may take.
const actionTime = 30 * time.Second

// do makes an action of a call that takes time.
func (m *model) do(done string, call func(context.Context) error) func() tea.Cmd {
	ctx := m.ctx
	return func() tea.Cmd {
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(ctx, actionTime)
			defer cancel()
			return dialog.Done{Text: done, Err: call(ctx)}
		}
	}
}

// pause stops consuming, or resumes it.
func (m *model) pause() tea.Cmd {
	if !m.paused.turn(!m.paused.now(m.state.Paused)) {
		return nil
	}
	return set(m, &m.paused, func(ctx context.Context, pause bool) error {
		if pause {
			return m.options.Control.Pause(ctx)
		}
		return m.options.Control.Resume(ctx)
	}, func(paused bool) string {
		if paused {
			return "consuming stopped: what is in hand is finished"
		}
		return "consuming again"
	})
}

// nextModel takes the consumer model after the one in force, or after the one that is
// being taken.
func (m *model) nextModel() tea.Cmd {
	next := consume.NextModel(m.consumers.now(m.state.Model))
	if !m.consumers.turn(next) {
		return nil
	}
	return set(m, &m.consumers, m.options.Control.SetModel, func(name string) string { return "the model is " + name + " now" })
}

// errOneAtATime is what serial says to + and -.
var errOneAtATime = errors.New("serial works on one image at a time: m takes another model")

// workers changes their number.
func (m *model) workers(by int) tea.Cmd {
	if m.consumers.now(m.state.Model) == "serial" {
		return dialog.Fail(errOneAtATime)
	}
	n := m.wanted.now(m.state.Wanted) + by
	if n < 0 || n > event.MaxWorkers || !m.wanted.turn(n) {
		return nil
	}
	return set(m, &m.wanted, m.options.Control.SetWorkers, func(n int) string {
		if n == 1 {
			return "1 worker"
		}
		return fmt.Sprintf("%d workers", n)
	})
}

// confirmPurge asks before it throws away what the queue holds. On a real account
// the queue's name has to be typed.
func (m *model) confirmPurge() tea.Cmd {
	what := "Everything in it is thrown away: what is visible, what is delayed and what is in flight."
	if l := &m.lists[m.focus]; l.filter != "" && (m.focus == queueArea || m.focus == inFlightArea) {
		what = "SQS can purge everything or nothing: also what the filter does not show is thrown away."
	}
	m.askPurge(m.state.Setup.Queue, what, m.options.Control.Purge)
	return nil
}

// confirmPurgeDead asks before it throws away the dead letters: those that a filter
// shows, or all.
func (m *model) confirmPurgeDead() tea.Cmd {
	if of := m.scoped(); of.how == "shown" {
		if of.none() {
			return dialog.Fail(errNothingShown)
		}
		m.confirmDeleting(of)
		return nil
	}
	what := "Every dead letter in it is thrown away, and with it the chance to redrive it."
	m.askPurge(m.state.Setup.DeadLetterQueue, what, m.options.Control.PurgeDeadLetters)
	return nil
}

// askPurge asks before it purges a queue.
func (m *model) askPurge(queue, what string, purge func(context.Context) error) {
	question := fmt.Sprintf("Purge %s? %s", draw.Escape(queue), what)
	m.windows.Push(dialog.Confirm(question, "purge it", typedName(m.state, queue), m.do(dialog.Purged(queue), purge)))
}

// typedName is what has to be typed to confirm; empty where yes is enough.
func typedName(s *state.State, queue string) string {
	if s.Setup.Embedded {
		return ""
	}
	return queue
}
