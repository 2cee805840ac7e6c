package cli

import (
	"context"

	"inflight/pipeline"
	"inflight/pipeline/fault"
)

// control is what a person at the keys may ask of a run: of its pipeline, and of what
// goes wrong in it on purpose.
type control struct {
	*pipeline.Pipeline
	faultControl
	documentControl
}

// control is what a person may ask of the session's run.
func (se *session) control(p *pipeline.Pipeline) control {
	return control{p, faultControl{se.faults, func() faultPlace {
		place := se.set.faultPlace("the AWS of this run is another")
		place.heartbeat = p.Consumers.Knobs().Heartbeat // a person may have turned it
		return place
	}}, documentControl{se.aws.clients.Documents(se.aws.stack, se.aws.resources), se.log, p.ObjectEvent}}
}

// faultControl turns faults on and off.
type faultControl struct {
	faults *fault.Set
	place  func() faultPlace // as it is now
}

// CheckFault says why a fault cannot go wrong here.
func (c faultControl) CheckFault(spec fault.Spec) error { return c.place().check(spec) }

// SwitchFault turns a fault on.
func (c faultControl) SwitchFault(_ context.Context, spec fault.Spec) error {
	if err := c.place().check(spec); err != nil {
		return err
	}
	c.faults.Switch(spec)
	return nil
}

// FaultOff turns a fault off, if it is on still.
func (c faultControl) FaultOff(_ context.Context, name fault.Name, f fault.Filter) error {
	c.faults.Off(name, f)
	return nil
}

// FaultsOff turns all off.
func (c faultControl) FaultsOff(context.Context) error {
	c.faults.Clear()
	return nil
}
