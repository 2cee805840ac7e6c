package cli

import "context"

// Freeze does nothing.
func (recorded) Freeze(context.Context) error { return errRecorded }

// Thaw does nothing.
func (recorded) Thaw(context.Context) error { return errRecorded }

// Step does nothing.
func (recorded) Step(context.Context) error { return errRecorded }

// SetSpeed does nothing.
func (recorded) SetSpeed(context.Context, float64) error { return errRecorded }
