package ui

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/redrive"
	"inflight/ui/draw"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// redriveDialog asks where dead letters shall go and how fast. While a redrive
// is under way it changes the rate of that one.
type redriveDialog struct {
	letters []string // that are meant; none: all
	what    string   // they are, in words
	queues  []string // where they can go; "" is each to where it came from
	at      int      // of queues
	rate    int      // a second; 0: as fast as it goes
	problem string   // why the queues are not known
	under   bool     // a redrive is under way
	asked   bool     // the queues are known
	typing  bool     // the rate: the next digit goes to its end
}

// queuesMsg are the queues that the dialog can offer.
type queuesMsg struct {
	dialog *redriveDialog
	names  []string
	err    error
}

// rates are those that the arrows go through; any other can be typed.
var rates = []int{0, 1, 2, 5, 10, 20, 50, 100, 200, redrive.MaxRedriveRate}

const redriveWidth = 66

// openRedrive opens the dialog, and asks for the queues there are.
func (m *model) openRedrive() tea.Cmd {
	of := m.scoped()
	if of.none() && !m.state.Redrive.Running() {
		return report(doneMsg{err: errNothingShown})
	}
	d := &redriveDialog{letters: of.letters, what: m.name(of), queues: []string{""}, under: m.state.Redrive.Running()}
	m.push(d)
	if d.under {
		d.rate = m.state.Redrive.Rate
		return nil
	}
	ctx, control := m.ctx, m.options.Control
	return func() tea.Msg {
		ctx, cancel := context.WithTimeout(ctx, actionTime)
		defer cancel()
		names, err := control.QueueNames(ctx)
		return queuesMsg{dialog: d, names: names, err: err}
	}
}

// show offers the queues that letters can go to: all but their own, and of the
// same kind.
func (msg queuesMsg) show(m *model) {
	const fifo = ".fifo"
	d := msg.dialog
	d.asked, d.problem = true, event.Reason(msg.err)
	own := m.state.Setup.DeadLetterQueue
	for _, name := range msg.names {
		if name != own && strings.HasSuffix(name, fifo) == strings.HasSuffix(own, fifo) {
			d.queues = append(d.queues, name)
		}
	}
}

func (d *redriveDialog) size(m *model) (w, h int) {
	rows := min(len(d.queues), 8)
	if d.under {
		rows = 1
	}
	return redriveWidth, rows + 4 + len(d.notes(redriveWidth-4)) + 1
}

func (d *redriveDialog) scroll(by int) { d.at = min(max(d.at+by, 0), len(d.queues)-1) }

func (d *redriveDialog) draw(m *model, w, h int) (title, right string, body []string) {
	s := m.styles
	body = append(body, "")
	notes := d.notes(w - 4)
	if d.under {
		r := &m.state.Redrive
		body = append(body, "  "+s.Paint(draw.Dim, draw.Fit("moving", 8))+s.Paint(draw.Text, fmt.Sprintf("%s of about %s, %s", panel.Count(r.Moved), panel.Count(r.Total), m.destination(r.To))))
	} else {
		body = append(body, d.choices(m, w, max(h-5-len(notes), 1))...)
	}
	body = append(body, "", "  "+s.Paint(draw.Dim, draw.Fit("rate", 8))+d.rateLine(m), "")
	for _, line := range notes {
		body = append(body, "  "+s.Paint(draw.Dim, line))
	}
	return d.title(), d.keys(m), body
}

func (d *redriveDialog) title() string {
	if d.under {
		return "the redrive under way"
	}
	return "redrive " + d.what
}

func (d *redriveDialog) keys(m *model) string {
	enter, back := m.keys.Binding(keys.Inspect).Help().Key, m.keys.Binding(keys.Back).Help().Key
	if d.under {
		return enter + ": at this rate  " + m.keys.Binding(keys.Cancel).Help().Key + ": cancel it  " + back
	}
	return enter + ": start  " + back + ": no"
}

