package dialog

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// HandActs are what a person can do with messages received by hand.
type HandActs struct {
	Receive                  func() tea.Cmd
	Extend, GiveBack, Delete func(messageID string) tea.Cmd
}

// Hand is what a person has received by hand, and what has become of it. It lies over
// the screen or not; what it knows beside the state it keeps. The zero Hand has
// received nothing. It is used by one goroutine.
type Hand struct {
	Acts HandActs

	receipts map[string]string // by message id
	waits    bool              // a receive is under way
	nothing  bool              // the last one brought nothing
	last     string            // message that was received last
	back     int               // the chosen one is so many before the latest of those in hand
	shown    int               // whose command line is shown, of the acts
}

// Waits says that a receive is under way. It reports false where one was.
func (h *Hand) Waits() bool {
	if h.waits {
		return false
	}
	h.waits, h.nothing = true, false
	return true
}

// Received says what the receive brought: no message id says that it was nothing.
func (h *Hand) Received(messageID, receipt string, err error) {
	h.waits, h.nothing = false, messageID == "" && err == nil
	if messageID == "" {
		return
	}
	if h.receipts == nil || len(h.receipts) > keepReceipts {
		h.receipts = map[string]string{}
	}
	h.receipts[messageID], h.last, h.back = receipt, messageID, 0
}

// keepReceipts bounds what is remembered.
const keepReceipts = 100

// Meant is the message that an act is about: the chosen one of those in hand, or, for a
// delete may do yet, the one that was received last. Empty: there is none.
func (h *Hand) Meant(s *state.State) string {
	held := s.InHand()
	if len(held) == 0 {
		return h.last
	}
	return held[max(len(held)-1-h.back, 0)].ID
}

// handWait is how long a receive by hand waits.
const handWait = 10

// handActs are the acts in their order: the key, what it does, and the call.
var handActs = []struct {
	key  keys.ID
	does string
}{
	{keys.ByHand, "receive one more: its receive count rises by 1"},
	{keys.Extend, "extend: its visibility timeout begins once more, from now"},
	{keys.GiveBack, "give it back: visible at once, to whoever receives next"},
	{keys.DeleteHeld, "delete it: gone for good, and not done"},
}

const handWidth = 76

func (h *Hand) Size(s *Screen) (w, _ int) {
	w = min(max(handWidth, s.Width-24), 110, s.Width-4)
	_, _, body := h.Draw(s, w, 0)
	return w, len(body)
}

// Scroll moves to another message in hand.
func (h *Hand) Scroll(int) {}

func (h *Hand) Draw(s *Screen, w, _ int) (title, right string, body []string) {
	held, st := s.State.InHand(), s.Styles
	room := max(w-4, 1)
	add := func(tone draw.Tone, text string) {
		for _, line := range draw.Wrap(text, room) {
			body = append(body, "  "+st.Paint(tone, line))
		}
	}
	body = append(body, "")
	meant := h.Meant(s.State)
	at := slices.IndexFunc(held, func(m *state.Message) bool { return m.ID == meant })
	first := max(len(held)-maxShown, 0)
	if at >= 0 {
		first = min(first, at) // what is meant is seen
	}
	for _, m := range held[first:min(first+maxShown, len(held))] {
		mark, tone := "  ", draw.Text
		if m.ID == meant {
			mark, tone = s.Styles.Sign("▸")+" ", draw.Strong
		}
		body = append(body, "  "+st.Paint(draw.Accent, mark)+st.Paint(tone, draw.Fit(panel.Whereabouts(s.State, s.Now, m), room-2)))
	}
	if at >= 0 && len(held) > maxShown {
		body = append(body, "  "+st.Paint(draw.Dim, draw.Fit(fmt.Sprintf("%d of the %d in your hand", at+1, len(held)), room)))
	}
	if m := s.State.Message(h.Meant(s.State)); m != nil {
		if len(held) == 0 {
			body = append(body, "  "+st.Paint(draw.Strong, draw.Fit(panel.Whereabouts(s.State, s.Now, m), room)))
		}
		body = append(body, "  "+st.Paint(draw.Dim, draw.Fit("body: "+event.OneLine(m.Body, 400), room)))
		body = append(body, "")
	}
	switch {
	case h.waits:
		add(draw.Warn, fmt.Sprintf("waits up to %d s for a message; workers that wait get their share, %s has them stop receiving", handWait, s.Keys.Called(keys.Pause)))
	case h.nothing:
		add(draw.Warn, fmt.Sprintf("nothing came in %d s: nothing is visible, or workers were quicker (%s has them stop receiving)", handWait, s.Keys.Called(keys.Pause)))
	case len(held) == 0:
		add(draw.Text, "Your hand is empty. What you receive nobody else sees until its visibility timeout runs out; no heartbeat extends it.")
	}
	if asked := s.State.Setup.HandTimeout().Seconds(); asked > s.State.Setup.Visibility {
		add(draw.Dim, fmt.Sprintf("By hand a receive asks for %g s, where the queue's timeout is %g s: so you can read it, or let it run out.", asked, s.State.Setup.Visibility))
	}
	body = append(body, "")
	for i, act := range handActs {
		mark := "  "
		if i == h.shown {
			mark = s.Styles.Sign("▸") + " "
		}
		tone := draw.Text
		if !h.does(s, i) {
			tone = draw.Dim
		}
		body = append(body, "  "+st.Paint(draw.Accent, mark+draw.Fit(s.Keys.Called(act.key), 3))+st.Paint(tone, draw.Fit(act.does, room-5)))
	}
	body = append(body, commandLines(s, h.command(s), s.Keys.Called(keys.Copy), w)...)
	return "your hand", s.Keys.Called(keys.Back) + ": close, it stays in your hand", append(body, "")
}

