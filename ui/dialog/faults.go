package dialog

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/keys"
)

// FaultSwitch is what the menu of faults can do.
type FaultSwitch struct {
	Check  func(spec fault.Spec) error // why it cannot go wrong here; nil: it can
	On     func(spec fault.Spec) tea.Cmd
	Off    func(spec fault.Spec) tea.Cmd
	AllOff func() tea.Cmd
	Page   func(hit *state.Struck) (open func()) // of the message that was hit; nil: none is known
}

// Faults is the menu of what can go wrong on purpose.
func Faults(do FaultSwitch) Window { return &faultMenu{do: do} }

// faultMenu lists what is on, and then all there are.
type faultMenu struct {
	do     FaultSwitch
	cursor int
	at     string     // which row that is, wherever it stands
	first  int        // of the rows that is to be seen
	form   *faultForm // that is filled in; nil: none is
}

// faultRow is a row of the menu: a fault that is on, or one there is.
type faultRow struct {
	fault.Description

	on   *fault.Spec // nil: it is one there is
	left string      // until it is off by itself
	hits int
	hit  *state.Struck // it is what a fault hit, and none to be turned on
	why  string        // it cannot go wrong here; empty: it can
}

const (
	faultsWidth = 96
	faultName   = 20 // of the column of their names
)

// rows are those of the menu, as things are now.
func (f *faultMenu) rows(s *Screen) []faultRow {
	var all []faultRow
	for _, on := range s.State.FaultsOn(s.Now) {
		specs, err := fault.Parse(on.Asked)
		if err != nil || len(specs) != 1 {
			continue // it is no fault of this version
		}
		d, _ := fault.Describe(specs[0].Name)
		r := faultRow{Description: d, on: &specs[0], hits: on.Hits}
		switch {
		case !on.Until.IsZero():
			r.left = fmt.Sprintf("for %d s more", int(on.Until.Sub(s.Now).Round(time.Second).Seconds()))
		case specs[0].Once:
			r.left = "until it hits"
		default:
			r.left = "until it is turned off"
		}
		all = append(all, r)
	}
	for _, d := range fault.Descriptions() {
		r := faultRow{Description: d}
		if err := f.do.Check(fault.Spec{Name: d.Name, Rate: 1}); err != nil {
			r.why = err.Error()
		}
		all = append(all, r)
	}
	for _, hit := range s.State.Hits() {
		all = append(all, faultRow{hit: &hit})
	}
	return all
}

func (f *faultMenu) Size(s *Screen) (w, h int) {
	if f.form != nil {
		return f.form.size()
	}
	return faultsWidth, len(f.rows(s)) + faultFoot + 4 // and titles
}

// faultFoot is how many lines say what the fault under the cursor does.
const faultFoot = 4

func (f *faultMenu) Scroll(by int) { f.cursor, f.at = max(f.cursor+by, 0), "" }

// found are the rows, and the one of the cursor: where it stands now, for what is on
// comes and goes.
func (f *faultMenu) found(s *Screen) ([]faultRow, *faultRow) {
	rows := f.rows(s)
	if i := slices.IndexFunc(rows, func(r faultRow) bool { return r.id() == f.at }); i >= 0 {
		f.cursor = i
	}
	f.cursor = min(max(f.cursor, 0), len(rows)-1)
	r := &rows[f.cursor]
	f.at = r.id()
	return rows, r
}

// id tells a row from the others.
func (r *faultRow) id() string {
	switch {
	case r.hit != nil:
		return fmt.Sprint("hit ", r.hit.At.UnixNano(), r.hit.Reason, r.hit.MessageID)
	case r.on != nil:
		return "on " + r.on.String()
	}
	return string(r.Name)
}

func (f *faultMenu) Draw(s *Screen, w, h int) (title, right string, body []string) {
	if f.form != nil {
		return f.form.draw(s, w)
	}
	rows, under := f.found(s)
	lines, at := f.lines(s, rows, w)
	room := max(h-faultFoot, 1)
	first := max(at-max(room-3, 0), 0) // a title above, and what is next below
	f.first = min(max(min(f.first, at-1), first, 0), max(len(lines)-room, 0))
	body = lines[f.first:min(f.first+room, len(lines))]
	for len(body) < room {
		body = append(body, "")
	}
	body = append(body, f.foot(s, under, w)...)
	title = "faults: what goes wrong on purpose"
	if hidden := len(lines) - room; hidden > 0 {
		if !s.Roomy {
			title = "faults"
		}
		title += fmt.Sprintf(", %d-%d of %d", f.first+1, f.first+room, len(lines))
	}
	return title, f.keys(s, under), body
}

