package event

import (
	"encoding/json"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// s3Message is the shape of the bodies that ParseMessage understands. The names of
// fields are matched in any case: S3 writes eTag, EventBridge etag.
type s3Message struct {
	// EventBridge, https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
	Source     string    `json:"source"`
	DetailType string    `json:"detail-type"`
	Time       eventTime `json:"time"`
	Detail     *s3Named  `json:"detail"`
	// S3's own notifications, https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
	Records []s3Record `json:"Records"`
	// The message with which S3 tries a notification.
	Event  string          `json:"Event"`
	Bucket json.RawMessage `json:"Bucket"`
	// An SNS envelope around either.
	Type    string `json:"Type"`
	Message string `json:"Message"`
}

// s3Named are a bucket and an object in it.
type s3Named struct {
	Bucket struct {
		Name string `json:"name"`
	} `json:"bucket"`
	Object struct {
		Key       string `json:"key"`
		Size      *int64 `json:"size"`
		ETag      string `json:"etag"`
		Sequencer string `json:"sequencer"`
	} `json:"object"`
}

// s3Record is one of the records of a notification.
type s3Record struct {
	EventSource string    `json:"eventSource"`
	EventName   string    `json:"eventName"`
	EventTime   eventTime `json:"eventTime"`
	S3          s3Named   `json:"s3"`
}

// eventTime is the time of an event. One that cannot be read is not known, and no
// reason to refuse the event.
type eventTime struct{ time.Time }

// UnmarshalJSON reads a time as RFC 3339 writes it.
func (t *eventTime) UnmarshalJSON(b []byte) error {
	if err := t.Time.UnmarshalJSON(b); err != nil {
		t.Time = time.Time{}
	}
	return nil
}

// What S3 says of objects besides that they were created. There is nothing to be
// made of it.
var (
	bridgeNotes = []string{
		"Object Deleted", "Object Restore Initiated", "Object Restore Completed", "Object Restore Expired",
		"Object Storage Class Changed", "Object Access Tier Changed", "Object ACL Updated", "Object Tags Added",
		"Object Tags Deleted",
	}
	recordNotes = []string{
		"ObjectRemoved", "ObjectRestore", "ObjectTagging", "ObjectAcl", "LifecycleExpiration", "LifecycleTransition",
		"IntelligentTiering", "ReducedRedundancyLostObject", "Replication",
	}
)

// ofBridge reads an event of EventBridge.
func (m *s3Message) ofBridge() (Content, error) {
	name, key := m.DetailType, m.Detail.Object.Key
	named := m.Detail.Bucket.Name != "" && key != ""
	switch {
	case named && (name == "Object Created" || name == ""):
		if m.Detail.marks(key) {
			return Content{Note: markerNote(key)}, nil
		}
		return m.Detail.ref(key, m.Time).alone(), nil
	case named && slices.Contains(bridgeNotes, name):
		return Content{Note: fmt.Sprintf("S3's event %q of %s", name, key)}, nil
	case name != "":
		return Content{}, notEvent(fmt.Sprintf("it is the event %q of %s", name, m.Source))
	}
	return Content{}, errNoObject
}

// ofRecords reads S3's own notification.
func (m *s3Message) ofRecords() (c Content, err error) {
	for i := range m.Records {
		ref, note, err := m.Records[i].read()
		switch {
		case err != nil:
			return Content{}, err
		case note != "":
			c.Note = note
		case !slices.ContainsFunc(c.Images, func(r ImageRef) bool { return r.Identity() == ref.Identity() }):
			c.Images = append(c.Images, ref)
		}
	}
	switch {
	case len(c.Images) > 0:
		c.Note = ""
	case c.Note == "":
		return Content{}, notEvent("its Records are empty")
	}
	return c, nil
}

// read reads one record: an image, or a note of what else it is.
func (r *s3Record) read() (ref ImageRef, note string, err error) {
	name := strings.TrimPrefix(r.EventName, "s3:") // as some that speak S3 write it
	kind, _, _ := strings.Cut(name, ":")
	if r.EventSource != "" && !strings.HasSuffix(r.EventSource, ":s3") {
		return ImageRef{}, "", notEvent("it has a record of " + r.EventSource)
	}
	key, err := url.QueryUnescape(r.S3.Object.Key)
	switch {
	case err != nil:
		return ImageRef{}, "", notEvent(fmt.Sprintf("a key in its Records is not URL-encoded as S3 does it: %v", err))
	case name == "TestEvent":
		return ImageRef{}, testNote(r.S3.Bucket.Name), nil
	case slices.Contains(recordNotes, kind):
		return ImageRef{}, fmt.Sprintf("S3's event %s of %s", name, key), nil
	case kind != "ObjectCreated" && name != "":
		return ImageRef{}, "", notEvent("it has a record of the event " + name)
	case r.S3.Bucket.Name == "" || key == "":
		return ImageRef{}, "", errNoObject
	case r.S3.marks(key):
		return ImageRef{}, markerNote(key), nil
	}
	return r.S3.ref(key, r.EventTime), "", nil
}

// ref is the upload that is named.
func (n *s3Named) ref(key string, at eventTime) ImageRef {
	ref := ImageRef{Bucket: n.Bucket.Name, Key: key, ETag: n.Object.ETag, Sequencer: n.Object.Sequencer, Time: at.Time}
	if n.Object.Size != nil {
		ref.Size = *n.Object.Size
	}
	return ref
}

// marks tells whether the object is not an image, but the empty one with which
// consoles and Hadoop make a folder.
func (n *s3Named) marks(key string) bool {
	return n.Object.Size != nil && *n.Object.Size == 0 && (strings.HasSuffix(key, "/") || strings.HasSuffix(key, "_$folder$"))
}

func markerNote(key string) string { return "the marker of the folder " + key }

func testNote(bucket string) string { return "S3's test event of the bucket " + bucket }

// bucketName is the bucket of a test event, which names it as a string.
func (m *s3Message) bucketName() string {
	var name string
	if json.Unmarshal(m.Bucket, &name) != nil {
		return "that it does not name"
	}
	return name
}
