package sqs

import (
	"inflight/aws/local/wire"
)

// The operations that a pipeline calls for every message read and write their
// JSON by hand: with encoding/json, a batch of ten messages costs the server
// more than the client.

// DecodeJSON reads a SendMessage.
func (in *sendMessageInput) DecodeJSON(r *wire.JSONReader) error {
	for name := range r.Fields() {
		if string(name) == "QueueUrl" {
			in.QueueURL = r.Text()
		} else {
			in.decodeField(string(name), r)
		}
	}
	return nil
}

// DecodeJSON reads a SendMessageBatch.
func (in *sendMessageBatchInput) DecodeJSON(r *wire.JSONReader) error {
	for name := range r.Fields() {
		switch string(name) {
		case "QueueUrl":
			in.QueueURL = r.Text()
		case "Entries":
			in.Entries = decodeEntries(r, func(e *sendEntry, name string) {
				if name == "Id" {
					e.ID = r.Text()
				} else {
					e.decodeField(name, r)
				}
			})
		default:
			r.Skip()
		}
	}
	return nil
}

// decodeField reads one field of a message, or skips one it does not know.
func (o *outgoing) decodeField(name string, r *wire.JSONReader) {
	switch name {
	case "MessageBody":
		o.MessageBody = r.Text()
	case "DelaySeconds":
		o.DelaySeconds = r.Int()
	case "MessageGroupId":
		o.MessageGroupID = r.OptionalText()
	case "MessageDeduplicationId":
		o.MessageDeduplicationID = r.OptionalText()
	case "MessageAttributes":
		r.Decode(&o.MessageAttributes)
	case "MessageSystemAttributes":
		r.Decode(&o.MessageSystemAttributes)
	default:
		r.Skip()
	}
}

// manyEntries is the number of entries after which a list that is too long
// anyway is read no further.
const manyEntries = 1000

// decodeEntries reads a list of objects, field by field.
func decodeEntries[E any](r *wire.JSONReader, field func(e *E, name string)) []E {
	entries := make([]E, 0, maxBatch)
	for n := range r.Items() {
		if n >= manyEntries {
			r.Skip()
			continue
		}
		var e E
		for name := range r.Fields() {
			field(&e, string(name))
		}
		entries = append(entries, e)
	}
	return entries
}

// DecodeJSON reads a ReceiveMessage.
func (in *receiveMessageInput) DecodeJSON(r *wire.JSONReader) error {
	for name := range r.Fields() {
		switch string(name) {
		case "QueueUrl":
			in.QueueURL = r.Text()
		case "AttributeNames":
			in.AttributeNames = r.Texts()
		case "MessageSystemAttributeNames":
			in.MessageSystemAttributeNames = r.Texts()
		case "MessageAttributeNames":
			in.MessageAttributeNames = r.Texts()
		case "MaxNumberOfMessages":
			in.MaxNumberOfMessages = r.Int()
		case "VisibilityTimeout":
			in.VisibilityTimeout = r.Int()
		case "WaitTimeSeconds":
			in.WaitTimeSeconds = r.Int()
		case "ReceiveRequestAttemptId":
			in.ReceiveRequestAttemptID = r.Text()
		default:
			r.Skip()
		}
	}
	return nil
}

// DecodeJSON reads a DeleteMessage.
func (in *deleteMessageInput) DecodeJSON(r *wire.JSONReader) error {
	for name := range r.Fields() {
		switch string(name) {
		case "QueueUrl":
			in.QueueURL = r.Text()
		case "ReceiptHandle":
			in.ReceiptHandle = r.Text()
		default:
			r.Skip()
		}
	}
	return nil
}

// DecodeJSON reads a DeleteMessageBatch.
func (in *deleteMessageBatchInput) DecodeJSON(r *wire.JSONReader) error {
	for name := range r.Fields() {
		switch string(name) {
		case "QueueUrl":
			in.QueueURL = r.Text()
		case "Entries":
			in.Entries = decodeEntries(r, func(e *deleteEntry, name string) {
				switch name {
				case "Id":
					e.ID = r.Text()
				case "ReceiptHandle":
					e.ReceiptHandle = r.Text()
				default:
					r.Skip()
				}
			})
		default:
			r.Skip()
		}
	}
	return nil
}
