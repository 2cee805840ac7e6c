package cli

import (
	"context"
	"fmt"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/event"
)

// documentControl reads and sets the documents that decide what arrives.
type documentControl struct {
	documents *aws.Documents
	log       *event.Log
	event     func(ctx context.Context, key string) (string, error) // of an object
}

// Document reads a document.
func (c documentControl) Document(ctx context.Context, kind pipeline.DocumentKind) (pipeline.Document, error) {
	return c.documents.Read(event.AsBookkeeping(ctx), kind)
}

// CheckDocument asks AWS about a text. A pattern is tried on the event of the object
// with that key, where there is one.
func (c documentControl) CheckDocument(ctx context.Context, doc *pipeline.Document, text, key string) (string, error) {
	on, gone := "", error(nil)
	if doc.Kind == pipeline.PatternDocument && key != "" {
		on, gone = c.event(event.AsBookkeeping(ctx), key)
	}
	says, err := c.documents.Check(ctx, doc, text, on, event.ShortName(key))
	if err == nil && gone != nil {
		says += " It was tried on no event: " + event.Reason(gone)
	}
	return says, err
}

// SetDocument sets a document, and reports the change.
func (c documentControl) SetDocument(ctx context.Context, doc *pipeline.Document, text string) (pipeline.Document, error) {
	now, err := c.documents.Set(ctx, doc, text)
	if err != nil {
		return now, err
	}
	call := "PutRule"
	if doc.Kind == pipeline.PolicyDocument {
		call = "SetQueueAttributes"
	}
	did := "you set"
	switch {
	case now.Text == "":
		did = "you took away"
	case now.Own == now.Text && doc.Own != doc.Text:
		did = "you put back"
	}
	return now, c.log.TellAction(fmt.Sprintf("%s the %s of %s: %s", did, doc.Kind, doc.Of(), call), nil)
}
