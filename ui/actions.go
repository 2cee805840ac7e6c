package ui

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/dialog"
	"inflight/ui/keys"
	"inflight/ui/panel"
	"inflight/ui/rewind"
	"inflight/ui/scenes"
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
			ID: "upload-file", Keys: of("U"), In: keys.Everywhere, Changes: true, Group: keys.Work, Does: "upload a file", Name: "upload a file that you choose",
			Do: does((*model).pickFile),
		},
		{
			ID: keys.Broken, Keys: of("b"), In: keys.Everywhere, Changes: true, Group: keys.Work, Does: "upload a broken one", Name: "upload a broken image",
			Foot: foot("broken", rest), Rank: 12, Do: calls("uploaded a broken image", Control.UploadBroken),
		},
		{
			ID: "send", Keys: of("S"), In: keys.Everywhere, Changes: true, Group: keys.Hand, Does: "send one", Name: "send a message: text, a file, or the event of an object",
			Do: does((*model).compose),
		},
		{
			ID: keys.ByHand, Keys: of("i"), In: keys.Everywhere, Changes: true, Group: keys.Hand, Does: "receive one", Name: "receive a message by hand, into the hand of the worker `you`",
			Foot: foot("by hand", keys.InFlight|keys.Queue), Rank: 36, Do: does((*model).openHand),
		},
		{
			ID: keys.Extend, Keys: of("e"), In: keys.Everywhere, Changes: true, Group: keys.Hand, Does: "extend what you hold", Name: "extend the visibility timeout of what you hold",
			Do: onHeld((*model).extendHeld),
		},
		{
			ID: keys.GiveBack, Keys: of("v"), In: keys.Everywhere, Changes: true, Group: keys.Hand, Does: "give it back", Name: "give back what you hold: it is visible at once",
			Do: onHeld((*model).giveBackHeld),
		},
		{
			ID: keys.DeleteHeld, Keys: of("d"), In: rest, Changes: true, Destroys: true, Group: keys.Hand, Does: "delete it", Name: "delete what you hold",
			Do: does((*model).deleteHeld),
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
			ID: keys.Freeze, Keys: of("space"), In: keys.Everywhere, Group: keys.Time, Does: "freeze, or go on", Name: "freeze everything, or let it go on",
			Foot: []keys.Foot{{In: keys.Everywhere, Word: "freeze", Live: true}, {In: keys.Everywhere, Word: "play", Past: true}}, Rank: 10, Do: does((*model).freeze),
		},
		{
			ID: keys.Step, Keys: of("."), In: keys.Everywhere, Group: keys.Time, Does: "one event on", Name: "go on until something happens, and freeze again",
			Foot: []keys.Foot{{In: keys.Everywhere, Word: "step", Live: true}}, Rank: 10, Do: does((*model).stepOn),
		},
		{
			ID: keys.Slower, Keys: of("["), In: keys.Everywhere, Group: keys.Time, Does: "half as fast", Name: "let the clock run half as fast",
			Do: func(m *model, _ string) tea.Cmd { return m.turnSpeed(0.5) },
		},
		{
			ID: keys.Faster, Keys: of("]"), In: keys.Everywhere, Group: keys.Time, Does: "twice as fast", Name: "let the clock run twice as fast",
			Do: func(m *model, _ string) tea.Cmd { return m.turnSpeed(2) },
		},
		{
			ID: keys.Unhurried, Keys: of("0"), In: keys.Everywhere, Group: keys.Time, Does: "as fast as ever", Name: "let the clock run as the wall's does",
			Do: func(m *model, _ string) tea.Cmd { return m.turnSpeed(0) },
		},
		{
			ID: "model", Keys: of("m"), In: keys.Everywhere, Changes: true, Group: keys.How, Does: "next consumer model", Name: "take the next consumer model: serial, pool, dispatch, staged, spawn",
			Foot: foot("model", rest), Rank: 22, Do: does((*model).nextModel),
		},
		{
			ID: keys.StepBack, Keys: of(","), In: keys.Everywhere, Group: keys.Time, Does: "an event back", Name: "go an event back",
			Foot: []keys.Foot{{In: keys.Everywhere, Word: "event", Past: true}}, Rank: 11, Pair: keys.Step, Do: goes((*rewind.Player).Back),
		},
		{
			ID: keys.Earlier, Keys: of("<"), In: keys.Everywhere, Group: keys.Time, Does: "10 s back", Name: "go ten seconds back",
			Foot: []keys.Foot{{In: keys.Everywhere, Word: "10 s", Past: true}}, Rank: 12, Pair: keys.Later, Do: does(func(m *model) tea.Cmd { return m.gone(m.past.By(-jump, m.clock())) }),
		},
		{
			ID: keys.Later, Keys: of(">"), In: keys.Everywhere, Group: keys.Time, Does: "10 s on", Name: "go ten seconds on", Do: does(func(m *model) tea.Cmd { return m.gone(m.past.By(jump, m.clock())) }),
		},
		{
			ID: keys.LastMark, Keys: of("N"), In: keys.Everywhere, Group: keys.Time, Does: "failure, death or redrive before", Name: "go back to the last failure, death or redrive",
			Foot: []keys.Foot{{In: keys.Everywhere, Word: "failures", Past: true}}, Rank: 13, Pair: keys.NextMark, Do: goes(func(p *rewind.Player) error { return p.Trouble(false) }),
		},
		{
			ID: keys.NextMark, Keys: of("n"), In: keys.Everywhere, Group: keys.Time, Does: "the next of these", Name: "go on to the next failure, death or redrive", Do: goes(func(p *rewind.Player) error { return p.Trouble(true) }),
		},
		{
			ID: keys.Wait, Keys: of("w"), In: keys.Everywhere, Changes: true, Group: keys.How, Does: "wait 0, 1, 5, 20 s", Name: "let a receive wait longer, or not at all: 0, 1, 5, 20 s", Do: does((*model).nextWait),
		},
		{
			ID: keys.Settings, Keys: of("O"), In: keys.Everywhere, Group: keys.How, Does: "settings", Name: "settings: timeout, heartbeat, wait, batch, delay, rate …",
			Do: does((*model).openSettings),
		},
		{
			ID: keys.Edit, Keys: of("E"), In: keys.Everywhere, Changes: true, Group: keys.How, Does: "edit pattern or policy", Name: "edit the rule's pattern, or the queue's access policy",
			Foot: foot("edit", keys.Flow), Rank: 37, Do: does(func(m *model) tea.Cmd { return m.openDocument(m.node) }),
		},
		{ID: keys.Undo, Keys: of("ctrl+z"), In: keys.Question, Group: keys.How, Does: "undo, in the settings"},
		{ID: keys.Preset, Keys: of("D"), In: keys.Question, Group: keys.How, Does: "the demonstration's settings"},
		{
			ID: keys.Faults, Keys: of("f"), In: keys.Everywhere, Changes: true, Group: keys.How, Does: "let things go wrong", Name: "faults: let things go wrong on purpose, or not any more",
			Foot: foot("faults", rest), Rank: 23, Do: at((*model).openFaults),
		},
		{
			ID: keys.Pause, Keys: of("c"), In: keys.Everywhere, Changes: true, Group: keys.How, Does: "stop/resume consuming", Name: "stop or resume consuming",
			Do: does((*model).pause),
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
			ID: "delete", Keys: of("d"), In: letters, Changes: true, Destroys: true, Group: keys.Letters, Does: "delete the selected", Name: "delete the selected dead letters",
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
			ID: keys.Follow, Keys: of("F"), In: keys.Everywhere, Group: keys.Find, Does: "follow, or no more", Name: "follow the image under the cursor, or no more", Do: at((*model).follow),
		},
		{
			ID: keys.Inspect, Keys: of("enter"), In: keys.Everywhere, Group: keys.Find, Does: "inspect", Name: "inspect what is under the cursor",
			Foot: []keys.Foot{{In: keys.Flow, Word: "what AWS knows", Live: true}, {In: keys.Lists | keys.Workers | keys.Timeline, Word: "inspect"}}, Rank: 31, Do: does((*model).inspect),
		},
		{
			ID: keys.Back, Keys: of("esc"), In: keys.Everywhere, Group: keys.Find, Does: "back",
			Foot: []keys.Foot{{In: keys.Everywhere, Word: "now", Past: true}}, Rank: 9, Do: at((*model).back),
		},
		{
			ID: "narrate", Keys: of("T"), In: keys.Everywhere, Group: keys.Find, Does: "tell what happens, or not", Name: "tell in a sentence what happens, or stop telling", Do: at((*model).turnNarration),
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
		{
			ID: keys.Up, Keys: of("up", "k"), Shown: "↑/k", In: keys.Everywhere, Group: keys.About, Does: "up",
			Foot: foot("deaths", keys.Timeline), Rank: 30, Pair: keys.Down, Do: does(func(m *model) tea.Cmd { return m.arrow(0, -1) }),
		},
		{ID: keys.Down, Keys: of("down", "j"), Shown: "↓/j", In: keys.Everywhere, Group: keys.About, Does: "down", Do: does(func(m *model) tea.Cmd { return m.arrow(0, 1) })},
		{
			ID: keys.Left, Keys: of("left", "h"), Shown: "←/h", In: keys.Everywhere, Group: keys.About, Does: "left",
			Foot: []keys.Foot{{In: keys.Flow, Word: "choose"}, {In: keys.Timeline, Word: "marks"}}, Rank: 30, Pair: keys.Right, Do: does(func(m *model) tea.Cmd { return m.arrow(-1, 0) }),
		},
		{ID: keys.Right, Keys: of("right", "l"), Shown: "→/l", In: keys.Everywhere, Group: keys.About, Does: "right", Do: does(func(m *model) tea.Cmd { return m.arrow(1, 0) })},
		{ID: keys.PageUp, Keys: of("pgup"), In: keys.Everywhere, Group: keys.About, Does: "a page up", Do: does(func(m *model) tea.Cmd { return m.turnPage(-1) })},
		{ID: keys.PageDown, Keys: of("pgdown"), In: keys.Everywhere, Group: keys.About, Does: "a page down", Do: does(func(m *model) tea.Cmd { return m.turnPage(1) })},
		{ID: keys.Home, Keys: of("home", "g"), Shown: "g", In: keys.Everywhere, Group: keys.About, Does: "to the top", Do: does(func(m *model) tea.Cmd { return m.toEnd(-1) })},
		{ID: keys.End, Keys: of("end", "G"), Shown: "G", In: keys.Everywhere, Group: keys.About, Does: "to the end", Do: does(func(m *model) tea.Cmd { return m.toEnd(1) })},
		{
			ID: "actions", Keys: of(":"), In: keys.Everywhere, Group: keys.Program, Does: "all actions", Name: "all actions",
			Foot: foot("all actions", keys.Everywhere), Rank: 42, Do: at(func(m *model) { m.windows.Push(dialog.Palette(m.choices())) }),
		},
		{ID: keys.SceneAgain, Keys: of("ctrl+r"), In: keys.Everywhere, Group: keys.Program, Does: "start the scene again", Name: "start the scene again", Do: does((*model).again)},
		{ID: keys.Help, Keys: of("?"), In: keys.Everywhere, Group: keys.Program, Does: "help", Name: "help", Do: at(func(m *model) { m.windows.Push(dialog.Help(m.screenBelow())) })},
		{ID: keys.Quit, Keys: of("q"), In: keys.Everywhere, Group: keys.Program, Does: "quit", Name: "quit", Do: does((*model).quit)},
		{ID: keys.Interrupt, Keys: of("ctrl+c"), Fixed: true, In: keys.Everywhere | keys.Question, Group: keys.Program, Does: "interrupt (exit 130)", Do: does((*model).Interrupt)},
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

// goes makes an action of going to another moment.
func goes(to func(*rewind.Player) error) func(*model, string) tea.Cmd {
	return func(m *model, _ string) tea.Cmd { return m.gone(to(m.past)) }
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

// scopes are where a person is whose focus is on an area.
var scopes = [areas]keys.Scope{
	flowArea: keys.Flow, inFlightArea: keys.InFlight, workersArea: keys.Workers, deadArea: keys.Dead, thumbnailsArea: keys.Thumbnails,
	callsArea: keys.Calls, chartsArea: keys.Charts, inboxArea: keys.Inbox, throughputArea: keys.Rates, queueArea: keys.Queue, timeArea: keys.Timeline,
}

// errRecorded says why nothing is done.
var errRecorded = errors.New("this is a recording: what happened in it cannot be changed")

// act does an action. What would act on the run is refused in a recording, and
// before there is anything to act on.
func (m *model) act(r *keys.Row[*model], key string) tea.Cmd {
	switch {
	case r.Changes && m.options.Begins != nil:
		return dialog.Refuse(errNotBegun)
	case r.Changes && m.recorded():
		return dialog.Refuse(errRecorded)
	case r.Changes && m.past.Past():
		return dialog.Refuse(m.inPast(r, key))
	}
	return r.Do(m, key)
}

// refused says why nothing can be asked for now; nil: it can.
func (m *model) refused() tea.Cmd {
	switch {
	case m.options.Begins != nil:
		return dialog.Refuse(errNotBegun)
	case m.recorded():
		return dialog.Refuse(errRecorded)
	}
	return nil
}

// inPast says that an action is for now, and how one comes there.
func (m *model) inPast(r *keys.Row[*model], key string) error {
	return fmt.Errorf("this is how it was at %s, and %s acts on what is now: %s comes back to it first",
		m.past.At().Format(time.TimeOnly), cmp.Or(key, m.keys.Called(r.ID)), m.keys.Called(keys.Back))
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
	all = append(all, m.sceneChoices()...)
	glossary := dialog.Choice{Name: "glossary: what the words mean", Key: m.keys.Binding(keys.Help).Help().Key, Run: func() tea.Cmd {
		m.windows.Push(dialog.Glossary(m.screenBelow()))
		return nil
	}}
	return append(append(all, glossary), last...)
}

// errNoScene says what the key that begins again is for.
var errNoScene = errors.New("no scene is being played: `scene` in the palette finds them")

// again starts the scene again.
func (m *model) again() tea.Cmd {
	if !m.lesson {
		return dialog.Refuse(errNoScene)
	}
	return func() tea.Msg { return scenes.Again{} }
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
			return func() tea.Msg { return scenes.Open{Name: sc.Name} }
		}})
	}
	return all
}

