package sqs

import (
	"crypto/md5"
	"encoding/binary"
	"encoding/hex"
	"maps"
	"slices"
	"strings"
)

// md5OfAttributes is AWS's checksum of message attributes: in the order of
// their names, the name, the type, one byte for the kind of value, and the
// value, each with its length before it. It is "" for no attributes.
//
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html#sqs-attributes-md5-message-digest-calculation
func md5OfAttributes(attributes map[string]Attribute) string {
	if len(attributes) == 0 {
		return ""
	}
	const text, binaryValue = 1, 2
	var b []byte
	part := func(value string) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(value)))
		b = append(b, value...)
	}
	for _, name := range slices.Sorted(maps.Keys(attributes)) {
		a := attributes[name]
		part(name)
		part(a.DataType)
		if a.isBinary() {
			b = append(b, binaryValue)
			part(string(a.BinaryValue))
			continue
		}
		b = append(b, text)
		part(a.text())
	}
	return md5Hex(b)
}

// md5OfBody is the checksum of the body. A message that was read from the journal
// has it worked out when it is asked for, so that a million of them are not
// when the service starts.
func (c *content) md5OfBody() string {
	if c.bodyMD5 == [md5.Size]byte{} {
		return md5Hex([]byte(c.body))
	}
	return hex.EncodeToString(c.bodyMD5[:])
}

func md5Hex(b []byte) string {
	sum := md5.Sum(b)
	return hex.EncodeToString(sum[:])
}

func (a Attribute) isBinary() bool { return strings.HasPrefix(a.DataType, "Binary") }

// text is the value of a String or Number.
func (a Attribute) text() string {
	if a.StringValue == nil {
		return ""
	}
	return *a.StringValue
}

// size is what an attribute adds to the size of its message.
func (a Attribute) size(name string) int {
	return len(name) + len(a.DataType) + len(a.text()) + len(a.BinaryValue)
}
