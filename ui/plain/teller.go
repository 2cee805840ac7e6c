package plain

import (
	"fmt"
	"io"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// Teller writes a line for each event that says something new. Fill in the
// writer; the rest is ready as it is. It is for one goroutine.
type Teller struct {
	W io.Writer

	state     *state.State
	works     map[string]*work // by message id
	refusal   string           // the call that failed last
	refusedAt time.Time
	unheard   string // the announcement that was refused for good last
	held      []heldLine
	uploads   map[string]struct{} // keys, of late
}

// Tell takes the next event. The error is that of the writer. A line may wait
// for that of an upload: see Held and Flush.
func (t *Teller) Tell(e event.Event) error {
	if t.state == nil {
		t.state = state.NewState()
	}
	text := t.sentence(&e) // by what was known before: the fold forgets who had a message
	key := t.key(&e)
	t.state.Apply(e)
	t.note(&e)
	if err := t.release("", e.Time); err != nil {
		return err
	}
	if text == "" {
		return nil
	}
	line := e.Time.Local().Format("15:04:05.000") + " " + text + "\n"
	if t.holds(&e, key) {
		t.held = append(t.held, heldLine{key, e.Time, line})
		return t.release("", e.Time)
	}
	if err := t.write(line); err != nil {
		return err
	}
	if !event.Is[event.ObjectUploaded](&e) {
		return nil
	}
	t.uploaded(&e)
	return t.release(e.Key, e.Time)
}

// write writes a line.
func (t *Teller) write(line string) error {
	if _, err := io.WriteString(t.W, line); err != nil {
		return fmt.Errorf("stdout: %w", err)
	}
	return nil
}

// key is the key of the image an event is about, as far as it is known.
func (t *Teller) key(e *event.Event) string {
	if key := e.Source(); key != "" {
		return key
	}
	if m := t.state.Message(e.MessageID); m != nil {
		return m.Key
	}
	return ""
}

// sentence is what an event says, empty where that is nothing new.
func (t *Teller) sentence(e *event.Event) string {
	if text := t.ofMessage(e); text != "" {
		return text
	}
	if text := t.ofLetters(e); text != "" {
		return text
	}
	return t.ofRun(e)
}

// image is the name of the image an event is about.
func (t *Teller) image(e *event.Event) string {
	key := e.Source()
	if key == "" {
		if m := t.state.Message(e.MessageID); m != nil {
			return draw.Escape(m.Name())
		}
	}
	if key == "" {
		return "message " + draw.Escape(e.MessageID)
	}
	return draw.Escape(event.ShortName(key))
}

// of says which receive of how many an event is about, as the screen does.
func (t *Teller) of(e *event.Event) string {
	if most := t.state.Setup.MaxReceives; most > 0 {
		return fmt.Sprintf("receive %d/%d", e.Receives(), most)
	}
	return fmt.Sprintf("receive %d", e.Receives())
}

// in is how long it is until a time, as of the event.
func in(e *event.Event, at time.Time) string { return inWords(at.Sub(e.Time)) }

// inWords is a duration as one would say it.
func inWords(d time.Duration) string {
	switch {
	case d < 100*time.Millisecond:
		return fmt.Sprintf("%d ms", max(d.Milliseconds(), 0))
	case d < 100*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	return d.Round(time.Second).String()
}

// many is a number of things.
func many(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return panel.Count(n) + " " + thing + "s"
}
