package panel

import (
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// attributes draws what SQS said of the message when it was received last, and
// what its sender added.
func (p *page) attributes(m *state.Message) {
	p.named(" its attributes, as received", m.Attributes, attributeValue)
	p.named(" what its sender wrote on it", m.MessageAttributes, func(_, value string) string { return value })
}

// named draws names and their values under a heading.
func (p *page) named(heading string, attributes map[string]string, read func(name, value string) string) {
	if len(attributes) == 0 {
		return
	}
	p.blank(1)
	p.text(draw.Dim, heading)
	names := slices.Sorted(maps.Keys(attributes))
	column := 0
	for _, name := range names {
		column = max(column, ansi.StringWidth(draw.Escape(name))+3)
	}
	beside := column+24 < p.Width // else each value has a line of its own
	for _, name := range names {
		lead := func(l *line) { l.gap(1); l.put(p.Styles.Of(draw.Dim), draw.Escape(name)) }
		value := read(name, attributes[name])
		if !beside {
			p.row(lead)
			lead, column = func(*line) {}, 3
		}
		p.wrapped(column, p.Styles.Of(draw.Text), value, lead)
	}
}

// attributeValue is a value as it is, and beside the milliseconds of a timestamp
// the time they stand for.
func attributeValue(name, value string) string {
	if ms, err := strconv.ParseInt(value, 10, 64); err == nil && strings.HasSuffix(name, "Timestamp") {
		return value + " = " + clockTime(time.UnixMilli(ms).UTC()) + " UTC"
	}
	return value
}
