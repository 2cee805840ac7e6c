package ui

import (
	"context"
	"fmt"
	"time"

	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// action is something that a person may ask for, by its key or in the palette.
type action struct {
	name string
	key  key.Binding
	run  func() tea.Cmd
}

// actions are all of them, in the order of the palette.
func (m *model) actions() []action {
	c := m.options.Control
	return []action{
		{"stop or resume consuming", m.keys.Pause, m.pause},
		{"upload one more image", m.keys.Upload, m.do("uploaded one image", func(ctx context.Context) error { return c.Upload(ctx, 1) })},
		{"upload a broken image", m.keys.Broken, m.do("uploaded a broken image", func(ctx context.Context) error { return c.UploadBroken(ctx) })},
		{"add a worker", m.keys.More, m.workers(1)},
		{"take a worker away", m.keys.Fewer, m.workers(-1)},
		{"redrive the dead letters to their source", m.keys.Redrive, m.do("redrive started", func(ctx context.Context) error { return c.Redrive(ctx) })},
		{"purge the queue", m.keys.Purge, m.confirmPurge(false)},
		{"purge the dead-letter queue", m.keys.Clear, m.confirmPurge(true)},
		{"help", m.keys.Help, m.open(func() overlay { return newHelp(m) })},
		{"all actions", m.keys.Palette, m.open(func() overlay { return newPalette(m) })},
		{"quit", m.keys.Quit, func() tea.Cmd { return tea.Quit }},
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
	if m.state.Paused {
		return m.do("consuming again", m.options.Control.Resume)()
	}
	return m.do("consuming stopped: what is in hand is finished", m.options.Control.Pause)()
}

// workers changes their number.
func (m *model) workers(by int) func() tea.Cmd {
	return func() tea.Cmd {
		n := m.state.Wanted + by
		if n < 0 || n > pipeline.MaxWorkers {
			return nil
		}
		m.state.Wanted = n // so that a key held down counts; the event says the same
		return m.do(fmt.Sprintf("%d workers", n), func(ctx context.Context) error { return m.options.Control.SetWorkers(ctx, n) })()
	}
}

// confirmPurge asks before it throws away what a queue holds. On a real account
// the queue's name has to be typed.
func (m *model) confirmPurge(dead bool) func() tea.Cmd {
	return func() tea.Cmd {
		queue, purge := m.state.Setup.Queue, m.options.Control.Purge
		if dead {
			queue, purge = m.state.Setup.DeadLetterQueue, m.options.Control.PurgeDeadLetters
		}
		m.push(&confirm{
			question: fmt.Sprintf("Purge %s? Everything in it is thrown away: what waits, what is delayed and what is in flight.", panel.Escape(queue)),
			yes:      m.do("purged "+queue, purge),
			typed:    typedName(m.state, queue),
		})
		return nil
	}
}

// typedName is what has to be typed to confirm; empty where yes is enough.
func typedName(s *pipeline.State, queue string) string {
	if s.Setup.Embedded {
		return ""
	}
	return queue
}

// open makes an action of opening an overlay.
func (m *model) open(make func() overlay) func() tea.Cmd {
	return func() tea.Cmd {
		m.push(make())
		return nil
	}
}

// copyURL puts the URL of the thumbnail under the cursor on the clipboard.
func (m *model) copyURL() tea.Cmd {
	rows := panel.ThumbnailRows(m.state, m.lists[thumbnailsArea].filter)
	if i := m.lists[thumbnailsArea].cursor; i < len(rows) && rows[i].URL != "" {
		m.toasts.add(doneMsg{text: "copied the URL"}, m.clock())
		return tea.SetClipboard(rows[i].URL)
	}
	return nil
}
