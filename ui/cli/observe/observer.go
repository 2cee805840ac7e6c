package observe

import (
	"context"
	"encoding/json"

	"inflight/aws/local"
	"inflight/aws/local/eventbridge"
	"inflight/aws/local/s3"
	"inflight/aws/local/sns"
	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
)

// Observer makes events of what only the embedded AWS can know: that a rule
// matched, that a message entered the queue, that one died; and of what
// somebody outside this program did with the AWS CLI. What our own workers do
// they tell themselves.
type Observer struct {
	Log       *event.Log
	Bucket    string // of the images
	Bus       string // of one's own; "" if there is none
	Queue     string
	DeadQueue string
	Consumers func() *consume.Consumers // nil until there are any
	Confirm   func(sns.Delivered)       // opens the link of a confirmation mail, nil: nobody does
}

var _ local.Observer = (*Observer)(nil)

// byOutsider tells whether a call came over the network.
func byOutsider(ctx context.Context) bool { return wire.CallerFrom(ctx) == wire.Outside }

// callerName is "" for our own calls and AWS's.
func callerName(ctx context.Context) string {
	if byOutsider(ctx) {
		return event.Outside
	}
	return ""
}

// concerns tells whether a queue is one that the screen shows.
func (o *Observer) concerns(queue string) bool { return queue == o.Queue || queue == o.DeadQueue }

// MessageSent reports a message that entered the queue.
func (o *Observer) MessageSent(ctx context.Context, m sqs.MessageSent) {
	if !o.concerns(m.QueueName) {
		return
	}
	ref, _ := event.ParseImageRef(m.Body) // a message need not be an event
	sent := &event.MessageSent{Queue: m.QueueName, ETag: ref.ETag, Body: event.Preview(m.Body), Caller: callerName(ctx)}
	if m.VisibleAt.After(m.SentAt) {
		sent.VisibleAt = m.VisibleAt
	}
	o.Log.Emit(event.Event{MessageID: m.MessageID, Bucket: ref.Bucket, Key: ref.Key, Body: sent})
}

// MessageReceived reports a message that somebody outside received.
func (o *Observer) MessageReceived(ctx context.Context, m sqs.MessageReceived) {
	if !byOutsider(ctx) || !o.concerns(m.QueueName) {
		return
	}
	if m.QueueName == o.DeadQueue { // somebody looked
		o.letterSeen(m)
		return
	}
	ref, _ := event.ParseImageRef(m.Body) // a message need not be an event
	o.Log.Emit(event.Event{
		MessageID: m.MessageID, Bucket: ref.Bucket, Key: ref.Key,
		Worker: event.Outside,
		Body:   &event.MessageReceived{ETag: ref.ETag, ReceiveCount: m.ReceiveCount, SentAt: m.SentAt, VisibleAt: m.VisibleAt, Body: event.Preview(m.Body)},
	})
}

// letterSeen reports a dead letter that somebody outside received.
func (o *Observer) letterSeen(m sqs.MessageReceived) {
	ref, _ := event.ParseImageRef(m.Body) // a letter need not be an event
	o.Log.Emit(event.Event{
		MessageID: m.MessageID, Bucket: ref.Bucket, Key: ref.Key,
		Body: &event.LetterSeen{
			Queue: m.QueueName, ETag: ref.ETag,
			ReceiveCount: m.ReceiveCount, SentAt: m.SentAt, Body: event.Preview(m.Body),
		},
	})
}

// MessageDeleted reports a message that somebody outside deleted.
func (o *Observer) MessageDeleted(ctx context.Context, m sqs.MessageDeleted) {
	switch {
	case !byOutsider(ctx):
	case m.QueueName == o.Queue:
		o.Log.Emit(event.Event{MessageID: m.MessageID, Worker: event.Outside, Body: &event.MessageDeleted{}})
	case m.QueueName == o.DeadQueue:
		o.Log.Emit(event.Event{MessageID: m.MessageID, Body: &event.LetterDeleted{Queue: m.QueueName}})
	}
}

// VisibilityChanged reports a countdown that somebody outside set.
func (o *Observer) VisibilityChanged(ctx context.Context, m sqs.VisibilityChanged) {
	if byOutsider(ctx) && m.QueueName == o.Queue {
		o.Log.Emit(event.Event{MessageID: m.MessageID, Worker: event.Outside, Body: &event.MessageExtended{VisibleAt: m.VisibleAt}})
	}
}

// MessageDeadLettered reports a message that moved to the dead-letter queue.
func (o *Observer) MessageDeadLettered(_ context.Context, m sqs.MessageDeadLettered) {
	if m.DeadLetterQueue != o.DeadQueue {
		return
	}
	ref, _ := event.ParseImageRef(m.Body) // a message need not be an event
	if c := o.Consumers(); c != nil {
		c.DeadLettered(m.DeadLetterQueue, m.MessageID, ref.Bucket, ref.Key, m.ReceiveCount)
	}
}

