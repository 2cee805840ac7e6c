package cli

import (
	"context"

	"inflight/pipeline"
	"inflight/pipeline/consume"
)

// ReceiveByHand refuses.
func (recorded) ReceiveByHand(context.Context) (consume.InHand, error) {
	return consume.InHand{}, errRecorded
}

// ExtendInHand refuses.
func (recorded) ExtendInHand(context.Context, string) error { return errRecorded }

// GiveBackInHand refuses.
func (recorded) GiveBackInHand(context.Context, string) error { return errRecorded }

// DeleteInHand refuses.
func (recorded) DeleteInHand(context.Context, string) error { return errRecorded }

// Send refuses.
func (recorded) Send(context.Context, pipeline.NewMessage, int) (string, error) {
	return "", errRecorded
}

// ObjectEvent refuses.
func (recorded) ObjectEvent(context.Context, string) (string, error) { return "", errRecorded }

// UploadFile refuses.
func (recorded) UploadFile(context.Context, string) error { return errRecorded }
