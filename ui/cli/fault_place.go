package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"inflight/aws/local"
	"inflight/pipeline/fault"
)

// faultPlace is where faults are to go wrong: what there is that they could hit.
type faultPlace struct {
	embedded  bool   // an AWS of our own, whose calls and events they may hit
	workers   bool   // workers of our own
	produces  bool   // images are uploaded
	heartbeat bool   // there is one that could be lost
	foreign   string // what to do where the AWS is another
}

// Why a fault cannot go wrong somewhere.
var (
	errNoWorkers   = errors.New("it goes wrong in a worker, and here are none: use inflight run or inflight worker")
	errNoUploads   = errors.New("it damages images that are uploaded, and a worker uploads none: use inflight run")
	errNoHeartbeat = errors.New("the heartbeat is off: there is none that could be lost")
	errOutsideOnly = errors.New("all who call this AWS are outside: leave out ours")
)

// check says why a fault cannot go wrong here, or never would; nil: it can.
func (p faultPlace) check(spec fault.Spec) error {
	d, _ := fault.Describe(spec.Name)
	switch {
	case d.OfAWS && !p.embedded:
		return errors.New("only the embedded AWS can do that: " + p.foreign) //nolint:err113 // a sentence
	case !d.OfAWS && !p.workers:
		return errNoWorkers
	case spec.Name == fault.BrokenImage && !p.produces:
		return errNoUploads
	case spec.Name == fault.HeartbeatLost && !p.heartbeat:
		return errNoHeartbeat
	case d.OfAWS && spec.Filter.Ours && !p.workers:
		return errOutsideOnly
	case spec.Filter.Operation != "":
		return operationOf(spec.Filter.Service, spec.Filter.Operation)
	}
	return nil
}

// operationOf says what is wrong with an operation that the embedded AWS does not
// have: a fault of it would never hit.
func operationOf(service, operation string) error {
	known := local.Operations(service)
	if slices.Contains(known, operation) {
		return nil
	}
	near := nearest(operation, known)
	if near == "" {
		return fmt.Errorf("%s has no operation %s here: it has %s", service, oneLine(operation), strings.Join(known, ", "))
	}
	return fmt.Errorf("%s has no operation %s here: is it %s?", service, oneLine(operation), near)
}