// choices are the queues, the chosen one marked, as many as there is room for.
func (d *redriveDialog) choices(m *model, w, room int) (lines []string) {
	s := m.styles
	first := max(min(d.at-room/2, len(d.queues)-room), 0)
	for i := first; i < min(first+room, len(d.queues)); i++ {
		head := ""
		if i == first {
			head = "to"
		}
		line := "  " + s.Paint(draw.Dim, draw.Fit(head, 8))
		name := draw.Fit(strings.TrimPrefix(m.destination(d.queues[i]), "to "), max(w-14, 1))
		if i == d.at {
			line += s.Paint(draw.Accent, m.mark(true)) + s.Paint(draw.Strong, name)
		} else {
			line += "  " + s.Paint(draw.Text, name)
		}
		lines = append(lines, line)
	}
	return lines
}

// destination is where a redrive goes, in words.
func (m *model) destination(queue string) string {
	if queue == "" {
		return "back to where they came from"
	}
	return "to " + draw.Escape(queue)
}

// rateLine is the rate, and how it is changed.
func (d *redriveDialog) rateLine(m *model) string {
	text := "as fast as it goes"
	if d.rate > 0 {
		text = fmt.Sprintf("%d a second", d.rate)
	}
	return m.styles.Paint(draw.Strong, draw.Fit(text, 20)) + m.styles.Paint(draw.Dim, m.plainKey(m.keys.As("", keys.Left, keys.Right).Help().Key+" or type 1 to 500"))
}

// notes say what it does and costs.
func (d *redriveDialog) notes(w int) []string {
	text := "SQS moves them itself: each gets a new id, and its receive count starts at 0."
	switch {
	case d.under:
		text = "SQS cannot change the rate of a move: it is cancelled, and a new one moves the rest."
	case len(d.letters) > 0:
		text = "SQS cannot move chosen letters: each is received, sent on with its attributes, then deleted. " +
			"To find them others are received too, which counts as a receive; they are visible again at once."
	}
	lines := draw.Wrap(text, max(w, 1))
	if d.problem != "" {
		lines = append(lines, draw.Wrap("Other queues are not known: "+d.problem, max(w, 1))...)
	} else if !d.asked && !d.under {
		lines = append(lines, "Asking for the queues there are.")
	}
	return lines
}

func (d *redriveDialog) press(m *model, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case m.keys.Matches(msg, keys.Back), m.keys.Matches(msg, keys.Quit):
		return nil, true
	case m.keys.Matches(msg, keys.Up):
		d.scroll(-1)
	case m.keys.Matches(msg, keys.Down):
		d.scroll(1)
	case m.keys.Matches(msg, keys.Left):
		d.step(-1)
	case m.keys.Matches(msg, keys.Right):
		d.step(1)
	case m.keys.Matches(msg, keys.Cancel) && d.under:
		return m.do("the redrive is being cancelled", m.options.Control.CancelRedrive)(), true
	case m.keys.Matches(msg, keys.Inspect):
		return d.enter(m), true
	case msg.String() == "backspace":
		d.rate /= 10
	default:
		d.digit(msg.String())
	}
	return nil, false
}

// digit takes a digit of a rate that is typed. The first one begins it again.
func (d *redriveDialog) digit(k string) {
	n, err := strconv.Atoi(k)
	if err != nil || n < 0 {
		return
	}
	if d.typing {
		n += d.rate * 10
	}
	if n <= redrive.MaxRedriveRate {
		d.rate, d.typing = n, true
	}
}

// step goes to the next rate of the list.
func (d *redriveDialog) step(by int) {
	d.typing = false
	at, exact := slices.BinarySearch(rates, d.rate)
	if by > 0 && !exact {
		at--
	}
	d.rate = rates[min(max(at+by, 0), len(rates)-1)]
}

// enter does what the dialog says.
func (d *redriveDialog) enter(m *model) tea.Cmd {
	if d.under {
		rate := d.rate
		return m.do("the rest goes on at another rate", func(ctx context.Context) error {
			return m.options.Control.ChangeRedriveRate(ctx, rate)
		})()
	}
	return m.start(redrive.RedriveOrder{Letters: d.letters, To: d.queues[d.at], Rate: d.rate})
}
