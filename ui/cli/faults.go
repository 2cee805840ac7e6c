package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"inflight/pipeline/clock"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/thumbnail"
)

// faultSettings are the flags of what goes wrong on purpose.
type faultSettings struct {
	faults []string
	specs  []fault.Spec // what validate made of them
}

// bind adds the flags.
func (s *faultSettings) bind(f *pflag.FlagSet) {
	f.StringSliceVar(&s.faults, "fault", nil, "let this go wrong on purpose, NAME[=RATE][@FILTER]; help lists them")
}

// asksForHelp tells whether the faults are to be listed.
func (s *faultSettings) asksForHelp() bool { return len(s.faults) == 1 && s.faults[0] == "help" }

// validate says what is wrong with a fault, or why it cannot go wrong there.
func (s *faultSettings) validate(place faultPlace) error {
	if len(s.faults) == 0 || s.asksForHelp() {
		return nil
	}
	specs, err := fault.Parse(strings.Join(s.faults, ","))
	if err != nil {
		return usagef("--fault: %w", err)
	}
	for _, spec := range specs {
		if err := place.check(spec); err != nil {
			return usagef("--fault %s: %w", spec, err)
		}
	}
	s.specs = specs
	return nil
}

// writeFaults lists the faults, for --fault help.
func writeFaults(w io.Writer) error {
	var b strings.Builder
	b.WriteString("--fault NAME[=RATE][@FILTER],…   RATE: a share above 0 to 1, or once\n")
	b.WriteString("FILTER: service.Operation, ours, outside, a stage or a kind of image, joined by +\n")
	b.WriteString("It is on from the start until it is turned off; once: until it has hit. A time is given in a run's menu (f).\n")
	for _, ofAWS := range []bool{true, false} {
		b.WriteString(map[bool]string{true: "\nof the embedded AWS, whoever calls it:\n", false: "\nof the workers, on any AWS:\n"}[ofAWS])
		for _, d := range fault.Descriptions() {
			if d.OfAWS == ofAWS {
				fmt.Fprintf(&b, "  %-20s %s\n", d.Name, d.Says)
			}
		}
	}
	b.WriteString("\nsuch as --fault aws-500=0.1@sqs,panic=once@upload,reset-after=0.05@sqs.DeleteMessage+ours\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// newFaults are no faults yet, which report into the log.
func newFaults(log *event.Log) *fault.Set {
	return &fault.Set{
		Seed: uint64(time.Now().UnixNano()),
		Report: func(h fault.Hit) {
			log.Emit(event.Event{MessageID: h.MessageID, Key: h.Key, Worker: h.Worker, Body: &event.FaultInjected{Fault: string(h.Name), Reason: h.Why()}})
		},
		Switched: func(c fault.Change) { log.Emit(event.Event{Body: switchedEvent(&c)}) },
	}
}

// saidFaults are no faults yet, for an AWS that writes no events: what is turned on,
// what is hit and what is over is said in a line each.
func saidFaults(w io.Writer, c clock.Clock) *fault.Set {
	return &fault.Set{
		Clock: c, Seed: uint64(time.Now().UnixNano()),
		Report: func(h fault.Hit) {
			sayf(w, "fault: %s", oneLine(h.Why()))
		},
		Switched: func(c fault.Change) {
			if c.On {
				d, _ := fault.Describe(c.Name)
				sayf(w, "the fault %s is on: %s", c, d.Says)
				return
			}
			sayf(w, "the fault %s is off: %s", c, c.Why)
		},
	}
}

// switchedEvent says that a fault was turned on or off.
func switchedEvent(c *fault.Change) *event.FaultSwitched {
	e := &event.FaultSwitched{Fault: string(c.Name), Asked: c.String(), On: c.On, Hits: c.Hits, Text: c.Why}
	if c.On {
		d, _ := fault.Describe(c.Name)
		e.Until, e.Text, e.Hits = c.Until, d.Says, 0
	}
	return e
}

// wrap puts the faults of workers around what the consumers and the producer use,
// and turns on those that the flags ask for: not before, for the stack is set up in
// peace.
func (se *session) wrap(c *consume.Consumers) {
	se.faults.Clock = se.log.Clock // the embedded AWS brings it
	w := &fault.Workers{Set: se.faults, Clock: se.log.Clock, World: se.world, Visibility: func() time.Duration { return c.Knobs().Visibility }, Limit: thumbnail.DefaultLimit}
	c.Queue, c.Store, c.Engine = w.Queue(c.Queue), w.Store(c.Store), w.Engine(c.Engine)
	for i, p := range c.Publishers {
		c.Publishers[i] = w.Publisher(p)
	}
	c.LeaveOut = func(image event.ImageRef, _ int) (string, bool) {
		return se.faults.Quiet(fault.HeartbeatLost, fault.Target{Key: image.Key})
	}
	if se.images != nil {
		se.images = w.Images(se.images)
	}
	for _, spec := range se.set.specs {
		se.faults.Switch(spec)
	}
}
