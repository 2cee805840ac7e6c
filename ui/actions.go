package ui

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// action is something that a person may ask for, by its key or in the palette.
type action struct {
	name string
	key  key.Binding
	run  func() tea.Cmd
}

// errRecorded says why nothing is done.
var errRecorded = errors.New("this is a recording: what happened in it cannot be changed")

// changing makes actions of a recording say that it cannot be changed.
func (m *model) changing(all []action) []action {
	if m.options.Playing == nil {
		return all
	}
	for i := range all {
		all[i].run = func() tea.Cmd { return report(doneMsg{err: errRecorded}) }
	}
	return all
}

// actions are all of them, in the order of the palette.
func (m *model) actions() []action {
	c, k := m.options.Control, &m.keys
	all := m.changing([]action{
		{"stop or resume consuming", k.Pause, m.pause},
		{"upload one more image", k.Upload, m.do("uploaded one image", func(ctx context.Context) error { return c.Upload(ctx, 1) })},
		{"upload a broken image", k.Broken, m.do("uploaded a broken image", func(ctx context.Context) error { return c.UploadBroken(ctx) })},
		{"add a worker", k.More, m.workers(1)},
		{"take a worker away", k.Fewer, m.workers(-1)},
		{"announce the image under the cursor again", k.Announce, m.announceAgain},
		{"purge the queue", k.Purge, m.confirmPurge(false)},
		{"redrive the selected dead letters, or all, to their source", k.Redrive, m.redrive},
		{"redrive dead letters: to which queue, how fast", k.Route, m.openRedrive},
		{"cancel the redrive", k.Cancel, m.do("the redrive is being cancelled", c.CancelRedrive)},
		{"look into the dead-letter queue", k.Look, m.lookAtLetters},
		{"delete the selected dead letters", k.Delete, m.confirmDelete},
		{"purge the dead-letter queue", k.Clear, m.confirmPurge(true)},
	})
	all = append(all, []action{
		{"select the dead letter under the cursor, or not", k.Mark, m.onLetters(m.selectLetter)},
		{"select all dead letters, or none", k.MarkAll, m.onLetters(m.selectLetters)},
		{"inspect what is under the cursor", k.Inspect, m.inspect},
		{"zoom the panel, or back", k.Zoom, m.at(m.zoom)},
		{"filter the list", k.Filter, m.at(m.startFilter)},
		{"sort the messages in flight by something else", k.Sort, m.at(m.sortNext)},
		{"copy the URL of the thumbnail or mail", k.Copy, m.copyURL},
		{"open the URL of the thumbnail or mail", k.Open, m.openURL},
		{"follow the image under the cursor, or no more", k.Follow, m.at(m.follow)},
		{"tell in a sentence what happens, or stop telling", k.Narrate, m.at(m.turnNarration)},
		{"show the API calls of our own bookkeeping, or hide them", k.Bookkeeping, m.at(m.turnBookkeeping)},
	}...)
	for i, a := range panelAreas {
		all = append(all, action{"go to " + slots[a].name, bind(strconv.Itoa(i+1), slots[a].name, strconv.Itoa(i+1)), m.at(func() { m.choose(a) })})
	}
	return append(
		all,
		action{"help", k.Help, m.at(func() { m.push(newHelp(m)) })},
		action{"glossary: what the words mean", k.Help, m.at(m.openGlossary)},
		action{"all actions", k.Palette, m.at(func() { m.push(&palette{}) })},
		action{"quit", k.Quit, m.quit},
	)
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

// at makes an action of something that is done at once.
func (m *model) at(do func()) func() tea.Cmd {
	return func() tea.Cmd {
		do()
		return nil
	}
}

// actionTime is how long an action may take.
const actionTime = 30 * time.Second

// doneMsg says how an action went.
type doneMsg struct {
	text string
	err  error
}

// do makes an action of a call that takes time.
func (m *model) do(done string, call func(context.Context) error) func() tea.Cmd {
	ctx := m.ctx
	return func() tea.Cmd {
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(ctx, actionTime)
			defer cancel()
			return doneMsg{text: done, err: call(ctx)}
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

// workers changes their number.
func (m *model) workers(by int) func() tea.Cmd {
	return func() tea.Cmd {
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
}

// confirmPurge asks before it throws away what a queue holds. On a real account
// the queue's name has to be typed.
func (m *model) confirmPurge(dead bool) func() tea.Cmd {
	return func() tea.Cmd {
		queue, purge := m.state.Setup.Queue, m.options.Control.Purge
		what := "Everything in it is thrown away: what is visible, what is delayed and what is in flight."
		if l := &m.lists[m.focus]; l.filter != "" && (m.focus == queueArea || m.focus == inFlightArea) {
			what = "SQS can purge everything or nothing: also what the filter does not show is thrown away."
		}
		if of := m.scoped(); dead && of.how == "shown" {
			if of.none() {
				return report(doneMsg{err: errNothingShown})
			}
			m.confirmDeleting(of)
			return nil
		}
		if dead {
			queue, purge = m.state.Setup.DeadLetterQueue, m.options.Control.PurgeDeadLetters
			what = "Every dead letter in it is thrown away, and with it the chance to redrive it."
		}
		m.push(&confirm{
			question: fmt.Sprintf("Purge %s? %s", panel.Escape(queue), what), verb: "purge it",
			yes: m.do(purgedText(queue), purge), typed: typedName(m.state, queue),
		})
		return nil
	}
}

// typedName is what has to be typed to confirm; empty where yes is enough.
func typedName(s *state.State, queue string) string {
	if s.Setup.Embedded {
		return ""
	}
	return queue
}
