package panel

import (
	"fmt"
	"strings"
	"time"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// bit is a part of the header. The more it weighs the longer it stays when
// there is too little room; one that weighs nothing always stays.
type bit struct {
	text   string // styled; empty: left out
	weight int
	// shorter are other ways of saying it, each shorter than the one before, and what
	// they weigh. They are taken in its place; the last of them always stays.
	shorter []bit
}

// What the parts of the header weigh, the lightest first.
const (
	accountWeight = 1 + iota // of an embedded AWS, where it is made up
	madeUpWeight             // its region
	priceWeight
	engineWeight
	latencyWeight
	regionWeight
	faultWeight // how it was asked for, and the names of more than one
	modelWeight
	endpointWeight
	faultNameWeight
	rateWeight
)

// Header is the first line of the screen: where, how, how fast, what it costs, and
// whether it runs. What has no room is left out, what matters least first.
func Header(v View) string {
	if v.State == nil {
		v.State = noState
	}
	left, right := v.where(), v.pace()
	for {
		l, r := bits(left, "  "), bits(right, "   ")+" "
		gap := v.Width - ansi.StringWidth(l) - ansi.StringWidth(r)
		lightest := lightestOf(left, right)
		if gap >= 1 || lightest == nil {
			return l + strings.Repeat(" ", max(gap, 1)) + r
		}
		lightest.giveWay()
	}
}

// giveWay makes a part shorter, or leaves it out.
func (b *bit) giveWay() {
	if len(b.shorter) == 0 {
		b.text = ""
		return
	}
	rest := b.shorter[1:]
	*b = b.shorter[0]
	b.shorter = rest
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

// where are the left part of the header: which AWS this is.
func (v View) where() []bit {
	s, setup := v.Styles, &v.State.Setup
	name := bit{text: s.Paint(draw.Title, " inflight")}
	switch {
	case setup.Account == "" && v.Playing != nil:
		return []bit{name, {text: s.Paint(draw.Warn, "REPLAY")}}
	case setup.Account == "":
		return []bit{name, {text: s.Paint(draw.Dim, "starting")}}
	case setup.Real():
		account := bit{text: s.Paint(draw.Flash, " REAL ACCOUNT ") + s.Paint(draw.Strong, " "+draw.Escape(setup.Account))}
		if v.Playing != nil { // nothing here can touch the account
			account.text = s.Paint(draw.Warn, "REPLAY") + s.Paint(draw.Dim, " of account ") + s.Paint(draw.Text, draw.Escape(setup.Account))
		}
		return []bit{
			name, account,
			{text: s.Paint(draw.Dim, draw.Escape(setup.Region)), weight: regionWeight},
		}
	}
	where := bit{text: s.Paint(draw.Good, "LOCAL")}
	if !setup.Embedded { // neither ours nor AWS
		where.text = s.Paint(draw.Warn, "ENDPOINT")
	}
	if v.Playing != nil {
		where.text = s.Paint(draw.Warn, "REPLAY")
	}
	return []bit{
		name,
		where,
		{text: s.Paint(draw.Dim, draw.Escape(setup.Account)), weight: accountWeight},
		{text: s.Paint(draw.Dim, draw.Escape(setup.Region)), weight: madeUpWeight},
		{text: s.Paint(draw.Dim, draw.Escape(strings.TrimPrefix(setup.Endpoint, "http://"))), weight: endpointWeight},
	}
}

// pace are the right part of the header: who works, how fast, and for how much.
func (v View) pace() []bit {
	s, st := v.Styles, v.State
	if st.SettingUp() { // nobody works yet
		return []bit{{text: v.running()}}
	}
	latency, price, engine := "", "", ""
	if st.Latency.Total.Count() > 0 {
		latency = s.Paint(draw.Text, fmt.Sprintf("p95 %.1f s", st.Latency.Total.Quantile(0.95).Seconds()))
	}
	if month := PerMonth(st, v.Now); month != "" {
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
		v.faulty(),
		{text: s.Paint(draw.Text, fmt.Sprintf("%s %s%d", draw.Escape(v.Model), v.Styles.Sign("×"), v.Workers)), weight: modelWeight},
		{text: s.Paint(draw.Text, fmt.Sprintf("%.1f img/s", v.Counted().Rates.Thumbnails)), weight: rateWeight},
		{text: latency, weight: latencyWeight},
		{text: price, weight: priceWeight},
		{text: engine, weight: engineWeight},
		{text: v.dropped()},
		{text: v.running()},
	}
}

// faulty says what goes wrong on purpose.
func (v View) faulty() bit {
	ways := v.faultsOn()
	if len(ways) == 0 {
		return bit{}
	}
	return bit{text: ways[0], weight: faultWeight, shorter: []bit{{text: ways[1], weight: faultNameWeight}, {text: ways[2]}}}
}

// dropped says how many events this screen was never told, because it was too
// slow for them: what it shows misses them.
func (v View) dropped() string {
	n := v.State.Count.Dropped
	if n == 0 {
		return ""
	}
	return v.Styles.Paint(draw.Warn, fmt.Sprintf("dropped %d", n))
}

// running says whether it runs.
func (v View) running() string {
	s := v.Styles
	dot, pause := s.Sign("●"), s.Sign("‖")
	switch {
	case v.Playing != nil:
		return v.playing(v.Playing)
	case v.Ago != nil:
		return v.ago(v.Ago)
	case v.State.SettingUp():
		return s.Paint(draw.Warn, dot) + s.Paint(draw.Text, " setting up")
	case v.State.Over:
		return s.Paint(draw.Dim, "done")
	case v.State.Network.Lost:
		return s.Paint(draw.Bad, dot+" no network")
	case v.motion() != "":
		return v.motion()
	case v.State.Paused:
		return s.Paint(draw.Warn, pause+" paused"+v.pacing())
	}
	return s.Paint(draw.Good, dot) + s.Paint(draw.Text, " live"+v.pacing())
}

// world is that of the last event that came.
func (v View) world() *state.World {
	if v.World != nil {
		return v.World
	}
	return &v.State.World
}

// motion is what the header says of a world that does not simply run.
func (v View) motion() string {
	word := ""
	switch v.world().Motion {
	case state.Freezing:
		word = "freezing"
	case state.Frozen:
		word = "frozen"
	case state.Stepping:
		word = "stepping"
	case state.Moving:
		return ""
	}
	if v.Behind > 0 {
		word += fmt.Sprintf(" +%d", v.Behind)
	}
	if v.State.Paused {
		word += ", paused"
	}
	return v.Styles.Paint(draw.Warn, v.Styles.Sign("‖")+" "+word)
}

// pacing is how fast the clock runs, where that is not as fast as the wall's.
func (v View) pacing() string {
	if speed := v.world().Speed(); speed != 1 {
		return " " + v.Styles.Spelt(draw.Speed(speed))
	}
	return ""
}

// Playing is where the playing of a recording has got to.
type Playing struct {
	At, Length time.Duration // since its begin; a Length of 0 is not known
	Speed      float64       // 0: without waiting
	Ended      bool
	Stands     bool    // it does not go on by itself
	Read       float64 // the part of the recording that has been read; 1, or 0: all of it
}

// Ago is a moment in the past of a run that goes on.
type Ago struct {
	At    time.Time
	Ago   time.Duration
	Runs  bool
	Speed float64
}

// ago says which moment of the past is shown.
func (v View) ago(a *Ago) string {
	text := a.At.Format(time.TimeOnly) + ", " + since(a.Ago) + " ago"
	if a.Runs {
		text += "  " + v.Styles.Spelt(draw.Speed(a.Speed))
	}
	return v.Styles.Paint(draw.Warn, v.Styles.Sign("◀")+" "+text)
}

// since is how long ago something was.
func since(d time.Duration) string {
	if d = d.Round(time.Second); d < time.Minute {
		return fmt.Sprintf("%d s", int(d.Seconds()))
	}
	return fmt.Sprintf("%d:%02d min", int(d.Minutes()), int(d.Seconds())%60)
}

// playing says where a recording has got to, and how fast it is played.
func (v View) playing(p *Playing) string {
	at := minutes(p.At)
	if p.Length > 0 {
		at += " of " + minutes(p.Length)
	}
	if p.Read > 0 && p.Read < 1 {
		at = fmt.Sprintf("reading %.0f %%  ", 100*p.Read) + at
	}
	switch {
	case p.Stands && !p.Ended:
		return v.Styles.Paint(draw.Warn, v.Styles.Sign("‖")+" "+at)
	case p.Ended:
		return v.Styles.Paint(draw.Dim, "ended  ") + v.Styles.Paint(draw.Text, at)
	case p.Speed != 1 && p.Speed != 0:
		at += "  " + v.Styles.Spelt(draw.Speed(p.Speed))
	}
	return v.Styles.Paint(draw.Text, at)
}

// minutes is a duration as players show it.
func minutes(d time.Duration) string {
	s := int(d.Seconds())
	return fmt.Sprintf("%d:%02d", s/60, s%60)
}
