package ui

import (
	"fmt"
	"strings"

	"charm.land/bubbles/v2/key"
	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline"
	"inflight/ui/panel"
)

// header is the first line: where, how, how fast, what it costs, and whether it
// runs. What has no room is left out, what matters least first.
func (m *model) header(width int) string {
	s, st := m.styles, m.state
	setup := &st.Setup
	left := []string{paint(s.Title, " inflight")}
	switch {
	case setup.Account == "":
		left = append(left, paint(s.Dim, "starting"))
	case setup.Embedded:
		left = append(left, paint(s.Good, "LOCAL")+paint(s.Dim, " "+panel.Escape(setup.Account+" "+setup.Region)))
	default:
		left = append(left, paint(s.Flash, " REAL ACCOUNT ")+paint(s.Strong, " "+panel.Escape(setup.Account))+paint(s.Dim, " "+panel.Escape(setup.Region)))
	}
	if setup.Embedded && setup.Endpoint != "" && width >= 110 {
		left = append(left, paint(s.Dim, panel.Escape(strings.TrimPrefix(setup.Endpoint, "http://"))))
	}
	var right []string
	right = append(right, paint(s.Text, fmt.Sprintf("%s %s%d", panel.Escape(st.Model), m.times(), m.wanted.now(st.Wanted))))
	done := st.Series.Rate(m.now, 10, func(sec pipeline.Second) int { return sec.Done })
	right = append(right, paint(s.Text, fmt.Sprintf("%.1f img/s", done)))
	if st.Latency.Total.Count() > 0 {
		right = append(right, paint(s.Text, "p95 "+seconds(st.Latency.Total.Quantile(0.95))))
	}
	if hour := panel.PerHour(st, m.now); hour > 0 && width >= 90 {
		right = append(right, paint(s.Dim, fmt.Sprintf("$%.4f/h", hour)))
	}
	if setup.EngineNote != "" {
		right = append(right, paint(s.Warn, panel.Escape(setup.Engine)+" engine"))
	}
	right = append(right, m.running())
	l, r := strings.Join(left, "  "), strings.Join(right, "   ")+" "
	for ansi.StringWidth(l)+ansi.StringWidth(r)+1 > width && len(right) > 1 {
		right = right[1:]
		r = strings.Join(right, "   ") + " "
	}
	gap := max(width-ansi.StringWidth(l)-ansi.StringWidth(r), 1)
	return l + strings.Repeat(" ", gap) + r
}

// times stands before a number of workers.
func (m *model) times() string {
	if m.options.ASCII {
		return "x"
	}
	return "×"
}

// running says whether it runs.
func (m *model) running() string {
	s := m.styles
	dot, pause := "●", "‖"
	if m.options.ASCII {
		dot, pause = "*", "="
	}
	switch {
	case m.state.Over:
		return paint(s.Dim, "done")
	case m.state.Paused:
		return paint(s.Warn, pause+" paused")
	}
	return paint(s.Good, dot) + paint(s.Text, " live")
}

// footer is the last line: the keys that matter most here, and at its end those
// that one looks for when lost.
func (m *model) footer(width int) string {
	if m.filter != nil {
		return paint(m.styles.Accent, " / ") + m.filter.line(m.styles, max(width-4, 1))
	}
	last := m.footerKey(bind("?", "help")) + m.footerKey(bind("q", "quit"))
	room := width - 1 - ansi.StringWidth(last)
	var b strings.Builder
	used := 1
	b.WriteByte(' ')
	for _, k := range m.keys.short(m.focus, m.state.Paused) {
		text := m.footerKey(k)
		if used += ansi.StringWidth(text); used > room+1 {
			used -= ansi.StringWidth(text)
			break
		}
		b.WriteString(text)
	}
	return b.String() + strings.Repeat(" ", max(room+1-used, 0)) + last
}

// footerKey is a key and what it does.
func (m *model) footerKey(k key.Binding) string {
	h := k.Help()
	return paint(m.styles.Accent, m.plainKey(h.Key)) + " " + paint(m.styles.Dim, h.Desc) + "  "
}

// seconds is a duration with one decimal.
func seconds(d interface{ Seconds() float64 }) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
