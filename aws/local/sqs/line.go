package sqs

// line is the order in which messages are received. A standard queue has one,
// in the order of becoming visible; a FIFO queue has one for each group.
type line struct {
	head, tail *message
	length     int
}

// push puts a message at the end.
func (l *line) push(m *message) { l.insertAfter(l.tail, m) }

// insertAfter puts a message behind another; behind nil is at the front.
func (l *line) insertAfter(at, m *message) {
	m.prev = at
	if at == nil {
		m.next, l.head = l.head, m
	} else {
		m.next, at.next = at.next, m
	}
	if m.next == nil {
		l.tail = m
	} else {
		m.next.prev = m
	}
	l.length++
}

// insert puts a message in the order of arrival in the queue. New messages go
// to the end at once; those that come back from flight are among the first.
func (l *line) insert(m *message) {
	if l.tail == nil || l.tail.seq < m.seq {
		l.push(m)
		return
	}
	at := l.head
	for at.seq < m.seq {
		at = at.next
	}
	l.insertAfter(at.prev, m)
}

// remove takes a message out, wherever it stands.
func (l *line) remove(m *message) {
	if m.prev == nil {
		l.head = m.next
	} else {
		m.prev.next = m.next
	}
	if m.next == nil {
		l.tail = m.prev
	} else {
		m.next.prev = m.prev
	}
	m.prev, m.next = nil, nil
	l.length--
}
