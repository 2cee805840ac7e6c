package panel

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// CallRows are the API calls that Calls shows, the latest first; our own
// bookkeeping is among them only where own is true.
func CallRows(s *state.State, filter string, own bool) []state.Call {
	return callRows(s, filter, own, int(^uint(0)>>1))
}

// callRows are the first n of CallRows.
func callRows(s *state.State, filter string, own bool, n int) []state.Call {
	if s == nil {
		return nil
	}
	var rows []state.Call
	i, j := s.Calls.Len()-1, -1
	if own {
		j = s.Samples.Len() - 1
	}
	for len(rows) < n && (i >= 0 || j >= 0) {
		var c state.Call
		if j < 0 || i >= 0 && !s.Calls.At(i).At.Before(s.Samples.At(j).At) {
			c, i = s.Calls.At(i), i-1
		} else {
			c, j = s.Samples.At(j), j-1
		}
		if matches(filter, c.Service, c.Operation, c.Text, c.Error, fmt.Sprint(c.Status), c.Caller) {
			rows = append(rows, c)
		}
	}
	return rows
}

// callAt is what stands for the call in a row of Calls; empty where there is
// none.
func callAt(s *state.State, filter string, own bool, row int) string {
	if rows := callRows(s, filter, own, row+1); row >= 0 && row < len(rows) {
		return callID(&rows[row])
	}
	return ""
}

// callPlace is the row of a call in Calls, -1 where it has none.
func callPlace(s *state.State, filter string, own bool, id string) int {
	for i, c := range CallRows(s, filter, own) {
		if callID(&c) == id {
			return i
		}
	}
	return -1
}

// callID stands for a call: no two of a service end at one moment with one
// operation.
func callID(c *state.Call) string {
	return strconv.FormatInt(c.At.UnixNano(), 36) + c.Service + c.Operation + c.Text
}

// callsWide is the width from which on the frame of Calls has what an image comes to;
// below it, the line at the foot has it.
const callsWide = 70

// callsTitle is what stands in the frame of Calls.
func callsTitle(v View) (title, right string) {
	if v.State == nil {
		return "API calls", ""
	}
	if v.State.Setup.Priced() {
		right = money(v.State.Count.USD) + " so far"
		if each := perImage(v.State); each != "" && v.Width >= callsWide {
			right += ", " + each
		}
	}
	if v.Filter != "" {
		right = strings.TrimRight("filter: "+draw.Escape(v.Filter)+"  "+right, " ")
	}
	return "API calls " + rate(v.Counted().Rates.Calls), right
}

// PerMonth is the price of a month as the last minute was, on the screen; empty
// where there is none to speak of.
func PerMonth(s *state.State, now time.Time) string {
	if s == nil || !s.Setup.Priced() {
		return ""
	}
	p := s.Price(now)
	if !p.Known || p.Month == 0 {
		return ""
	}
	return money(p.Month)
}

// perImage is what the calls so far come to for each image that is done, polls and
// failures among them, our own bookkeeping not; empty before one is done.
func perImage(s *state.State) string {
	c := &s.Count
	if c.Deleted == 0 {
		return ""
	}
	return money((c.USD-c.BookkeepingUSD)/float64(c.Deleted)) + " an image done"
}

// PriceLine says the price of the calls in a line: so far, what of it is our own
// bookkeeping, what that is for each image, and a month as the last minute was.
func PriceLine(s *state.State, now time.Time) string {
	p := s.Price(now)
	line := money(p.SoFar) + " so far"
	if p.Bookkeeping > 0 {
		line += " (" + money(p.Bookkeeping) + " of it our own bookkeeping)"
	}
	if each := perImage(s); each != "" {
		line += ", " + each
	}
	if month := PerMonth(s, now); month != "" {
		line += ", " + month + " a month as the last minute was, without bookkeeping"
	}
	return line
}

