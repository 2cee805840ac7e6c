package scene

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// month is what a price of a month is for.
const month = 30 * 24 * time.Hour

// Facts are what conditions and texts speak of: the state, and a few numbers more that
// come from the same events. One goroutine uses them at a time.
type Facts struct {
	State *state.State
	Now   time.Time

	receives, empty int64
	images          map[string]*life // by key
	measures        map[string]*measure
	open            *measure
}

// life is what became of an image.
type life struct{ tries, thumbnails, deaths int64 }

// measure is a stretch of time in which facts are counted apart.
type measure struct {
	from, to time.Time // to is zero while it lasts
	begin    map[string]float64
	end      map[string]float64
}

// NewFacts are facts of nothing yet.
func NewFacts() *Facts {
	return &Facts{State: state.NewState(), images: map[string]*life{}, measures: map[string]*measure{}}
}

// Apply takes an event.
func (f *Facts) Apply(e *event.Event) {
	f.State.Apply(*e)
	f.Now = e.Time
	switch b := e.Body.(type) {
	case *event.MessageReceived:
		if e.Worker != event.Outside {
			f.of(e.Key).tries++
		}
	case *event.ThumbnailCreated:
		f.of(b.SourceKey).thumbnails++
	case *event.MessageDead:
		f.of(e.Key).deaths++
	case *event.APICalled:
		if b.Operation != "ReceiveMessage" || b.Caller != "" {
			return
		}
		f.receives++
		if b.Empty {
			f.empty++
		}
	default:
	}
}

// of is what became of an image.
func (f *Facts) of(key string) *life {
	l := f.images[key]
	if l == nil {
		l = &life{}
		f.images[key] = l
	}
	return l
}

// begin begins to count under a name, and ends what was counted before.
func (f *Facts) begin(name string) {
	f.end()
	f.open = &measure{from: f.Now, begin: f.counters()}
	f.measures[name] = f.open
}

// end ends what is being counted.
func (f *Facts) end() {
	if f.open != nil {
		f.open.to, f.open.end = f.Now, f.counters()
		f.open = nil
	}
}

// counters are all facts that only grow.
func (f *Facts) counters() map[string]float64 {
	out := map[string]float64{}
	for name, of := range counted {
		out[name] = of(f)
	}
	return out
}

// fact is a number that a scene may speak of.
type fact struct {
	name  string
	value func(*Facts) float64
	usd   bool
}

