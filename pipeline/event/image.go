package event

import (
	"encoding/json"
	"errors"
	"fmt"
	"path"
	"strings"
	"time"
)

// ImageRef is what an event names: one upload of one image.
type ImageRef struct {
	Bucket    string
	Key       string // as it is in the bucket, decoded
	Size      int64
	ETag      string
	Sequencer string    // grows with each upload to the same key
	Time      time.Time // of the event; zero: it names none
}

// Identity stands for this upload wherever it turns up: the same event
// delivered twice, and a dead letter redriven under a new message id, have the
// same identity; the same file uploaded again has another. It is empty where
// the message names no image.
func (r ImageRef) Identity() string {
	if r.Key == "" {
		return ""
	}
	return r.Bucket + "/" + r.Key + "@" + r.ETag + "#" + r.Sequencer
}

// Content is what a message asks for.
type Content struct {
	// Images are those to make thumbnails of, each once.
	Images []ImageRef
	// Note says what the message is, where it is S3's and there is nothing to be
	// made of it: a test event, a deletion, the marker of a folder.
	Note string
}

// alone is a message that asks for this image.
func (r ImageRef) alone() Content { return Content{Images: []ImageRef{r}} }

// First is the first image, empty where there is none.
func (c *Content) First() ImageRef {
	if len(c.Images) == 0 {
		return ImageRef{}
	}
	return c.Images[0]
}

// errNoObject is the error for a message that is JSON and nothing that is known.
var errNoObject = notEvent("it names no bucket and key")

// notEvent is the error for a message that is no event of S3: what it is instead.
func notEvent(instead string) error { return &ForeignError{instead} }

// ForeignError is the error for a message that is no event of S3. Time does not
// mend it.
type ForeignError struct{ instead string }

// Error says what it is instead.
func (e *ForeignError) Error() string { return "the message is not an S3 event: " + e.instead }

// ParseImageRef reads the first upload that a message speaks of.
func ParseImageRef(body string) (ImageRef, error) {
	c, err := ParseMessage(body)
	if err != nil {
		return ImageRef{}, err
	}
	if len(c.Images) == 0 {
		return ImageRef{}, notEvent(c.Note)
	}
	return c.Images[0], nil
}

// ParseMessage reads what a message asks for: an S3 event that came through
// EventBridge (whose key is as it is), S3's own notification (whose keys are
// URL-encoded, and which may name several objects), or either in an SNS envelope.
func ParseMessage(body string) (Content, error) {
	return parseMessage(body, true)
}

func parseMessage(body string, unwrap bool) (Content, error) {
	text := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(body), "\ufeff"))
	if text == "" {
		return Content{}, notEvent("it is empty")
	}
	var m s3Message
	err := json.Unmarshal([]byte(text), &m)
	switch {
	case errors.As(err, new(*json.SyntaxError)):
		return Content{}, notEvent("it is not JSON")
	case text[0] != '{':
		return Content{}, notEvent("it is JSON, and not an object of it")
	case err != nil:
		return Content{}, notEvent(shapeError(err))
	}
	switch {
	case m.Event == "s3:TestEvent":
		return Content{Note: testNote(m.bucketName())}, nil
	case m.Records != nil:
		return m.ofRecords()
	case m.Detail != nil:
		return m.ofBridge()
	case unwrap && m.Type == "Notification" && m.Message != "":
		return parseMessage(m.Message, false)
	case m.Type == "Notification":
		return Content{}, notEvent("it is an SNS notification with none in it")
	case m.Type == "SubscriptionConfirmation" || m.Type == "UnsubscribeConfirmation":
		return Content{}, notEvent("it is SNS's " + m.Type)
	}
	return Content{}, errNoObject
}

// shapeError says where JSON is not of the shape it should have.
func shapeError(err error) string {
	var field *json.UnmarshalTypeError
	if errors.As(err, &field) && field.Field != "" {
		return fmt.Sprintf("its %s is a JSON %s", field.Field, field.Value)
	}
	return "it is JSON of another shape"
}

// ShortName is the last part of an object key, without its extension. It is
// not escaped.
func ShortName(key string) string {
	base := path.Base(strings.TrimRight(key, "/"))
	if cut := strings.TrimSuffix(base, path.Ext(base)); cut != "" {
		return cut
	}
	return base
}