// drawCalls draws the API calls as they happen, the latest first, and what they
// amount to. Those that failed stand out by shape and by colour.
func drawCalls(v View) []string {
	p, ok := newPage(v)
	if !ok {
		return p.finish()
	}
	rows := callRows(p.State, p.Filter, p.Bookkeeping, max(p.Cursor, p.Offset+p.Height)+1)
	if len(rows) == 0 {
		return p.empty("No API calls yet. Every call to S3, SQS, SNS and EventBridge appears here with its latency and its price." + p.press(p.Keys.Upload, "upload an image"))
	}
	below := 0
	if p.Height >= 5 {
		below = 1
	}
	waiting := 0
	if names, _, _ := p.polling(); len(names) > 0 && p.Height >= 6 {
		waiting = 1
	}
	from, to := p.scroll(len(rows), p.room()-below-waiting)
	for i := from; i < to; i++ {
		p.row(func(l *line) {
			p.pointer(l, i == p.Cursor && p.Focused)
			p.call(l, rows[i])
		})
	}
	p.blank(p.room() - below - waiting)
	if waiting > 0 {
		p.row(p.polls)
	}
	if below > 0 {
		p.row(p.callTotals)
	}
	return p.finish()
}

// call draws a row.
func (p *page) call(l *line, c state.Call) {
	bad := c.Failed()
	name, dim := p.Styles.Of(draw.Text), p.Styles.Of(draw.Dim)
	mark := " "
	if bad {
		name, mark = p.Styles.Of(draw.Bad), p.glyph.failed
	} else if c.Outside() {
		mark = p.glyph.arrow // somebody else's
	}
	l.glyph(name, mark, 1)
	l.gap(1)
	if p.Width >= 90 {
		l.put(dim, clockTime(c.At))
		l.gap(1)
	}
	l.cell(dim, draw.Escape(c.Service), 6)
	l.gap(1)
	l.cell(name, draw.Escape(c.Operation), min(max(p.Width/3, 8), 24))
	if p.Width < 36 {
		return
	}
	l.gap(1)
	l.number(name, statusOf(c), 3)
	l.number(latencyStyle(p, c), seconds(c.Took), 9)
	if c.Attempts > 1 {
		l.put(p.Styles.Of(draw.Warn), fmt.Sprintf(" ×%d", c.Attempts))
	} else {
		l.gap(3)
	}
	l.gap(2)
	p.callWho(l, c)
	l.put(p.Styles.Of(factTone(bad)), draw.Fit(callFact(c, max(l.left()-1, 0)), max(l.left()-1, 0)))
}

// What a call is made for, in a row: the widest a name may be there, and what has to
// be left for what came of the call.
const (
	callName  = 14
	leastFact = 12
)

// callWho draws what a call was made for: the image, and the worker who has it. Where
// there is little room the image comes before what came of the call, but not before
// why it failed.
func (p *page) callWho(l *line, c state.Call) {
	room := l.left() - 1
	if c.Failed() {
		room -= leastFact
	}
	if c.Key != "" && room >= 5 {
		name := draw.CutMiddle(draw.Escape(event.ShortName(c.Key)), min(callName, room))
		l.put(p.callHue(&c), name)
		room -= draw.Width(name)
		l.gap(1)
	}
	if who := "worker " + draw.Escape(c.Worker); c.Worker != "" && room >= draw.Width(who)+leastFact {
		l.put(p.Styles.Of(draw.Dim), who)
		l.gap(1)
	}
}

// callHue is the style of the image that a call was made for.
func (p *page) callHue(c *state.Call) string {
	if m := p.State.Message(c.MessageID); m != nil {
		return p.image(m.Identity())
	}
	return p.image(c.Key)
}

func factTone(bad bool) draw.Tone {
	if bad {
		return draw.Bad
	}
	return draw.Dim
}