// shown is the fact for a person.
func (f *fact) shown(of *Facts) string {
	v := f.value(of)
	switch {
	case f.usd && v >= 1:
		return fmt.Sprintf("$%.2f", v)
	case f.usd:
		return fmt.Sprintf("$%.3f", v)
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// counted are the facts that only grow. What each means is in docs/scenes.md.
var counted = map[string]func(*Facts) float64{
	"uploaded":       count(func(c *state.Counters) int64 { return c.Uploaded }),
	"matched":        count(func(c *state.Counters) int64 { return c.Matched }),
	"undelivered":    count(func(c *state.Counters) int64 { return c.MatchFailed }),
	"sent":           count(func(c *state.Counters) int64 { return c.Sent }),
	"received":       count(func(c *state.Counters) int64 { return c.Received }),
	"extended":       count(func(c *state.Counters) int64 { return c.Extended }),
	"returned":       count(func(c *state.Counters) int64 { return c.Returned }),
	"expired":        count(func(c *state.Counters) int64 { return c.ExpiredHeld }),
	"received-again": count(func(c *state.Counters) int64 { return c.ReceivedAgain }),
	"repeated":       count(func(c *state.Counters) int64 { return c.Repeated }),
	"deleted":        count(func(c *state.Counters) int64 { return c.Deleted }),
	"dead":           count(func(c *state.Counters) int64 { return c.Dead }),
	"redriven":       count(func(c *state.Counters) int64 { return c.Redriven }),
	"thumbnails":     count(func(c *state.Counters) int64 { return c.Thumbnails }),
	"receives":       func(f *Facts) float64 { return float64(f.receives) },
	"empty-receives": func(f *Facts) float64 { return float64(f.empty) },
}

// standing are the facts that come and go.
var standing = map[string]func(*Facts) float64{
	"visible":      func(f *Facts) float64 { s := f.State.Standing(f.Now); return float64(s.Visible) },
	"in-flight":    func(f *Facts) float64 { s := f.State.Standing(f.Now); return float64(s.NotVisible()) },
	"delayed":      func(f *Facts) float64 { s := f.State.Standing(f.Now); return float64(s.Delayed) },
	"dead-letters": func(f *Facts) float64 { s := f.State.Standing(f.Now); return float64(s.Dead) },
	"working":      func(f *Facts) float64 { return float64(f.working()) },
}

// ofImages are the facts of one image: cat.tries.
var ofImages = map[string]func(f *Facts, key string) float64{
	"tries":      func(f *Facts, key string) float64 { return float64(f.of(key).tries) },
	"thumbnails": func(f *Facts, key string) float64 { return float64(f.of(key).thumbnails) },
	"deaths":     func(f *Facts, key string) float64 { return float64(f.of(key).deaths) },
	"visible":    inPhase(state.Waiting),
	"in-flight":  inPhase(state.InFlight),
	"delayed":    inPhase(state.Delayed),
}

// receivesMonth is what the receives of a measure would cost in a month.
const receivesMonth = "receives-month"

func count(of func(*state.Counters) int64) func(*Facts) float64 {
	return func(f *Facts) float64 { return float64(of(&f.State.Count)) }
}

// inPhase counts the messages of an image that are there.
func inPhase(p state.Phase) func(*Facts, string) float64 {
	return func(f *Facts, key string) float64 {
		n := 0.0
		for m := range f.State.In(p, f.Now) {
			if m.Key == key {
				n++
			}
		}
		return n
	}
}

// fact finds one by its name: plain, of an image, or of a measure. why says what is
// wrong with the name.
func (v *vocabulary) fact(name string) (f *fact, why string) {
	of, rest, dotted := strings.Cut(name, ".")
	if !dotted {
		for _, all := range []map[string]func(*Facts) float64{counted, standing} {
			if value := all[name]; value != nil {
				return &fact{name: name, value: value}, ""
			}
		}
		return nil, fmt.Sprintf("there is no fact %q: there are %s", name, listed(maps.Keys(counted), maps.Keys(standing)))
	}
	key := v.images[of]
	switch {
	case key != "":
		value := ofImages[rest]
		if value == nil {
			return nil, fmt.Sprintf("an image has no fact %q: it has %s", rest, listed(maps.Keys(ofImages)))
		}
		return &fact{name: name, value: func(f *Facts) float64 { return value(f, key) }}, ""
	case !v.measures[of]:
		return nil, fmt.Sprintf("%q is neither an image nor a measure that was begun before", of)
	case rest == receivesMonth:
		return &fact{name: name, value: func(f *Facts) float64 { return f.monthly(of) }, usd: true}, ""
	case counted[rest] == nil:
		return nil, fmt.Sprintf("a measure has no fact %q: it has %s, %s", rest, listed(maps.Keys(counted)), receivesMonth)
	}
	return &fact{name: name, value: func(f *Facts) float64 { return f.measured(of, rest) }}, ""
}

// working is how many workers have a message in hand.
func (f *Facts) working() (n int) {
	for _, w := range f.State.Workers {
		if w.Works() {
			n++
		}
	}
	return n
}

// measured is how much a fact grew in a measure.
func (f *Facts) measured(of, name string) float64 {
	m := f.measures[of]
	switch {
	case m == nil:
		return 0
	case m.to.IsZero():
		return counted[name](f) - m.begin[name]
	}
	return m.end[name] - m.begin[name]
}

// monthly is what the receives of a measure would cost if they went on for a month.
func (f *Facts) monthly(of string) float64 {
	m := f.measures[of]
	if m == nil {
		return 0
	}
	to := m.to
	if to.IsZero() {
		to = f.Now
	}
	if took := to.Sub(m.from); took > 0 {
		return f.measured(of, "receives") * state.SQSRequest * float64(month) / float64(took)
	}
	return 0
}

// listed are names in their order.
func listed(of ...func(func(string) bool)) string {
	var names []string
	for _, some := range of {
		names = slices.AppendSeq(names, some)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}
