package sqs

import (
	"strconv"
	"strings"
)

// receivedMessage is a message as its receiver gets it.
type receivedMessage struct {
	MessageID              string               `json:"MessageId"`
	ReceiptHandle          string               `json:"ReceiptHandle"`
	MD5OfBody              string               `json:"MD5OfBody"`
	Body                   string               `json:"Body"`
	Attributes             map[string]string    `json:"Attributes,omitempty"             query:"Attribute,Name,Value"`
	MD5OfMessageAttributes string               `json:"MD5OfMessageAttributes,omitempty"`
	MessageAttributes      map[string]Attribute `json:"MessageAttributes,omitempty"      query:"MessageAttribute,Name,Value"`
}

// systemAttributes are the names a receiver can ask for.
var systemAttributes = []string{
	"All", "SenderId", "SentTimestamp", "ApproximateReceiveCount", "ApproximateFirstReceiveTimestamp", "SequenceNumber",
	"MessageDeduplicationId", "MessageGroupId", traceAttribute, "DeadLetterQueueSourceArn",
}

// received is a message as it was when it was received.
type received struct {
	message
	handle string
	fifo   bool
}

// answer is the message with what the receiver asked for.
func (r *received) answer(in *receiveMessageInput) receivedMessage {
	out := receivedMessage{
		MessageID: r.id.String(), ReceiptHandle: r.handle, Body: r.body, MD5OfBody: r.md5OfBody(),
	}
	for _, names := range [][]string{in.AttributeNames, in.MessageSystemAttributeNames} {
		for _, name := range names {
			r.addAttribute(&out, name)
		}
	}
	out.MessageAttributes = selectAttributes(r.attributes, in.MessageAttributeNames)
	out.MD5OfMessageAttributes = md5OfAttributes(out.MessageAttributes)
	return out
}

// addAttribute adds a system attribute, or all, where the message has it.
func (r *received) addAttribute(out *receivedMessage, name string) {
	if name == "All" {
		for _, each := range systemAttributes[1:] {
			r.addAttribute(out, each)
		}
		return
	}
	if value := r.attribute(name); value != "" {
		if out.Attributes == nil {
			out.Attributes = map[string]string{}
		}
		out.Attributes[name] = value
	}
}

// attribute is a system attribute; "" if the message does not have it.
func (r *received) attribute(name string) string {
	switch name {
	case "SenderId":
		return r.sender
	case "SentTimestamp":
		return strconv.FormatInt(r.sentAt.UnixMilli(), 10)
	case "ApproximateReceiveCount":
		return strconv.Itoa(r.receives)
	case "ApproximateFirstReceiveTimestamp":
		return strconv.FormatInt(r.firstReceivedAt.UnixMilli(), 10)
	case "SequenceNumber":
		if r.fifo {
			return sequenceNumber(r.seq)
		}
		return ""
	case "MessageDeduplicationId":
		return r.dedup
	case "MessageGroupId":
		return r.group
	case traceAttribute:
		return r.trace
	case "DeadLetterQueueSourceArn":
		return r.source
	default:
		return ""
	}
}

// selectAttributes takes the attributes that the filters name: a name, a prefix
// with ".*", or All, which is also written "*".
func selectAttributes(attributes map[string]Attribute, filters []string) map[string]Attribute {
	if len(attributes) == 0 || len(filters) == 0 {
		return nil
	}
	chosen := map[string]Attribute{}
	for name, a := range attributes {
		for _, filter := range filters {
			prefix, isPrefix := strings.CutSuffix(filter, ".*")
			if filter == "All" || filter == "*" || filter == name || isPrefix && strings.HasPrefix(name, prefix) {
				chosen[name] = a
			}
		}
	}
	return chosen
}