// keys are what keys do to the row under the cursor.
func (f *faultMenu) keys(s *Screen, r *faultRow) string {
	text := s.Keys.Called(keys.Inspect) + ": turn on…  "
	switch {
	case r.hit != nil && f.do.Page(r.hit) == nil:
		text = ""
	case r.hit != nil:
		text = s.Keys.Called(keys.Inspect) + ": its page  "
	case r.on != nil:
		text = s.Keys.Called(keys.Inspect) + ": turn off  "
	}
	if len(s.State.FaultsOn(s.Now)) > 0 {
		text += s.Keys.Called(keys.Cancel) + ": all off  "
	}
	return text + s.Keys.Called(keys.Back)
}

// lines are the rows under their titles, and which is the one of the cursor.
func (f *faultMenu) lines(s *Screen, rows []faultRow, w int) (lines []string, at int) {
	section := ""
	for i := range rows {
		if title := rows[i].section(); title != section {
			section = title
			lines = append(lines, " "+s.Styles.Paint(draw.Dim, title))
		}
		if i == f.cursor {
			at = len(lines)
		}
		lines = append(lines, rows[i].line(s, i == f.cursor, w))
	}
	return lines, at
}

// section is the title that a row stands under.
func (r *faultRow) section() string {
	switch {
	case r.hit != nil:
		return "hit, the latest first"
	case r.on != nil:
		return "on"
	case r.OfAWS:
		return "of AWS, whoever calls it"
	}
	return "of the workers"
}

// line draws a row.
func (r *faultRow) line(s *Screen, here bool, w int) string {
	mark, tone := "  ", draw.Text
	if here {
		mark, tone = s.Styles.Paint(draw.Accent, s.Styles.Sign("▸")+" "), draw.Strong
	}
	if r.hit != nil {
		return " " + mark + s.Styles.Paint(draw.Warn, s.Styles.Sign("◈")+" ") + s.Styles.Paint(tone, draw.Fit(draw.Escape(r.hit.Fault), faultName-2)) +
			s.Styles.Paint(draw.Dim, draw.Fit(struckAt(r.hit)+"  "+struckWhat(r.hit), max(w-faultName-4, 1)))
	}
	if r.on != nil {
		hits := fmt.Sprintf("%d hits", r.hits)
		if r.hits == 1 {
			hits = "1 hit"
		}
		tail := fmt.Sprintf("%10s  %-22s", hits, r.left)
		return " " + mark + s.Styles.Paint(draw.Warn, s.Styles.Sign("◈")+" ") + s.Styles.Paint(tone, draw.Fit(r.on.String(), max(w-6-len(tail), 8))) + s.Styles.Paint(draw.Dim, tail)
	}
	if r.why != "" {
		return " " + mark + s.Styles.Paint(draw.Dim, draw.Fit(string(r.Name), faultName)+draw.Fit("not here: "+r.why, max(w-faultName-4, 1)))
	}
	return " " + mark + s.Styles.Paint(tone, draw.Fit(string(r.Name), faultName)) + s.Styles.Paint(draw.Dim, draw.Fit(r.Says, max(w-faultName-4, 1)))
}

// foot says what the fault under the cursor does, and how a run begins with what is
// on.
func (f *faultMenu) foot(s *Screen, r *faultRow, w int) []string {
	foot := []string{""}
	text, tone := sentence(r.Says), draw.Text
	if r.hit != nil {
		text = fmt.Sprintf("At %s the fault %s hit %s.", struckAt(r.hit), draw.Escape(r.hit.Fault), struckWhat(r.hit))
	}
	if r.why != "" && r.on == nil {
		text, tone = "Not here: "+r.why+".", draw.Warn
	}
	for _, line := range draw.Wrap(text, max(w-4, 1)) {
		if len(foot) < faultFoot-1 {
			foot = append(foot, "  "+s.Styles.Paint(tone, line))
		}
	}
	for len(foot) < faultFoot-1 {
		foot = append(foot, "")
	}
	var on []string
	same := "the same from the start: "
	for _, o := range s.State.FaultsOn(s.Now) {
		on = append(on, draw.Escape(o.Asked))
		if !o.Until.IsZero() { // the flag knows no time
			same = "from the start, for good: "
		}
	}
	if len(on) == 0 {
		return append(foot, "  "+s.Styles.Paint(draw.Dim, "Nothing is on."))
	}
	return append(foot, "  "+s.Styles.Paint(draw.Dim, draw.Fit(same+faultFlag(on...), max(w-4, 1))))
}