// maxShown is how many of the messages in hand are listed at once.
const maxShown = 4

// command is the line of the AWS CLI for what is chosen; empty where it is not known.
func (h *Hand) command(s *Screen) string {
	setup := &s.State.Setup
	if h.shown == 0 {
		return panel.ReceiveCommand(setup, handWait)
	}
	receipt := h.receipts[h.Meant(s.State)]
	switch {
	case receipt == "":
		return ""
	case h.shown == 1:
		return panel.VisibilityCommand(setup, receipt, setup.HandTimeout())
	case h.shown == 2:
		return panel.VisibilityCommand(setup, receipt, 0)
	}
	return panel.DeleteCommand(setup, receipt)
}

// DeleteLine is the line of the AWS CLI that deletes a message that was received by hand;
// empty where its receipt is not known.
func (h *Hand) DeleteLine(s *state.State, id string) string {
	receipt := h.receipts[id]
	if receipt == "" {
		return ""
	}
	return panel.DeleteCommand(&s.Setup, receipt)
}

// Press takes the keys of the acts, and those that choose.
func (h *Hand) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	id := h.Meant(s.State)
	for i, act := range handActs {
		if s.Keys.Matches(msg, act.key) {
			h.shown = i
			return h.act(id, i), false
		}
	}
	switch {
	case s.Keys.Matches(msg, keys.Back), s.Keys.Matches(msg, keys.Quit):
		return nil, true
	case s.Keys.Matches(msg, keys.Up):
		h.shown = max(h.shown-1, 0)
	case s.Keys.Matches(msg, keys.Down):
		h.shown = min(h.shown+1, len(handActs)-1)
	case s.Keys.Matches(msg, keys.Left):
		h.turn(s, -1)
	case s.Keys.Matches(msg, keys.Right):
		h.turn(s, 1)
	case s.Keys.Matches(msg, keys.Inspect):
		return h.act(id, h.shown), false
	case s.Keys.Matches(msg, keys.Copy):
		if line := h.command(s); line != "" {
			return tea.Batch(tea.SetClipboard(line), Say("copied the command line")), false
		}
	default:
		return leave(msg)
	}
	return nil, false
}

// act does one of the acts.
func (h *Hand) act(id string, which int) tea.Cmd {
	switch which {
	case 0:
		return h.Acts.Receive()
	case 1:
		return h.Acts.Extend(id)
	case 2:
		return h.Acts.GiveBack(id)
	}
	return h.Acts.Delete(id)
}

// does tells whether an act would do something now.
func (h *Hand) does(s *Screen, which int) bool {
	switch which {
	case 0:
		return !h.waits
	case 1, 2:
		return len(s.State.InHand()) > 0
	}
	m := s.State.Message(h.Meant(s.State))
	return m != nil && !m.Phase(s.Now).Ended()
}

// turn goes to another message in hand.
func (h *Hand) turn(s *Screen, by int) {
	h.back = min(max(h.back-by, 0), max(len(s.State.InHand())-1, 0))
}
