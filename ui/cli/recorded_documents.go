package cli

import (
	"context"

	"inflight/pipeline"
)

// Document refuses.
func (recorded) Document(context.Context, pipeline.DocumentKind) (pipeline.Document, error) {
	return pipeline.Document{}, errRecorded
}

// CheckDocument refuses.
func (recorded) CheckDocument(context.Context, *pipeline.Document, string, string) (string, error) {
	return "", errRecorded
}

// SetDocument refuses.
func (recorded) SetDocument(_ context.Context, d *pipeline.Document, _ string) (pipeline.Document, error) {
	return *d, errRecorded
}
