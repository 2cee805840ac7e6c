package state

import "inflight/pipeline/event"

// Outside tells whether somebody else made the call.
func (c *Call) Outside() bool { return c.Caller != "" && c.Caller != event.CallerSampler }

// Bookkeeping tells whether the call is our own bookkeeping.
func (c *Call) Bookkeeping() bool { return c.Caller == event.CallerSampler }
