package event

import "time"

// ObjectUploaded occurs when the producer has put an image into the source
// bucket.
type ObjectUploaded struct {
	inBucket
	ofKey
	Size int64         `json:"size"`           // bytes
	ETag string        `json:"etag,omitempty"` // entity tag, without quotes
	Took time.Duration `json:"-"`              // how long it took; a recording does without
}

var objectUploaded = declare[ObjectUploaded]("object.uploaded")

func (*ObjectUploaded) kind() *kind { return objectUploaded }

// UploadFailed occurs when an image could not be read or put, for good.
type UploadFailed struct {
	inBucket
	ofKey
	Error   string    `json:"error,omitempty"`  // why it failed, escaped, one line
	Unsure  bool      `json:"unsure,omitempty"` // a try had no answer, and may have put it all the same
	Missing *Resource `json:"-"`                // what is gone, where that is why; see recorded_cause.go
}

var uploadFailed = declare[UploadFailed]("upload.failed")

func (*UploadFailed) kind() *kind { return uploadFailed }

// UploadRetried occurs when an upload failed and is tried again, since what
// made it fail may pass: Attempts says how often it was tried, Took how long
// the next try waits.
type UploadRetried struct {
	inBucket
	ofKey
	Took     time.Duration `json:"seconds"`         // how long it took
	Attempts int           `json:"attempts"`        // how often the call was tried
	Error    string        `json:"error,omitempty"` // why it failed, escaped, one line
}

var uploadRetried = declare[UploadRetried]("upload.retried")

func (*UploadRetried) kind() *kind { return uploadRetried }

// ProducerFinished occurs when the producer has nothing more to upload on
// its own; uploads by hand may still follow.
type ProducerFinished struct {
	Uploaded int `json:"uploaded"` // totals of the run
}

var producerFinished = declare[ProducerFinished]("producer.finished")

func (*ProducerFinished) kind() *kind { return producerFinished }

// EventMatched occurs when a rule of EventBridge matched an event. Only the
// embedded AWS can tell.
type EventMatched struct {
	inBucket
	ofKey
	Rule string `json:"rule"` // rule of EventBridge
	Bus  string `json:"bus"`  // event bus
}

var eventMatched = declare[EventMatched]("event.matched")

func (*EventMatched) kind() *kind { return eventMatched }

// EventUnmatched occurs when no rule of a bus matched an event about one of
// our buckets, or on our own bus: EventBridge drops it. Text is the event's
// detail type, such as Object Deleted. Only the embedded AWS can tell.
type EventUnmatched struct {
	inBucket
	ofKey
	Bus  string `json:"bus"` // event bus
	Text string `json:"text,omitempty"`
}

var eventUnmatched = declare[EventUnmatched]("event.unmatched")

func (*EventUnmatched) kind() *kind { return eventUnmatched }

// EventFailed occurs when a rule could not deliver to a target. Only the
// embedded AWS can tell.
type EventFailed struct {
	inBucket
	ofKey
	ETag   string `json:"etag,omitempty"` // entity tag, without quotes
	Rule   string `json:"rule"`           // rule of EventBridge
	Target string `json:"target"`         // its ARN
	Reason string `json:"reason"`         // escaped, one line
	Cause  Cause  `json:"-"`              // what the reason means; see recorded_cause.go
}

var eventFailed = declare[EventFailed]("event.failed")

func (*EventFailed) kind() *kind { return eventFailed }
