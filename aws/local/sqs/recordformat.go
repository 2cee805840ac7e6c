package sqs

import (
	"encoding/binary"
	"time"
)

func appendMessage(b []byte, m *message) []byte {
	b = append(b, m.id[:]...)
	b = appendTime(b, m.sentAt)
	for _, text := range []string{m.body, m.trace, m.sender, m.group, m.dedup, m.source} {
		b = appendText(b, text)
	}
	b = binary.AppendUvarint(b, uint64(len(m.attributes)))
	for name, a := range m.attributes {
		b = appendText(b, name)
		b = appendText(b, a.DataType)
		b = appendText(b, a.text()+string(a.BinaryValue))
	}
	return b
}

func appendState(b []byte, m *message) []byte {
	b = binary.AppendUvarint(b, uint64(m.receives))
	b = appendTime(b, m.visibleAt)
	b = appendTime(b, m.receivedAt)
	return appendTime(b, m.firstReceivedAt)
}

func appendText(b []byte, text string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// appendTime appends nanoseconds since 1970; 0 for the zero time.
func appendTime(b []byte, t time.Time) []byte {
	if t.IsZero() {
		return binary.BigEndian.AppendUint64(b, 0)
	}
	return binary.BigEndian.AppendUint64(b, uint64(t.UnixNano()))
}

// record takes a record apart, from front to back. Reading past its end sets
// short and gives zeroes.
type record struct {
	b     []byte
	short bool
}

func (r *record) take(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.b, r.short = nil, true
		return nil
	}
	taken := r.b[:n]
	r.b = r.b[n:]
	return taken
}

func (r *record) number() uint64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 {
		r.b, r.short = nil, true
		return 0
	}
	r.b = r.b[size:]
	return n
}

func (r *record) uint64() uint64 {
	b := r.take(8)
	if b == nil {
		return 0
	}
	return binary.BigEndian.Uint64(b)
}

func (r *record) text() string { return string(r.take(r.number())) }

func (r *record) time() time.Time {
	if n := r.uint64(); n != 0 {
		return time.Unix(0, int64(n))
	}
	return time.Time{}
}

func (r *record) id() (id messageID) {
	copy(id[:], r.take(uint64(len(id))))
	return id
}

// message reads what appendMessage wrote.
func (r *record) message() *message {
	m := &message{id: r.id(), sentAt: r.time()}
	for _, text := range []*string{&m.body, &m.trace, &m.sender, &m.group, &m.dedup, &m.source} {
		*text = r.text()
	}
	for n := r.number(); n > 0 && !r.short; n-- {
		name, a := r.text(), Attribute{DataType: r.text()}
		if value := r.text(); a.isBinary() {
			a.BinaryValue = []byte(value)
		} else {
			a.StringValue = &value
		}
		if m.attributes == nil {
			m.attributes = map[string]Attribute{}
		}
		m.attributes[name] = a
	}
	return m
}

// state reads what appendState wrote.
func (r *record) state(m *message) {
	m.receives = int(r.number())
	m.visibleAt, m.receivedAt, m.firstReceivedAt = r.time(), r.time(), r.time()
}