// struckAt is when a fault hit.
func struckAt(h *state.Struck) string { return h.At.Format(time.TimeOnly) }

// struckWhat is what a fault hit: a call, a stage or a kind of damage, the image that it
// was for, the worker that it was of, and which of the faults that were on hit it.
func struckWhat(h *state.Struck) string {
	what, asked, found := strings.Cut(h.Reason, "by ")
	if !found {
		what, asked = h.Reason, ""
	}
	var parts []string
	if what = strings.TrimSpace(what); what != "" {
		parts = append(parts, draw.Escape(what))
	}
	switch {
	case h.Key != "":
		parts = append(parts, draw.Escape(event.ShortName(h.Key)))
	case h.MessageID != "":
		parts = append(parts, "msg-"+draw.Escape(h.MessageID[:min(len(h.MessageID), 8)]))
	}
	switch {
	case h.Worker == "receiver":
		parts = append(parts, "the receiver")
	case h.Worker != "":
		parts = append(parts, "worker "+draw.Escape(h.Worker))
	}
	text := strings.Join(parts, ", ")
	if asked != "" {
		text += " (" + draw.Escape(asked) + ")"
	}
	return strings.TrimSpace(text)
}

// faultFlag is how a run begins with faults.
func faultFlag(specs ...string) string {
	return fmt.Sprintf("inflight run --fault %s", strings.Join(specs, ","))
}

// sentence is a text with a capital letter and a full stop.
func sentence(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:] + "."
}

func (f *faultMenu) paste(msg tea.PasteMsg) {
	if f.form != nil {
		f.form.paste(msg)
	}
}

func (f *faultMenu) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if f.form != nil {
		return f.fill(s, msg)
	}
	rows, r := f.found(s)
	switch {
	case s.Keys.Matches(msg, keys.Back), s.Keys.Matches(msg, keys.Quit), s.Keys.Matches(msg, keys.Faults):
		return nil, true
	case s.Keys.Matches(msg, keys.Up):
		f.Scroll(-1)
	case s.Keys.Matches(msg, keys.Down):
		f.Scroll(1)
	case s.Keys.Matches(msg, keys.PageUp), s.Keys.Matches(msg, keys.Home):
		f.Scroll(-len(rows))
	case s.Keys.Matches(msg, keys.PageDown), s.Keys.Matches(msg, keys.End):
		f.Scroll(len(rows))
	case s.Keys.Matches(msg, keys.Cancel):
		return f.do.AllOff(), false
	case s.Keys.Matches(msg, keys.Inspect) && r.hit != nil:
		open := f.do.Page(r.hit)
		if open == nil {
			return Refuse(errHitNoMessage), false
		}
		open()
	case s.Keys.Matches(msg, keys.Inspect) && r.on != nil:
		return f.do.Off(*r.on), false
	case s.Keys.Matches(msg, keys.Inspect) && r.why != "":
		return Refuse(fmt.Errorf("%s is not possible here: %s", r.Name, r.why)), false //nolint:err113 // it is a sentence for a toast
	case s.Keys.Matches(msg, keys.Inspect):
		f.form = &faultForm{Description: r.Description, check: f.do.Check, only: NewInput("")}
	default:
		return leave(msg)
	}
	return nil, false
}

// errHitNoMessage says why a hit has no page.
var errHitNoMessage = errors.New("no message is known that this hit: there is no page of it")

// fill takes a key of the form. When the fault is on, the menu is done with, so that
// one sees what comes of it.
func (f *faultMenu) fill(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	typing := f.form.field == onlyField // letters are typed there, whatever their keys do elsewhere
	switch key := msg.String(); {
	case key == "esc", !typing && s.Keys.Matches(msg, keys.Back):
		f.form = nil
	case key == "enter", !typing && s.Keys.Matches(msg, keys.Inspect):
		if spec, err := f.form.spec(); err == nil { // else the form says it
			return f.do.On(spec), true
		}
	default:
		f.form.press(s, msg)
	}
	return nil, false
}
