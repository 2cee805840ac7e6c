package ui

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
	"inflight/ui/panel"
)

// bit is a part of the header. The more it weighs the longer it stays when
// there is too little room; one that weighs nothing always stays.
type bit struct {
	text   string // styled; empty: left out
	weight int
}

// What the parts of the header weigh, the lightest first.
const (
	accountWeight = 1 + iota // of an embedded AWS, where it is made up
	madeUpWeight             // its region
	priceWeight
	engineWeight
	latencyWeight
	regionWeight
	modelWeight
	endpointWeight
	rateWeight
)

// header is the first line: where, how, how fast, what it costs, and whether it
// runs. What has no room is left out, what matters least first.
func (m *model) header(width int) string {
	left, right := m.whereabouts(), m.pace()
	for {
		l, r := bits(left, "  "), bits(right, "   ")+" "
		gap := width - ansi.StringWidth(l) - ansi.StringWidth(r)
		lightest := lightestOf(left, right)
		if gap >= 1 || lightest == nil {
			return l + strings.Repeat(" ", max(gap, 1)) + r
		}
		lightest.text = ""
	}
}

// bits are the parts that are there, side by side.
func bits(all []bit, between string) string {
	var texts []string
	for _, b := range all {
		if b.text != "" {
			texts = append(texts, b.text)
		}
	}
	return strings.Join(texts, between)
}

// lightestOf is the part that goes first, nil where all that is there stays.
func lightestOf(parts ...[]bit) *bit {
	var lightest *bit
	for _, all := range parts {
		for i := range all {
			if b := &all[i]; b.text != "" && b.weight > 0 && (lightest == nil || b.weight < lightest.weight) {
				lightest = b
			}
		}
	}
	return lightest
}

// whereabouts are the left part of the header: which AWS this is.
func (m *model) whereabouts() []bit {
	s, setup := m.styles, &m.state.Setup
	name := bit{text: s.Paint(draw.Title, " inflight")}
	switch {
	case setup.Account == "":
		return []bit{name, {text: s.Paint(draw.Dim, "starting")}}
	case setup.Real():
		account := bit{text: s.Paint(draw.Flash, " REAL ACCOUNT ") + s.Paint(draw.Strong, " "+draw.Escape(setup.Account))}
		if m.options.Playing != nil { // nothing here can touch the account
			account.text = s.Paint(draw.Warn, "REPLAY") + s.Paint(draw.Dim, " of account ") + s.Paint(draw.Text, draw.Escape(setup.Account))
		}
		return []bit{
			name, account,
			{s.Paint(draw.Dim, draw.Escape(setup.Region)), regionWeight},
		}
	}
	where := bit{text: s.Paint(draw.Good, "LOCAL")}
	if !setup.Embedded { // neither ours nor AWS
		where.text = s.Paint(draw.Warn, "ENDPOINT")
	}
	if m.options.Playing != nil {
		where.text = s.Paint(draw.Warn, "REPLAY")
	}
	return []bit{
		name,
		where,
		{s.Paint(draw.Dim, draw.Escape(setup.Account)), accountWeight},
		{s.Paint(draw.Dim, draw.Escape(setup.Region)), madeUpWeight},
		{s.Paint(draw.Dim, draw.Escape(strings.TrimPrefix(setup.Endpoint, "http://"))), endpointWeight},
	}
}

// pace are the right part of the header: who works, how fast, and for how much.
func (m *model) pace() []bit {
	s, st := m.styles, m.state
	if st.SettingUp() { // nobody works yet
		return []bit{{text: m.running()}}
	}
	latency, price, engine := "", "", ""
	if st.Latency.Total.Count() > 0 {
		latency = s.Paint(draw.Text, "p95 "+seconds(st.Latency.Total.Quantile(0.95)))
	}
	if month := panel.PerMonth(st, m.now); month != "" {
		price = month + "/month"
		if st.Setup.Embedded { // nobody is billed for it
			price = "on AWS " + price
		}
		price = s.Paint(draw.Dim, price)
	}
	if st.Setup.EngineNote != "" {
		engine = s.Paint(draw.Warn, draw.Escape(st.Setup.Engine)+" engine")
	}
	return []bit{
		{s.Paint(draw.Text, fmt.Sprintf("%s %s%d", draw.Escape(m.consumers.now(st.Model)), m.styles.Sign("×"), m.wanted.now(st.Wanted))), modelWeight},
		{s.Paint(draw.Text, fmt.Sprintf("%.1f img/s", m.census.Rates.Thumbnails)), rateWeight},
		{latency, latencyWeight},
		{price, priceWeight},
		{engine, engineWeight},
		{text: m.dropped()},
		{text: m.running()},
	}
}

// dropped says how many events this screen was never told, because it was too
// slow for them: what it shows misses them.
func (m *model) dropped() string {
	n := m.state.Count.Dropped
	if n == 0 {
		return ""
	}
	return m.styles.Paint(draw.Warn, fmt.Sprintf("dropped %d", n))
}

// running says whether it runs.
func (m *model) running() string {
	s := m.styles
	dot, pause := s.Sign("●"), s.Sign("‖")
	switch {
	case m.options.Playing != nil:
		return m.playing(m.options.Playing())
	case m.state.SettingUp():
		return s.Paint(draw.Warn, dot) + s.Paint(draw.Text, " setting up")
	case m.state.Over:
		return s.Paint(draw.Dim, "done")
	case m.state.Network.Lost:
		return s.Paint(draw.Bad, dot+" no network")
	case m.state.Paused:
		return s.Paint(draw.Warn, pause+" paused")
	}
	return s.Paint(draw.Good, dot) + s.Paint(draw.Text, " live")
}

// playing says where a recording has got to, and how fast it is played.
func (m *model) playing(p Playing) string {
	at := minutes(p.At)
	if p.Length > 0 {
		at += " of " + minutes(p.Length)
	}
	switch {
	case p.Ended:
		return m.styles.Paint(draw.Dim, "ended  ") + m.styles.Paint(draw.Text, at)
	case p.Speed != 1 && p.Speed != 0:
		at += fmt.Sprintf("  %g%s", p.Speed, m.styles.Sign("×"))
	}
	return m.styles.Paint(draw.Text, at)
}

// minutes is a duration as players show it.
func minutes(d time.Duration) string {
	s := int(d.Seconds())
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}

// seconds is a duration with one decimal.
func seconds(d interface{ Seconds() float64 }) string { return fmt.Sprintf("%.1f s", d.Seconds()) }
