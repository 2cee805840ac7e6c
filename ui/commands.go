package ui

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os/exec"
	"runtime"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/dialog"
	"inflight/ui/draw"
)

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
	if !m.paused.turn(!m.paused.now(m.inForce().paused)) {
		return nil
	}
	return set(m, "consuming", &m.paused, func(ctx context.Context, pause bool) error {
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
	next := consume.NextModel(m.consumers.now(m.inForce().model))
	if !m.consumers.turn(next) {
		return nil
	}
	return set(m, "model", &m.consumers, m.options.Control.SetModel, func(name string) string { return "the model is " + name + " now" })
}

// errOneAtATime is what serial says to + and -.
var errOneAtATime = errors.New("serial works on one image at a time: m takes another model")

// workers changes their number.
func (m *model) workers(by int) tea.Cmd {
	is := m.inForce()
	if m.consumers.now(is.model) == "serial" {
		return dialog.Refuse(errOneAtATime)
	}
	n := m.wanted.now(is.workers) + by
	if n < 0 || n > event.MaxWorkers || !m.wanted.turn(n) {
		return nil
	}
	return set(m, "workers", &m.wanted, m.options.Control.SetWorkers, func(n int) string {
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
			return dialog.Refuse(errNothingShown)
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

// dial is a setting of the pipeline that keys turn. Commands run beside each
// other, so that two of them could arrive in either order: there is never more
// than one under way, and when it is done, what has been turned further
// meanwhile follows. The zero dial is at rest.
type dial[T comparable] struct {
	want  T
	under bool // a command is under way
}

// now is what the setting is about to be; is, where nobody turns it.
func (d *dial[T]) now(is T) T {
	if d.under {
		return d.want
	}
	return is
}

// turn asks for a value. It reports whether a command has to go for it; else
// one is under way, and the value follows.
func (d *dial[T]) turn(to T) bool {
	d.want = to
	start := !d.under
	d.under = true
	return start
}

// arrived says that a command for a value is done, and reports whether another
// has to follow.
func (d *dial[T]) arrived(at T, err error) bool {
	d.under = err == nil && d.want != at
	return d.under
}

// turnedMsg says how a command of a dial went. Next is the command that has to
// follow, decided where the model may be touched.
type turnedMsg struct {
	done dialog.Done
	next func() tea.Cmd
}

// set is the command that brings a dial to where it is wanted, which is on something.
// Text is what is said when it is there.
func set[T comparable](m *model, on string, d *dial[T], call func(context.Context, T) error, text func(T) string) tea.Cmd {
	to, ctx := d.want, m.ctx
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		err := call(ctx, to)
		return turnedMsg{done: dialog.Done{On: on, Text: text(to), Err: err}, next: func() tea.Cmd {
			if d.arrived(to, err) {
				return set(m, on, d, call, text)
			}
			return nil
		}}
	}
}

// turned says how it went, once the dial is at rest.
func (m *model) turned(msg turnedMsg) tea.Cmd {
	if next := msg.next(); next != nil {
		return next
	}
	if msg.done.Err != nil || msg.done.Text != "" {
		m.toasts.Add(msg.done, m.wall())
	}
	return m.take() // with the event that says the same
}

// announceAgain announces the thumbnail of the image under the cursor once more.
func (m *model) announceAgain() tea.Cmd {
	id, key := m.announceable()
	if key == "" {
		return dialog.Refuse(errors.New("there is no image here: choose a thumbnail or a message"))
	}
	done := fmt.Sprintf("announced %s again, or it waits for its turn", draw.Escape(event.ShortName(key)))
	return m.do(done, func(ctx context.Context) error { return m.options.Control.AnnounceAgain(ctx, id, key) })()
}

// errNoLink says what the keys for links need.
var errNoLink = errors.New("there is no link here: choose a thumbnail or a mail")

// copyURL puts the URL on the terminal's clipboard (OSC 52), which works over
// ssh too.
func (m *model) copyURL() tea.Cmd {
	link := m.linked()
	if link == "" {
		return dialog.Refuse(errNoLink)
	}
	return tea.Batch(tea.SetClipboard(link), dialog.Say("copied the URL"))
}

// openURL shows the URL in a browser.
func (m *model) openURL() tea.Cmd {
	link := m.linked()
	if u, err := url.Parse(link); link == "" || err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return dialog.Refuse(errNoLink)
	}
	open := m.options.browse
	if open == nil {
		open = browse
	}
	return m.do("opened the URL", func(ctx context.Context) error { return open(ctx, link) })()
}

// browse hands a URL to the desktop.
func browse(ctx context.Context, link string) error {
	name, args := "xdg-open", []string{link}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", link}
	}
	if _, err := exec.LookPath(name); err != nil {
		return errors.New("nothing here opens URLs (no " + name + "): copy it with y")
	}
	return exec.CommandContext(ctx, name, args...).Run()
}
