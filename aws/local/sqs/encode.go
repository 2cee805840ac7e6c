package sqs

import (
	"maps"
	"slices"
	"strconv"

	"inflight/aws/local/wire"
)

// The counterpart of decode.go: answers that write their own JSON.

// object writes the fields of a JSON object, leaving empty ones out.
type object struct{ b []byte }

func newObject(b []byte) object { return object{append(b, '{')} }

func (o *object) name(name string) {
	if o.b[len(o.b)-1] != '{' {
		o.b = append(o.b, ',')
	}
	o.b = append(o.b, '"')
	o.b = append(o.b, name...)
	o.b = append(o.b, '"', ':')
}

func (o *object) text(name, value string) {
	if value != "" {
		o.name(name)
		o.b = wire.AppendJSONString(o.b, value)
	}
}

func (o *object) end() []byte { return append(o.b, '}') }

// appendList writes the items of a list with a comma between them.
func appendList[E any](b []byte, items []E, item func(b []byte, e *E) []byte) []byte {
	b = append(b, '[')
	for i := range items {
		if i > 0 {
			b = append(b, ',')
		}
		b = item(b, &items[i])
	}
	return append(b, ']')
}

// AppendJSON writes the answer to a SendMessage.
func (s *sent) AppendJSON(b []byte) []byte {
	o := newObject(b)
	s.appendFields(&o)
	return o.end()
}

func (s *sent) appendFields(o *object) {
	o.text("MessageId", s.MessageID)
	o.text("MD5OfMessageBody", s.MD5OfMessageBody)
	o.text("MD5OfMessageAttributes", s.MD5OfMessageAttributes)
	o.text("MD5OfMessageSystemAttributes", s.MD5OfMessageSystemAttributes)
	o.text("SequenceNumber", s.SequenceNumber)
}

// AppendJSON writes the answer to a SendMessageBatch.
func (out *sendMessageBatchOutput) AppendJSON(b []byte) []byte {
	o := newObject(b)
	if len(out.Successful) > 0 {
		o.name("Successful")
		o.b = appendList(o.b, out.Successful, func(b []byte, e *sentEntry) []byte {
			each := newObject(b)
			each.text("Id", e.ID)
			e.appendFields(&each)
			return each.end()
		})
	}
	o.failed(out.Failed)
	return o.end()
}

// AppendJSON writes the answer to a DeleteMessageBatch.
func (out *deleteMessageBatchOutput) AppendJSON(b []byte) []byte {
	o := newObject(b)
	if len(out.Successful) > 0 {
		o.name("Successful")
		o.b = appendList(o.b, out.Successful, func(b []byte, e *doneEntry) []byte {
			each := newObject(b)
			each.text("Id", e.ID)
			return each.end()
		})
	}
	o.failed(out.Failed)
	return o.end()
}

func (o *object) failed(entries []FailedEntry) {
	if len(entries) == 0 {
		return
	}
	o.name("Failed")
	o.b = appendList(o.b, entries, func(b []byte, e *FailedEntry) []byte {
		each := newObject(b)
		each.text("Id", e.ID)
		each.name("SenderFault")
		each.b = strconv.AppendBool(each.b, e.SenderFault)
		each.text("Code", e.Code)
		each.text("Message", e.Message)
		return each.end()
	})
}

// AppendJSON writes the answer to a ReceiveMessage.
func (out *receiveMessageOutput) AppendJSON(b []byte) []byte {
	o := newObject(b)
	if len(out.Messages) > 0 {
		o.name("Messages")
		o.b = appendList(o.b, out.Messages, func(b []byte, m *receivedMessage) []byte { return m.appendJSON(b) })
	}
	return o.end()
}

func (m *receivedMessage) appendJSON(b []byte) []byte {
	o := newObject(b)
	o.text("MessageId", m.MessageID)
	o.text("ReceiptHandle", m.ReceiptHandle)
	o.text("MD5OfBody", m.MD5OfBody)
	o.text("Body", m.Body)
	if len(m.Attributes) > 0 {
		o.name("Attributes")
		each := newObject(o.b)
		for name, value := range m.Attributes {
			each.text(name, value)
		}
		o.b = each.end()
	}
	o.text("MD5OfMessageAttributes", m.MD5OfMessageAttributes)
	if len(m.MessageAttributes) > 0 {
		o.name("MessageAttributes")
		each := newObject(o.b)
		for _, name := range slices.Sorted(maps.Keys(m.MessageAttributes)) {
			each.name(name)
			each.b = m.MessageAttributes[name].appendJSON(each.b)
		}
		o.b = each.end()
	}
	return o.end()
}

func (a Attribute) appendJSON(b []byte) []byte {
	o := newObject(b)
	o.text("DataType", a.DataType)
	o.text("StringValue", a.text())
	if len(a.BinaryValue) > 0 {
		o.name("BinaryValue")
		o.b = wire.AppendJSONBytes(o.b, a.BinaryValue)
	}
	return o.end()
}
