package sns

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"maps"
	"slices"
	"strings"
)

// field is a name and a value of an envelope.
type field struct{ name, value string }

// envelope is the JSON in which a queue or an endpoint gets a message. Its
// fields stand in the order and with the spaces of AWS's.
//
// https://docs.aws.amazon.com/sns/latest/dg/sns-message-and-json-formats.html
func (s *Service) envelope(j *delivery) string {
	n := j.n
	fields := []field{{"Type", string(j.kind)}, {"MessageId", n.id}}
	if n.sequence != "" {
		fields = append(fields, field{"SequenceNumber", n.sequence})
	}
	if j.token != "" {
		fields = append(fields, field{"Token", j.token})
	}
	fields = append(fields, field{"TopicArn", n.topicARN})
	if n.subject != "" {
		fields = append(fields, field{"Subject", n.subject})
	}
	fields = append(fields, field{"Message", n.textFor(j.protocol)})
	if j.token != "" {
		fields = append(fields, field{"SubscribeURL", s.subscribeURL(j)})
	}
	fields = append(fields, field{"Timestamp", n.at.Format("2006-01-02T15:04:05.000Z")})
	if n.sequence == "" { // what a FIFO topic sends, to queues only, is not signed
		fields = append(fields, s.signature(n.signatureVersion, fields)...)
	}
	if j.token == "" {
		fields = append(fields, field{"UnsubscribeURL", s.unsubscribeURL(j)})
	}
	return writeEnvelope(fields, n.attributes)
}

func writeEnvelope(fields []field, attributes map[string]Attribute) string {
	var b strings.Builder
	b.WriteString("{\n")
	for i, f := range fields {
		if i > 0 {
			b.WriteString(",\n")
		}
		b.WriteString("  " + quote(f.name) + " : " + quote(f.value))
	}
	if len(attributes) > 0 {
		b.WriteString(",\n  \"MessageAttributes\" : {")
		for i, name := range slices.Sorted(maps.Keys(attributes)) {
			if i > 0 {
				b.WriteByte(',')
			}
			a := attributes[name]
			b.WriteString("\n    " + quote(name) + " : {\"Type\":" + quote(a.DataType) + ",\"Value\":" + quote(a.envelopeText()) + "}")
		}
		b.WriteString("\n  }")
	}
	b.WriteString("\n}")
	return b.String()
}

// envelopeText is the value as a string: of bytes, base64.
func (a Attribute) envelopeText() string {
	if a.kind() == "Binary" {
		return base64.StdEncoding.EncodeToString(a.BinaryValue)
	}
	return a.StringValue
}

// quote writes a JSON string, with <, > and & as they are.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string always encodes
	return strings.TrimSuffix(b.String(), "\n")
}