// KeyAction is something that a key does, under the name by which its keys can
// be changed.
type KeyAction struct {
	Name string
	Does string // as the help says it
	Keys []string
}

// KeyActions are the actions whose keys can be changed, with those that they
// have after the change. A change that is nil changes nothing.
func KeyActions(change map[string][]string) []KeyAction {
	t := keys.New(rows(), change, false)
	var all []KeyAction
	for i := range t.Rows {
		r := &t.Rows[i]
		if r.Fixed {
			continue
		}
		names := slices.DeleteFunc(slices.Clone(t.Binding(r.ID).Keys()), func(key string) bool { return key == " " }) // space by another name
		all = append(all, KeyAction{Name: string(r.ID), Does: r.Does, Keys: names})
	}
	return all
}

// CheckKeys says what is wrong with a change of keys, as a *keys.Error.
func CheckKeys(change map[string][]string) error { return keys.Check(rows(), change) }

// panelKeys are what the keys are called that the panels speak of.
func panelKeys(name func(keys.ID) string) panel.Keys {
	return panel.Keys{
		Upload: name(keys.Upload), Broken: name(keys.Broken), Redrive: name(keys.Redrive), More: name(keys.More), Pause: name(keys.Pause),
		Route: name(keys.Route), Cancel: name(keys.Cancel), Look: name(keys.Look),
		Inspect: name(keys.Inspect), Back: name(keys.Back), LastMark: name(keys.LastMark), Bookkeeping: name(keys.Bookkeeping), Quit: name(keys.Quit), Settings: name(keys.Settings),
		Step: name(keys.Step), Freeze: name(keys.Freeze),
	}
}
