package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"inflight/ui/e2e/pty"
	"inflight/ui/panel"
)

// Size of the terminal in which keys are pressed, how often, and how long an answer may
// take until it counts as none.
const (
	columns, lines = 120, 36
	keyEvery       = 250 * time.Millisecond
	keyLimit       = 5 * time.Second
	keySoon        = 100 * time.Millisecond
)

// typist presses a key in a program's terminal, again and again, and notes how long the
// program takes to show what it did: s takes the next order of the messages in flight,
// which the title of their panel names.
type typist struct {
	program, screen *os.File // the ends of the terminal

	mu    sync.Mutex
	text  string // that is waited for; "" is none
	seen  string // the end of what was drawn
	shown chan time.Time

	took []time.Duration
	late int // answers that did not come in time
}

// newTypist opens a terminal. along closes it.
func newTypist() (*typist, error) {
	program, screen, err := pty.Open(columns, lines)
	if err != nil {
		return nil, err
	}
	return &typist{program: program, screen: screen}, nil
}

// until gives the time at which a text is drawn.
func (t *typist) until(text string) <-chan time.Time {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.text, t.seen, t.shown = text, "", make(chan time.Time, 1)
	return t.shown
}

// read takes what is drawn, until the last program has left the terminal.
func (t *typist) read() {
	const page, kept = 64 << 10, 256
	buf := make([]byte, page)
	for {
		n, err := t.screen.Read(buf)
		if err != nil {
			return
		}
		now := time.Now()
		t.mu.Lock()
		t.seen += string(buf[:n])
		if t.text != "" && strings.Contains(t.seen, t.text) {
			t.shown <- now
			t.text = ""
		}
		t.seen = t.seen[max(0, len(t.seen)-kept):]
		t.mu.Unlock()
	}
}

// titled is what the panel's title says of an order.
func titled(order panel.Sort) string { return "sort: " + order.String() }

// rewritten is the longest part of a title that is written in the place of the one before:
// both end in the same column, and what stays as it is, is not written again.
func rewritten(before, after string) (longest string) {
	before = strings.Repeat("-", max(0, len(after)-len(before))) + before
	before = before[len(before)-len(after):]
	begun := 0
	for i := range len(after) + 1 {
		if i < len(after) && before[i] != after[i] {
			continue
		}
		if i-begun > len(longest) {
			longest = after[begun:i]
		}
		begun = i + 1
	}
	return longest
}

// typeAlong presses keys until ctx ends.
func (t *typist) typeAlong(ctx context.Context) {
	order := panel.SortTimeLeft
	select {
	case <-t.until(titled(order)):
	case <-ctx.Done():
		return
	}
	pause := time.NewTicker(keyEvery)
	defer pause.Stop()
	for {
		select {
		case <-pause.C:
		case <-ctx.Done():
			return
		}
		before := order
		order = order.Next()
		shown, pressed := t.until(rewritten(titled(before), titled(order))), time.Now()
		if _, err := io.WriteString(t.screen, "s"); err != nil {
			return
		}
		late := time.NewTimer(keyLimit)
		select {
		case at := <-shown:
			t.took = append(t.took, at.Sub(pressed))
		case <-late.C:
			t.late++
		case <-ctx.Done():
		}
		late.Stop()
	}
}

// along types while a program runs in the terminal.
func (t *typist) along(run func() error) error {
	var reading, typing sync.WaitGroup
	reading.Go(t.read)
	ctx, stop := context.WithCancel(context.Background())
	typing.Go(func() { t.typeAlong(ctx) })
	err := run()
	stop()
	typing.Wait()
	err = errors.Join(err, t.program.Close()) // which ends the reading
	reading.Wait()
	return errors.Join(err, t.screen.Close())
}

// wrong says what is wrong with the answers.
func (t *typist) wrong() []string {
	switch {
	case len(t.took) == 0:
		return []string{"no key was answered"}
	case t.late > 0:
		return []string{fmt.Sprintf("%d keys were not answered within %s", t.late, keyLimit)}
	case t.share(95) >= keySoon:
		return []string{fmt.Sprintf("one key in twenty is answered after %d ms or more", t.share(95).Milliseconds())}
	}
	return nil
}

// share is the time within which so many of a hundred keys were answered.
func (t *typist) share(percent int) time.Duration {
	if len(t.took) == 0 {
		return 0
	}
	all := slices.Sorted(slices.Values(t.took))
	return all[min(len(all)*percent/100, len(all)-1)]
}

// String is what the table has of it.
func (t *typist) String() string {
	if t == nil {
		return ""
	}
	return fmt.Sprintf("%d: %d, %d, %d ms", len(t.took), t.share(50).Milliseconds(), t.share(95).Milliseconds(), t.share(100).Milliseconds())
}
