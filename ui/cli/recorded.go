package cli

import (
	"context"
	"errors"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
	"inflight/pipeline/redrive"
	"inflight/pipeline/setting"
	"inflight/ui"
)

// errRecorded is what a person hears who wants to change what has been.
var errRecorded = errors.New("this is a recording: it can be watched, not changed")

// recorded is the control of a recording: it refuses.
type recorded struct{}

var _ ui.Control = recorded{}

// Pause refuses.
func (recorded) Pause(context.Context) error { return errRecorded }

// Resume refuses.
func (recorded) Resume(context.Context) error { return errRecorded }

// SetWorkers refuses.
func (recorded) SetWorkers(context.Context, int) error { return errRecorded }

// SetModel refuses.
func (recorded) SetModel(context.Context, string) error { return errRecorded }

// Upload refuses.
func (recorded) Upload(context.Context, int) error { return errRecorded }

// UploadBroken refuses.
func (recorded) UploadBroken(context.Context) error { return errRecorded }

// AnnounceAgain refuses.
func (recorded) AnnounceAgain(context.Context, string, string) error { return errRecorded }

// RedriveLetters refuses.
func (recorded) RedriveLetters(context.Context, redrive.RedriveOrder) error { return errRecorded }

// CancelRedrive refuses.
func (recorded) CancelRedrive(context.Context) error { return errRecorded }

// ChangeRedriveRate refuses.
func (recorded) ChangeRedriveRate(context.Context, int) error { return errRecorded }

// LookAtLetters refuses.
func (recorded) LookAtLetters(context.Context) error { return errRecorded }

// DeleteLetters refuses.
func (recorded) DeleteLetters(context.Context, []string) error { return errRecorded }

// QueueNames refuses.
func (recorded) QueueNames(context.Context) ([]string, error) { return nil, errRecorded }

// CheckFault refuses.
func (recorded) CheckFault(fault.Spec) error { return errRecorded }

// SwitchFault refuses.
func (recorded) SwitchFault(context.Context, fault.Spec) error { return errRecorded }

// FaultOff refuses.
func (recorded) FaultOff(context.Context, fault.Name, fault.Filter) error { return errRecorded }

// FaultsOff refuses.
func (recorded) FaultsOff(context.Context) error { return errRecorded }

// Purge refuses.
func (recorded) Purge(context.Context) error { return errRecorded }

// PurgeDeadLetters refuses.
func (recorded) PurgeDeadLetters(context.Context) error { return errRecorded }

// Settings refuses.
func (recorded) Settings(context.Context) ([]setting.Reading, error) { return nil, errRecorded }

// Turn refuses.
func (recorded) Turn(context.Context, event.Setting, string) error { return errRecorded }

// UndoTurn refuses.
func (recorded) UndoTurn(context.Context) error { return errRecorded }

// RestorePreset refuses.
func (recorded) RestorePreset(context.Context) error { return errRecorded }
