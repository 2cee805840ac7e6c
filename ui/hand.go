package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/ui/dialog"
	"inflight/ui/draw"
)

// errHandEmpty says why nothing is done to what one holds.
var errHandEmpty = errors.New("you hold no message: i receives one by hand")

// receivedMsg is what a receive by hand brought.
type receivedMsg struct {
	got consume.InHand
	err error
}

// openHand receives a message by hand, and shows what is in it.
func (m *model) openHand() tea.Cmd {
	m.hand.Acts = dialog.HandActs{Receive: m.receiveByHand, Extend: m.extendHeld, GiveBack: m.giveBackHeld, Delete: m.confirmDeleteHeld}
	if m.windows.Top() != &m.hand {
		m.windows.Push(&m.hand)
	}
	return m.receiveByHand()
}

// receiveByHand receives a message, unless a receive is under way.
func (m *model) receiveByHand() tea.Cmd {
	if !m.hand.Waits() {
		return nil
	}
	ctx, control := m.ctx, m.options.Control
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		got, err := control.ReceiveByHand(ctx)
		return receivedMsg{got, err}
	}
}

// receivedByHand takes what a receive brought: the cursor goes to its row.
func (m *model) receivedByHand(msg receivedMsg) tea.Cmd {
	m.hand.Received(msg.got.MessageID, msg.got.Receipt, msg.err)
	switch {
	case msg.err != nil:
		m.toasts.Add(dialog.Done{Err: fmt.Errorf("receive by hand: %w", msg.err)}, m.wall())
	case msg.got.MessageID == "" && m.windows.Top() != &m.hand:
		m.toasts.Add(dialog.Done{Text: "nothing came into your hand"}, m.wall())
	case msg.got.MessageID != "":
		if m.focus != inFlightArea {
			m.choose(inFlightArea)
		}
		m.lists[inFlightArea].on = msg.got.MessageID
	}
	return m.take() // with the event that says the same
}

// held is the message that is meant by a key for what one holds: the one under the
// cursor where one holds it, else the one chosen in the window, or received last.
func (m *model) held() string {
	if under := m.underCursor(); under != nil && under.HeldBy(event.You) != nil {
		return under.ID
	}
	return m.hand.Meant(m.state)
}

// deleteHeld asks before it deletes what one holds. Where that is nothing the key is
// that of the dead letters, and shows them.
func (m *model) deleteHeld() tea.Cmd {
	id := m.held()
	if id == "" {
		return m.confirmDelete()
	}
	return m.confirmDeleteHeld(id)
}

// onHeld makes an action of something that is done to what one holds.
func onHeld(do func(m *model, id string) tea.Cmd) func(*model, string) tea.Cmd {
	return func(m *model, _ string) tea.Cmd {
		id := m.held()
		if id == "" {
			return dialog.Refuse(errHandEmpty)
		}
		return do(m, id)
	}
}

// called is what a message is called.
func (m *model) called(id string) string {
	if at := m.state.Message(id); at != nil {
		return draw.Escape(at.Name())
	}
	return "the message"
}

// extendHeld has the visibility timeout of a message in hand begin once more.
func (m *model) extendHeld(id string) tea.Cmd {
	if id == "" {
		return dialog.Refuse(errHandEmpty)
	}
	return m.do(fmt.Sprintf("%s: %g s from now", m.called(id), m.state.Setup.HandTimeout().Seconds()), func(ctx context.Context) error {
		return m.options.Control.ExtendInHand(ctx, id)
	})()
}

// giveBackHeld makes a message in hand visible at once.
func (m *model) giveBackHeld(id string) tea.Cmd {
	if id == "" {
		return dialog.Refuse(errHandEmpty)
	}
	return m.do(m.called(id)+" given back: it is visible", func(ctx context.Context) error {
		return m.options.Control.GiveBackInHand(ctx, id)
	})()
}

