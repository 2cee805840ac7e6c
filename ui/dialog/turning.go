package dialog

import (
	"context"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/setting"
)

// Knobs are the settings that can be turned while a run goes on. Their methods may take
// seconds, and what they do comes back as events.
type Knobs interface {
	// Settings are all of them as they are, those of the queue as AWS says. Where AWS
	// cannot be asked the others come with the error.
	Settings(ctx context.Context) ([]setting.Reading, error)
	// Turn gives a setting another value, as its flag takes it.
	Turn(ctx context.Context, name event.Setting, value string) error
	// UndoTurn takes the last change back, and RestorePreset gives all settings the values
	// of the demonstration.
	UndoTurn(ctx context.Context) error
	RestorePreset(ctx context.Context) error
}

// Turning turns settings, and knows what was read of them last. Commands run beside each
// other, so that two could arrive in either order: there is never more than one under
// way. The zero Turning has nothing to do.
type Turning struct {
	line     []ask // the first is under way
	readings []setting.Reading
	read     time.Time // when that was asked for
	unread   error     // why AWS could not be asked
	failed   error     // why the last change was not made
}

// ask is one thing to be done: a setting to be turned, or another call; neither reads
// alone.
type ask struct {
	ctx   context.Context //nolint:containedctx // of the program: ends the command
	knobs Knobs
	of    event.Setting
	value string
	call  func(Knobs, context.Context) error
}

// Turned is the message that one thing is done, and how the settings are then.
type Turned struct {
	readings []setting.Reading
	failed   error
	unread   error
}

// turnTime is how long a change may take.
const turnTime = 30 * time.Second

// do does it, and reads how the settings are then.
func (a *ask) do() tea.Msg {
	ctx, cancel := context.WithTimeout(a.ctx, turnTime)
	defer cancel()
	var msg Turned
	switch {
	case a.of != "":
		msg.failed = a.knobs.Turn(ctx, a.of, a.value)
	case a.call != nil:
		msg.failed = a.call(a.knobs, ctx)
	}
	msg.readings, msg.unread = a.knobs.Settings(ctx)
	return msg
}

// Turn turns a setting.
func (t *Turning) Turn(ctx context.Context, k Knobs, of event.Setting, value string) tea.Cmd {
	return t.ask(ask{ctx: ctx, knobs: k, of: of, value: value})
}

// ask does something when all before it is done. What waits for the same setting is not
// done any more.
func (t *Turning) ask(a ask) tea.Cmd {
	if last := len(t.line) - 1; last > 0 && a.of != "" && t.line[last].of == a.of {
		t.line[last] = a
		return nil
	}
	t.line = append(t.line, a)
	if len(t.line) > 1 {
		return nil
	}
	return a.do
}

// readEvery is how often the settings are read while the sheet is open: somebody else may
// change those of the queue at any time.
const readEvery = 2 * time.Second

// Again reads how the settings are, if that is due and nothing is under way.
func (t *Turning) Again(ctx context.Context, k Knobs, now time.Time) tea.Cmd {
	if len(t.line) > 0 || now.Sub(t.read) < readEvery {
		return nil
	}
	t.read = now
	return t.ask(ask{ctx: ctx, knobs: k})
}

// Value is what a setting is about to be; where nobody turns it, is, or what was read of
// it last where what is shown is behind what is.
func (t *Turning) Value(of event.Setting, is string, behind bool) string {
	if r, read := t.reading(of); read && behind {
		is = r.Value
	}
	for i := range t.line {
		if t.line[i].of == of {
			is = t.line[i].value
		}
	}
	return is
}

// Came takes how it went, and returns what is next, and what is to be said where no sheet
// shows it.
func (t *Turning) Came(msg Turned) (next tea.Cmd, said Done) {
	did := t.line[0]
	t.line = t.line[1:]
	t.readings, t.unread = msg.readings, msg.unread
	if did.of != "" || did.call != nil {
		t.failed = msg.failed
		said = Done{On: "settings", Text: t.says(&did), Err: msg.failed}
	}
	if len(t.line) > 0 {
		next = t.line[0].do
	}
	return next, said
}

// says is what is said of a setting that was turned: what it is, with the call.
func (t *Turning) says(did *ask) string {
	on, is := setting.Of(did.of)
	if !is {
		return ""
	}
	text := on.Title + ": " + on.Shown(did.value)
	if r, _ := t.reading(did.of); on.OfQueue() && r.Queue != did.value { // it is not ours to change
		return text + " (" + on.Parameter(did.value) + ")"
	}
	if call := on.Call(did.value); call != "" {
		text += " (" + call + ")"
	}
	return text
}

// reading is what was read of a setting last; false where nothing was.
func (t *Turning) reading(of event.Setting) (setting.Reading, bool) {
	for _, r := range t.readings {
		if r.Name == of {
			return r, true
		}
	}
	return setting.Reading{}, false
}
