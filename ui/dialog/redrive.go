package dialog

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/redrive"
	"inflight/ui/draw"
	"inflight/ui/keys"
)

// Offer gives a dialog the queues that letters can go to from a queue of their own, or
// why they are not known: all but that, and of the same kind, are offered.
type Offer func(own string, names []string, err error)

// Redrive asks where dead letters shall go and how fast: letters, or all where there
// are none, in words what they are.
func Redrive(letters []string, what string, start func(o redrive.RedriveOrder) tea.Cmd) (Window, Offer) {
	d := &redriving{letters: letters, what: what, start: start}
	return d, d.offer
}

// RedriveRate changes the rate of the redrive that is under way, or cancels it.
func RedriveRate(rate int, change func(rate int) tea.Cmd, cancel func() tea.Cmd) Window {
	return &redriving{under: true, rate: rate, change: change, cancel: cancel}
}

// redriving asks for a redrive, or about the one under way.
type redriving struct {
	letters []string // that are meant; none: all
	what    string   // they are, in words
	under   bool     // a redrive is under way
	rate    int      // a second; 0: as fast as it goes

	start  func(o redrive.RedriveOrder) tea.Cmd
	change func(rate int) tea.Cmd // of the one under way
	cancel func() tea.Cmd         // it

	queues  []string // where they can go, but for where they came from, which is always the first choice
	at      int      // of the choices
	problem string   // why the queues are not known
	asked   bool     // the queues are known
	typing  bool     // the rate: the next digit goes to its end
}

// rates are those that the arrows go through; any other can be typed.
var rates = []int{0, 1, 2, 5, 10, 20, 50, 100, 200, redrive.MaxRedriveRate}

const redriveWidth = 66

// offer takes the queues that letters can go to.
func (d *redriving) offer(own string, names []string, err error) {
	const fifo = ".fifo"
	d.asked, d.problem = true, event.Reason(err)
	for _, name := range names {
		if name != own && strings.HasSuffix(name, fifo) == strings.HasSuffix(own, fifo) {
			d.queues = append(d.queues, name)
		}
	}
}

// choices are where they can go; "" is each to where it came from.
func (d *redriving) choices() []string { return append([]string{""}, d.queues...) }

func (d *redriving) Size(s *Screen) (w, h int) {
	rows := min(len(d.queues)+1, 8)
	if d.under {
		rows = 1
	}
	return redriveWidth, rows + 4 + len(d.notes(redriveWidth-4)) + 1
}

func (d *redriving) Scroll(by int) { d.at = min(max(d.at+by, 0), len(d.queues)) }

func (d *redriving) Draw(s *Screen, w, h int) (title, right string, body []string) {
	body = append(body, "")
	notes := d.notes(w - 4)
	if d.under {
		r := &s.State.Redrive
		body = append(body, "  "+s.Styles.Paint(draw.Dim, draw.Fit("moving", 8))+s.Styles.Paint(draw.Text, fmt.Sprintf("%s of about %s, %s", count(r.Moved), count(r.Total), destination(r.To))))
	} else {
		body = append(body, d.lines(s, w, max(h-5-len(notes), 1))...)
	}
	body = append(body, "", "  "+s.Styles.Paint(draw.Dim, draw.Fit("rate", 8))+d.rateLine(s), "")
	for _, line := range notes {
		body = append(body, "  "+s.Styles.Paint(draw.Dim, line))
	}
	return d.title(), d.keys(s), body
}

func (d *redriving) title() string {
	if d.under {
		return "the redrive under way"
	}
	return "redrive " + d.what
}

func (d *redriving) keys(s *Screen) string {
	enter, back := s.Keys.Called(keys.Inspect), s.Keys.Called(keys.Back)
	if d.under {
		return enter + ": at this rate  " + s.Keys.Called(keys.Cancel) + ": cancel it  " + back
	}
	return enter + ": start  " + back + ": no"
}

// lines are the queues, the chosen one marked, as many as there is room for.
func (d *redriving) lines(s *Screen, w, room int) (lines []string) {
	all := d.choices()
	first := max(min(d.at-room/2, len(all)-room), 0)
	for i := first; i < min(first+room, len(all)); i++ {
		head := ""
		if i == first {
			head = "to"
		}
		line := "  " + s.Styles.Paint(draw.Dim, draw.Fit(head, 8))
		name := draw.Fit(strings.TrimPrefix(destination(all[i]), "to "), max(w-14, 1))
		if i == d.at {
			line += s.Styles.Paint(draw.Accent, s.Styles.Sign("▸")+" ") + s.Styles.Paint(draw.Strong, name)
		} else {
			line += "  " + s.Styles.Paint(draw.Text, name)
		}
		lines = append(lines, line)
	}
	return lines
}

// destination is where a redrive goes, in words.
func destination(queue string) string {
	if queue == "" {
		return "back to where they came from"
	}
	return "to " + draw.Escape(queue)
}

// rateLine is the rate, and how it is changed.
func (d *redriving) rateLine(s *Screen) string {
	text := "as fast as it goes"
	if d.rate > 0 {
		text = fmt.Sprintf("%d a second", d.rate)
	}
	return s.Styles.Paint(draw.Strong, draw.Fit(text, 20)) + s.Styles.Paint(draw.Dim, s.Keys.As("", keys.Left, keys.Right).Help().Key+" or type 1 to 500")
}

// notes say what it does and costs.
func (d *redriving) notes(w int) []string {
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

func (d *redriving) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case s.Keys.Matches(msg, keys.Back), s.Keys.Matches(msg, keys.Quit):
		return nil, true
	case s.Keys.Matches(msg, keys.Up):
		d.Scroll(-1)
	case s.Keys.Matches(msg, keys.Down):
		d.Scroll(1)
	case s.Keys.Matches(msg, keys.Left):
		d.step(-1)
	case s.Keys.Matches(msg, keys.Right):
		d.step(1)
	case s.Keys.Matches(msg, keys.Cancel) && d.under:
		return d.cancel(), true
	case s.Keys.Matches(msg, keys.Inspect):
		return d.enter(), true
	case msg.String() == "backspace":
		d.rate /= 10
	default:
		d.digit(msg.String())
	}
	return nil, false
}

// digit takes a digit of a rate that is typed. The first one begins it again.
func (d *redriving) digit(k string) {
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
func (d *redriving) step(by int) {
	d.typing = false
	at, exact := slices.BinarySearch(rates, d.rate)
	if by > 0 && !exact {
		at--
	}
	d.rate = rates[min(max(at+by, 0), len(rates)-1)]
}

// enter does what the dialog says.
func (d *redriving) enter() tea.Cmd {
	if d.under {
		return d.change(d.rate)
	}
	return d.start(redrive.RedriveOrder{Letters: d.letters, To: d.choices()[d.at], Rate: d.rate})
}