// confirmDeleteHeld asks before it deletes a message that is in hand, or was.
func (m *model) confirmDeleteHeld(id string) tea.Cmd {
	if id == "" {
		return dialog.Refuse(errHandEmpty)
	}
	name, queue := m.called(id), draw.Escape(m.state.Setup.Queue)
	question := fmt.Sprintf("Delete %s from %s? That is for good, and nothing is made of it.", name, queue)
	if at := m.state.Message(id); at != nil && at.HeldBy(event.You) == nil {
		question = fmt.Sprintf("Delete %s from %s with the receipt handle of a receive that is over? A standard queue obeys, even where another has it meanwhile.", name, queue)
	}
	m.windows.Push(dialog.ConfirmCommand(question, "delete it", m.hand.DeleteLine(m.state, id), m.do("deleted "+name, func(ctx context.Context) error {
		return m.options.Control.DeleteInHand(ctx, id)
	})))
	return nil
}

// took makes a command of something that is read.
func (m *model) took(read func(ctx context.Context, name string) (string, error)) func(string, func(string, error)) tea.Cmd {
	ctx := m.ctx
	return func(name string, took func(string, error)) tea.Cmd {
		return func() tea.Msg {
			ctx, cancel := context.WithTimeout(ctx, actionTime)
			defer cancel()
			body, err := read(ctx, name)
			return dialog.Took(func() { took(body, err) })
		}
	}
}

// compose asks for a message to be sent.
func (m *model) compose() tea.Cmd {
	m.windows.Push(dialog.Compose(dialog.ComposeActs{
		FromFile:   m.took(func(_ context.Context, path string) (string, error) { return pipeline.BodyOfFile(path) }),
		FromObject: m.took(m.options.Control.ObjectEvent),
		Send:       m.send,
	}, m.objects()))
	return nil
}

// mostObjects is how many objects are proposed.
const mostObjects = 50

// objects are the keys of images that are known to be in the bucket, the one under the
// cursor first, then the latest.
func (m *model) objects() (all []string) {
	add := func(key string) {
		if key != "" && len(all) < mostObjects && !slices.Contains(all, key) {
			all = append(all, key)
		}
	}
	if at := m.underCursor(); at != nil {
		add(at.Key)
	}
	for i := m.state.Thumbnails.Len() - 1; i >= 0; i-- {
		add(m.state.Thumbnails.At(i).SourceKey)
	}
	for _, at := range slices.Backward(m.state.Live()) {
		if len(all) == mostObjects {
			break
		}
		add(at.Key)
	}
	return all
}

// sentMsg is what came of sending a message.
type sentMsg struct {
	lastID string
	done   dialog.Done
}

// send sends a message, and then shows it in the queue.
func (m *model) send(message pipeline.NewMessage, times int) tea.Cmd {
	ctx, control := m.ctx, m.options.Control
	text := "sent a message to " + draw.Escape(m.state.Setup.Queue)
	if times > 1 {
		text = fmt.Sprintf("sent %d messages to %s", times, draw.Escape(m.state.Setup.Queue))
	}
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		id, err := control.Send(ctx, message, times)
		return sentMsg{id, dialog.Done{Text: text, Err: err}}
	}
}

// showSent shows in the queue what was sent.
func (m *model) showSent(msg sentMsg) tea.Cmd {
	m.toasts.Add(msg.done, m.wall())
	if msg.lastID != "" {
		if m.focus != queueArea {
			m.choose(queueArea)
		}
		m.lists[queueArea].on = msg.lastID
	}
	return m.take()
}

// pickMsg is the folder from which a person chooses a file.
type pickMsg struct{ folder string }

// pickFile lets a person choose a file, from the folder of the program on.
func (m *model) pickFile() tea.Cmd {
	return func() tea.Msg {
		folder, err := os.Getwd()
		if err != nil {
			folder = string(filepath.Separator)
		}
		return pickMsg{folder}
	}
}

// openPicker opens the window for that.
func (m *model) openPicker(msg pickMsg) tea.Cmd {
	window, read := dialog.Pick(msg.folder, m.uploadFile)
	m.windows.Push(window)
	return read
}

// uploadFile uploads a file that was chosen.
func (m *model) uploadFile(path string) tea.Cmd {
	return m.do("uploaded "+draw.Escape(filepath.Base(path)), func(ctx context.Context) error { return m.options.Control.UploadFile(ctx, path) })()
}