// MessageRedriven reports a dead letter that is a new message now.
func (o *Observer) MessageRedriven(_ context.Context, m sqs.MessageRedriven) {
	if m.From != o.DeadQueue {
		return
	}
	ref, _ := event.ParseImageRef(m.Body) // a message need not be an event
	o.Log.Emit(event.Event{
		MessageID: m.NewID, Bucket: ref.Bucket, Key: ref.Key,
		Body: &event.MessageRedriven{
			PreviousID: m.OldID, Queue: m.To,
			ETag: ref.ETag,
		},
	})
}

// MessageDropped reports a message that its queue kept no longer.
func (o *Observer) MessageDropped(_ context.Context, m sqs.MessageDropped) {
	if !o.concerns(m.QueueName) {
		return
	}
	ref, _ := event.ParseImageRef(m.Body) // a message need not be an event
	o.Log.Emit(event.Event{MessageID: m.MessageID, Key: ref.Key, Body: &event.MessageDropped{Queue: m.QueueName}})
}

// QueuePurged reports a queue that was emptied.
func (o *Observer) QueuePurged(ctx context.Context, m sqs.QueuePurged) {
	if o.concerns(m.QueueName) {
		o.Log.Emit(event.Event{Body: &event.QueuePurged{Queue: m.QueueName, Caller: callerName(ctx), Count: m.Messages}})
	}
}

// objectOf is the object that an event of S3 speaks of.
func objectOf(detail json.RawMessage) (bucket, key, etag string) {
	var d struct {
		Bucket struct {
			Name string `json:"name"`
		} `json:"bucket"`
		Object struct {
			Key  string `json:"key"`
			ETag string `json:"etag"`
		} `json:"object"`
	}
	if json.Unmarshal(detail, &d) != nil {
		return "", "", ""
	}
	return d.Bucket.Name, d.Object.Key, d.Object.ETag
}

// EventMatched reports a rule that matched.
func (o *Observer) EventMatched(_ context.Context, m eventbridge.EventMatched) {
	bucket, key, _ := objectOf(m.Event.Detail)
	o.Log.Emit(event.Event{Bucket: bucket, Key: key, Body: &event.EventMatched{Rule: m.Rule, Bus: m.Bus}})
}

// EventUnmatched reports an event about the images, or on a bus of our own, that
// no rule matched. Those of others on the default bus are not ours to tell.
func (o *Observer) EventUnmatched(_ context.Context, m eventbridge.EventUnmatched) {
	bucket, key, _ := objectOf(m.Event.Detail)
	if bucket != o.Bucket && (o.Bus == "" || m.Bus != o.Bus) {
		return
	}
	o.Log.Emit(event.Event{Bucket: bucket, Key: key, Body: &event.EventUnmatched{Bus: m.Bus, Text: event.OneLine(m.Event.DetailType, event.ReasonLimit)}})
}

// EventFailed reports an event that did not reach a target.
func (o *Observer) EventFailed(_ context.Context, m eventbridge.EventFailed) {
	bucket, key, etag := objectOf(m.Event.Detail)
	failed := &event.EventFailed{Rule: m.Rule, Target: m.TargetARN, Reason: event.OneLine(m.Reason, event.ReasonLimit), ETag: etag}
	switch m.Code {
	case "QueueDoesNotExist":
		failed.Cause = event.NoQueue
	case "AccessDenied":
		failed.Cause = event.Denied
	}
	o.Log.Emit(event.Event{Bucket: bucket, Key: key, Body: failed})
}

// Delivered reports a mail.
func (o *Observer) Delivered(_ context.Context, d sns.Delivered) {
	if d.Protocol != "email" && d.Protocol != "email-json" {
		return
	}
	o.Log.Emit(event.Event{
		Body: &event.MailDelivered{Channel: "email", To: d.Endpoint, Subject: d.Subject, Text: event.Preview(d.Message)},
	})
	if d.Type == sns.SubscriptionConfirm && o.Confirm != nil {
		o.Confirm(d)
	}
}

// DeliveryFailed reports a mail that could not be delivered.
func (o *Observer) DeliveryFailed(_ context.Context, d sns.DeliveryFailed) {
	o.Log.Emit(event.Event{Body: &event.ActionTaken{Text: "delivery to " + event.OneLine(d.Endpoint, event.ReasonLimit), Error: event.Reason(d.Reason)}})
}

// fault reports a fault of the embedded AWS itself, such as an archive that it
// cannot write.
func (o *Observer) Fault(err error) {
	o.Log.Emit(event.Event{Body: &event.ActionTaken{Text: "the embedded AWS", Error: event.Reason(err)}})
}

// APICalled reports a call that came over the network.
func (o *Observer) APICalled(_ context.Context, c local.APICall) {
	o.Log.Emit(event.Event{
		Body: &event.APICalled{
			Service: c.Service, Operation: c.Operation, Status: c.Status, Attempts: 1,
			Took: c.Took, Size: c.Size, Caller: event.Outside,
		},
	})
}

// ObjectChanged reports an image that somebody outside uploaded.
func (o *Observer) ObjectChanged(ctx context.Context, e s3.ObjectEvent) {
	if byOutsider(ctx) && e.Bucket == o.Bucket && !e.Deleted {
		o.Log.Emit(event.Event{Bucket: e.Bucket, Key: e.Key, Body: &event.ObjectUploaded{Size: e.Size, ETag: e.ETag}})
	}
}
