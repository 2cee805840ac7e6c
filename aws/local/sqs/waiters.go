package sqs

import "container/list"

// waiters are the receive calls that wait for a message, longest first.
//
// A message wakes one of them and is not given to it: it takes the message
// itself, in a transaction of its own, if its caller is still there. One that was woken
// and hung up wakes the next.
type waiters struct {
	line     list.List // of *waiter
	promised int       // how many messages those who are awake and not back yet can take
}

// waiter is one receive call that waits.
type waiter struct {
	woken   chan struct{} // holds one token once woken
	max     int           // how many messages it takes
	element *list.Element // nil once woken
}

// add has a call wait, at the front if it has waited before.
func (ws *waiters) add(w *waiter, again bool) {
	if again {
		w.element = ws.line.PushFront(w)
		return
	}
	w.element = ws.line.PushBack(w)
}

// leave takes a call out that waits no longer or was woken.
func (ws *waiters) leave(w *waiter) {
	if w.element == nil {
		ws.promised -= w.max
		return
	}
	ws.line.Remove(w.element)
	w.element = nil
}

// wake wakes as many as it takes to receive n messages.
func (ws *waiters) wake(n int) {
	for ws.promised < n && ws.line.Len() > 0 {
		ws.wakeFirst()
	}
}

func (ws *waiters) wakeAll() {
	for ws.line.Len() > 0 {
		ws.wakeFirst()
	}
}

func (ws *waiters) wakeFirst() {
	w := ws.line.Remove(ws.line.Front()).(*waiter) //nolint:forcetypeassert // the list holds nothing else
	w.element = nil
	ws.promised += w.max
	w.woken <- struct{}{}
}