// statusOf is the HTTP status, or a dash where no answer came.
func statusOf(c state.Call) string {
	if c.Status == 0 {
		return "-"
	}
	return fmt.Sprint(c.Status)
}

// latencyStyle makes slow calls stand out. A receive that waits is not slow: it
// polls.
func latencyStyle(p *page, c state.Call) string {
	if c.Took > time.Second && c.Operation != "ReceiveMessage" {
		return p.Styles.Of(draw.Warn)
	}
	return p.Styles.Of(draw.Text)
}

// callFact is what there is to say of a call in so many cells: who made it, where that
// was no worker, and what came of it.
func callFact(c state.Call, room int) string {
	who := ""
	switch {
	case c.Bookkeeping():
		who = "bookkeeping"
	case c.Outside():
		who = draw.Escape(c.Caller)
	}
	what := cameOf(&c)
	if who != "" && what != "" {
		who += ": "
	}
	if sized := who + size(c.Size); draw.Width(who+what) > room && sized != who+what && isSize(what) && c.Size > 0 {
		return sized // without the digit behind the point: a number that is cut is another one
	}
	return who + what
}

// isSize tells whether what came of a call is how much it moved.
func isSize(what string) bool {
	n, unit, apart := strings.Cut(what, " ")
	_, err := strconv.ParseFloat(n, 64)
	return apart && err == nil && strings.HasSuffix(unit, "B") && len(unit) <= 2
}

// cameOf is why a call failed, what it gave, or how much it moved.
func cameOf(c *state.Call) string {
	switch became := c.Overtaken(); {
	case became != "":
		return "too late: its message " + became
	case c.Error != "":
		return draw.Escape(c.Error)
	case c.Text != "":
		return draw.Escape(c.Text)
	case c.Size > 0:
		return size(c.Size)
	}
	return ""
}

// callTotals draws the sums.
func (p *page) callTotals(l *line) {
	c := p.State.Count
	dim := p.Styles.Of(draw.Dim)
	l.gap(1)
	l.put(dim, plural(c.Calls, "call"))
	if c.CallErrors > 0 {
		l.gap(2)
		l.put(p.Styles.Of(draw.Bad), plural(c.CallErrors, "error"))
	}
	if c.CallRetries > 0 {
		l.gap(2)
		l.put(p.Styles.Of(draw.Warn), count(c.CallRetries)+" retried")
	}
	p.bookkeeping(l)
	if !p.State.Setup.Priced() {
		return
	}
	month, image := "", ""
	if m := PerMonth(p.State, p.Now); m != "" {
		month = m + " a month"
	}
	if each := perImage(p.State); each != "" && p.Width < callsWide {
		image = each + "  "
	}
	for _, text := range []string{image + month, image, month} { // so far is in the frame, and a month in the header
		if text = strings.TrimSpace(text); text != "" && l.left() > len(text)+2 {
			l.to(l.width - len(text) - 1)
			l.put(dim, text)
			return
		}
	}
}

// bookkeeping draws how many calls are our own bookkeeping, as far as there is
// room: what it costs, which key shows it.
func (p *page) bookkeeping(l *line) {
	c := &p.State.Count
	if c.Bookkeeping == 0 {
		return
	}
	does := "shows"
	if p.Bookkeeping {
		does = "hides"
	}
	short := "+ " + count(c.Bookkeeping) + " our own"
	long := "+ " + count(c.Bookkeeping) + " of our own bookkeeping"
	cost := ""
	if p.State.Setup.Priced() {
		cost = ", " + money(c.BookkeepingUSD) + " of the price"
	}
	const price = 44 // what is for each image, and a month
	does = ", " + p.Keys.Usual().Bookkeeping + " " + does + " them"
	for _, text := range []string{long + cost + does, long + does, short + does, short} {
		if len(text)+2 <= l.left()-price || text == short && len(text)+2 < l.left() {
			l.gap(2)
			l.put(p.Styles.Of(draw.Dim), text)
			return
		}
	}
}
