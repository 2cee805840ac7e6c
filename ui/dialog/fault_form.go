package dialog

import (
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/fault"
	"inflight/ui/draw"
	"inflight/ui/keys"
)

// faultForm asks how a fault is to be on.
type faultForm struct {
	fault.Description

	check func(fault.Spec) error
	field int
	span  int // of faultSpans
	share int // of faultShares
	only  Input
}

// faultSpan is for how long a fault is on.
type faultSpan struct {
	name string
	once bool
	long time.Duration // 0: until it is turned off
}

var faultSpans = []faultSpan{
	{name: "once", once: true},
	{name: "for 10 s", long: 10 * time.Second},
	{name: "for 20 s", long: 20 * time.Second},
	{name: "for a minute", long: time.Minute},
	{name: "for 5 minutes", long: 5 * time.Minute},
	{name: "until it is turned off"},
}

// faultShares are the shares of what it may hit that it does.
var faultShares = []float64{1, 0.5, 0.2, 0.1, 0.05, 0.01}

// The fields of the form.
const (
	spanField = iota
	shareField
	onlyField
)

// fields are those that say something for this fault as it is asked for.
func (f *faultForm) fields() []int {
	all := []int{spanField}
	if !faultSpans[f.span].once {
		all = append(all, shareField)
	}
	if f.Filters() != "" {
		all = append(all, onlyField)
	}
	return all
}

// spec is the fault as it is asked for, or what is wrong with it.
func (f *faultForm) spec() (fault.Spec, error) {
	span := faultSpans[f.span]
	spec := fault.Spec{Name: f.Name, Rate: 1, Once: span.once, For: span.long}
	if !span.once {
		spec.Rate = faultShares[f.share]
	}
	if only := strings.TrimSpace(f.only.Text()); only != "" {
		filter, err := f.Filter(only)
		if err != nil {
			return fault.Spec{}, err
		}
		spec.Filter = filter
	}
	return spec, f.check(spec)
}

func (f *faultForm) paste(msg tea.PasteMsg) {
	if f.Filters() != "" {
		f.field = onlyField
		f.only.Take(msg)
	}
}

func (f *faultForm) size() (w, h int) { return faultsWidth, len(f.says(faultsWidth-4)) + 11 }

// says is what it does, in lines.
func (f *faultForm) says(w int) []string { return draw.Wrap(sentence(f.Says), max(w, 1)) }

func (f *faultForm) draw(s *Screen, w int) (title, right string, body []string) {
	body = append(body, "")
	for _, line := range f.says(w - 4) {
		body = append(body, "  "+s.Styles.Paint(draw.Text, line))
	}
	body = append(body, "")
	for _, field := range f.fields() {
		body = append(body, f.line(s, field, w))
	}
	if f.Filters() != "" {
		for _, line := range draw.Wrap(f.Filters()+"; joined by +", max(w-16, 1)) {
			body = append(body, "              "+s.Styles.Paint(draw.Dim, line))
		}
	}
	spec, err := f.spec()
	body = append(body, "")
	if err != nil {
		for _, line := range draw.Wrap(sentence(draw.Escape(err.Error())), max(w-4, 1)) {
			body = append(body, "  "+s.Styles.Paint(draw.Bad, line))
		}
		return "fault: " + string(f.Name), s.Keys.Called(keys.Back) + ": back", body
	}
	body = append(body, "  "+s.Styles.Paint(draw.Dim, "the same from the start: ")+s.Styles.Paint(draw.Text, faultFlag(spec.String())))
	if spec.For > 0 {
		body = append(body, "  "+s.Styles.Paint(draw.Dim, "(there until it is turned off: the flag has no time)"))
	}
	return "fault: " + string(f.Name), "enter: turn on  " + s.Keys.Called(keys.Back) + ": back", body
}

// line draws a field.
func (f *faultForm) line(s *Screen, field, w int) string {
	name := [...]string{"how long", "of these", "only"}[field]
	mark, tone := "  ", draw.Text
	if field == f.field {
		mark, tone = s.Styles.Paint(draw.Accent, s.Styles.Sign("▸")+" "), draw.Strong
	}
	head := "  " + mark + s.Styles.Paint(draw.Dim, draw.Fit(name, 10))
	switch {
	case field == onlyField && f.only.Text() == "" && field != f.field:
		return head + s.Styles.Paint(draw.Dim, "whatever it may hit")
	case field == onlyField && field != f.field:
		return head + s.Styles.Paint(draw.Text, draw.Escape(f.only.Text()))
	case field == onlyField:
		return head + f.only.Line(s.Styles, max(w-16, 1))
	}
	value := faultSpans[f.span].name
	if field == shareField {
		value = shareText(faultShares[f.share])
	}
	text := s.Styles.Paint(tone, draw.Fit(value, 24))
	if field == f.field {
		text += s.Styles.Paint(draw.Dim, s.Keys.As("", keys.Left, keys.Right).Help().Key)
	}
	return head + text
}

// shareText is a share in words.
func shareText(share float64) string {
	if share == 1 {
		return "every one"
	}
	return fmt.Sprintf("%g %%", share*100)
}

func (f *faultForm) press(s *Screen, msg tea.KeyPressMsg) {
	switch key := msg.String(); {
	case key == "up", key == "shift+tab":
		f.move(-1)
	case key == "down", key == "tab":
		f.move(1)
	case f.field == onlyField:
		f.only.Take(msg)
	case s.Keys.Matches(msg, keys.Up):
		f.move(-1)
	case s.Keys.Matches(msg, keys.Down):
		f.move(1)
	case s.Keys.Matches(msg, keys.Left):
		f.turn(-1)
	case s.Keys.Matches(msg, keys.Right):
		f.turn(1)
	}
}

// move goes to another field.
func (f *faultForm) move(by int) {
	fields := f.fields()
	at := slices.Index(fields, f.field) + by
	f.field = fields[min(max(at, 0), len(fields)-1)]
}

// turn takes another value of the field.
func (f *faultForm) turn(by int) {
	switch f.field {
	case spanField:
		f.span = min(max(f.span+by, 0), len(faultSpans)-1)
	case shareField:
		f.share = min(max(f.share+by, 0), len(faultShares)-1)
	}
}
