package sqs

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
)

// A receipt handle names a queue, a message and one receive of it:
//
//	version 1 | queue's uid 8 | message id 16 | receive count 4 | CRC-32 of those 4
const (
	handleVersion = 1
	handleLength  = 1 + 8 + 16 + 4 + 4
)

// handle is a receipt handle, read.
type handle struct {
	id      messageID
	receive uint32
}

// appendHandle appends the receipt handle of a receive.
func appendHandle(b []byte, uid uint64, id messageID, receives int) []byte {
	var raw [handleLength]byte
	raw[0] = handleVersion
	binary.BigEndian.PutUint64(raw[1:], uid)
	copy(raw[9:], id[:])
	binary.BigEndian.PutUint32(raw[25:], uint32(receives))
	binary.BigEndian.PutUint32(raw[29:], crc32.ChecksumIEEE(raw[:29]))
	return base64.StdEncoding.AppendEncode(b, raw[:])
}

// readHandle reads a receipt handle of this queue.
func (q *queue) readHandle(text string) (handle, error) {
	if text == "" {
		return handle{}, missing("ReceiptHandle")
	}
	var raw [handleLength + 3]byte
	if base64.StdEncoding.DecodedLen(len(text)) > len(raw) {
		return handle{}, badHandle(text)
	}
	n, err := base64.StdEncoding.Decode(raw[:], []byte(text))
	if err != nil || n != handleLength || raw[0] != handleVersion ||
		binary.BigEndian.Uint32(raw[29:]) != crc32.ChecksumIEEE(raw[:29]) ||
		binary.BigEndian.Uint64(raw[1:]) != q.uid {
		return handle{}, badHandle(text)
	}
	return handle{id: messageID(raw[9:25]), receive: binary.BigEndian.Uint32(raw[25:])}, nil
}

// held finds the message a receipt handle is for; nil if it is no more. On a
// FIFO queue the handle is good until its visibility timeout runs out; on a
// standard queue, for as long as the message is there.
func (q *queue) held(text string) (*message, error) {
	h, err := q.readHandle(text)
	if err != nil {
		return nil, err
	}
	m := q.messages[h.id]
	if m != nil && q.fifo && (m.place != inFlight || uint32(m.receives) != h.receive) {
		return nil, invalidValue("ReceiptHandle", text, "The receipt handle has expired.")
	}
	return m, nil
}
