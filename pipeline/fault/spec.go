package fault

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"
)

// Spec is a fault that is to be on, and what of all that it may hit it hits.
type Spec struct {
	Name Name
	// Rate is the share that is hit, above 0 to 1.
	Rate float64
	// Once ends it with its first hit.
	Once bool
	// For is how long it is on; 0: until it is switched off.
	For    time.Duration
	Filter Filter
}

// Parse reads a list as --fault has it: NAME[=RATE][@FILTER], by commas. RATE is a
// share above 0 to 1, or once; nothing is 1, but for aws-gone, whose one hit lasts. The error says what to write instead.
func Parse(list string) ([]Spec, error) {
	var specs []Spec
	for _, s := range strings.Split(list, ",") {
		spec, err := parse(strings.TrimSpace(s))
		if err != nil {
			return nil, err
		}
		specs = append(specs, spec)
	}
	return specs, nil
}

func parse(s string) (Spec, error) {
	head, filter, filtered := strings.Cut(s, "@")
	name, rate, rated := strings.Cut(head, "=")
	d, ok := Describe(Name(name))
	if !ok {
		return Spec{}, fmt.Errorf("there is no fault %q: --fault help lists them", name)
	}
	spec := Spec{Name: d.Name, Rate: 1, Once: d.Name == AWSGone && !rated} // an outage has an end of its own
	switch {
	case rated && rate == "once":
		spec.Once = true
	case rated:
		r, err := strconv.ParseFloat(rate, 64)
		if err != nil || math.IsNaN(r) || r <= 0 || r > 1 {
			return Spec{}, fmt.Errorf("%s=%s: its rate is a share above 0 to 1, or once", name, rate)
		}
		spec.Rate = r
	}
	if !filtered {
		return spec, nil
	}
	f, err := d.Filter(filter)
	if err != nil {
		return Spec{}, fmt.Errorf("%s@%s: %w", head, filter, err)
	}
	spec.Filter = f
	return spec, nil
}

// Filter reads a filter for that fault. The error says what to write instead.
func (d *Description) Filter(s string) (Filter, error) {
	f, err := parseFilter(s)
	if err == nil {
		err = f.fits(d.hits)
	}
	return f, err
}

// Filters says what a filter for that fault may hold; empty: nothing.
func (d *Description) Filters() string {
	switch d.hits {
	case hitsCalls:
		return "service.Operation or service (" + strings.Join(services, ", ") + "), ours, outside"
	case hitsReceives:
		return "ours, outside"
	case hitsStages:
		return "a stage: " + stageNames()
	case hitsUploads:
		return "a kind of damage: " + strings.Join(Kinds(), ", ")
	case hitsEvents, hitsWorkers, hitsEngine, hitsPosts:
	}
	return ""
}

// String is the fault as Parse reads it.
func (s Spec) String() string {
	var b strings.Builder
	b.WriteString(string(s.Name))
	switch {
	case s.Once && s.Name != AWSGone:
		b.WriteString("=once")
	case s.Rate != 1 || s.Name == AWSGone && !s.Once:
		b.WriteString("=" + strconv.FormatFloat(s.Rate, 'g', -1, 64))
	}
	if f := s.Filter.String(); f != "" {
		b.WriteString("@" + f)
	}
	return b.String()
}
