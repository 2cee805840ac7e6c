package dialog

import (
	"context"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/pipeline/setting"
	"inflight/ui/draw"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// Sheet says what the sheet of the settings works with.
type Sheet struct {
	Ctx   context.Context //nolint:containedctx // of the program: ends the commands
	Knobs Knobs
	Now   func() time.Time // that is drawn
	Wall  time.Time
	// Behind tells whether what is shown is behind what is, as in a frozen world; nil: it
	// never is.
	Behind func() bool
	// Fixed says why nothing can be turned here, such as in a recording; nil: it can.
	Fixed error
}

// sheet shows all settings, and turns them.
type sheet struct {
	Sheet
	turning *Turning
	at      int
	input   *Input // a value that is being typed
	wrong   error  // what is wrong with it
}

// Settings is the sheet of the settings, on what turns them.
func Settings(t *Turning, o Sheet) (Window, tea.Cmd) {
	w := &sheet{Sheet: o, turning: t}
	t.failed = nil
	if o.Fixed != nil {
		return w, nil
	}
	t.read = time.Time{}
	return w, t.Again(o.Ctx, o.Knobs, o.Wall)
}

// IsSettings tells whether a window is the sheet of the settings, where they can be
// turned.
func IsSettings(w Window) bool {
	s, is := w.(*sheet)
	return is && s.Fixed == nil
}

func (w *sheet) paste(msg tea.PasteMsg) {
	if w.input != nil {
		w.input.Take(msg)
	}
}

const (
	sheetWidth = 92
	sheetTitle = 20 // of a setting
	sheetValue = 18
	sheetNotes = 6 // lines about the setting under the cursor
)

func (w *sheet) Size(*Screen) (width, height int) {
	return sheetWidth, len(setting.All()) + 1 + sheetNotes
}

// Scroll goes to another setting.
func (w *sheet) Scroll(by int) {
	w.at, w.input, w.wrong = min(max(w.at+by, 0), len(setting.All())-1), nil, nil
}

// on is the setting under the cursor.
func (w *sheet) on() *setting.Setting { return &setting.All()[w.at] }

// value is what a setting is, or is about to be.
func (w *sheet) value(s *Screen, of event.Setting) string {
	return w.turning.Value(of, s.State.Setup.Value(of), w.Behind != nil && w.Behind())
}

// fixed says why the setting cannot be turned; empty where it can, or nobody knows yet.
func (w *sheet) fixed(of event.Setting) string {
	if w.Fixed != nil {
		return w.Fixed.Error()
	}
	r, _ := w.turning.reading(of)
	return r.Fixed
}

func (w *sheet) Draw(s *Screen, width, height int) (title, right string, body []string) {
	all := setting.All()
	room := max(height-sheetNotes, 1)
	first := max(min(w.at-room/2, len(all)-room), 0)
	for i := first; i < min(first+room, len(all)); i++ {
		body = append(body, w.row(s, &all[i], i == w.at, width))
	}
	if height > len(body)+sheetNotes {
		body = append(body, "")
	}
	for _, line := range w.notes(s, max(width-3, 1)) {
		body = append(body, " "+line)
	}
	title = "settings"
	if len(all) > room {
		title += fmt.Sprintf(", %d-%d of %d", first+1, min(first+room, len(all)), len(all))
	}
	return title, "", append(body, "  "+w.keys(s))
}

// keys are the keys of the sheet.
func (w *sheet) keys(s *Screen) string {
	all := []string{
		s.Keys.As("", keys.Left, keys.Right).Help().Key, "change", s.Keys.Called(keys.Inspect), "type", s.Keys.Called(keys.Undo), "undo",
		s.Keys.Called(keys.Preset), "the demonstration's", s.Keys.Called(keys.Back), "back",
	}
	switch {
	case w.Fixed != nil:
		all = all[len(all)-2:]
	case w.input != nil:
		all = []string{s.Keys.Called(keys.Inspect), "set", s.Keys.Called(keys.Back), "no"}
	}
	line := ""
	for i := 0; i < len(all); i += 2 {
		line += s.Styles.Paint(draw.Accent, all[i]) + " " + s.Styles.Paint(draw.Dim, all[i+1]) + "  "
	}
	return line
}

// row is a setting, what it is, and what is to be known of it.
func (w *sheet) row(s *Screen, on *setting.Setting, here bool, width int) string {
	mark, tone := "  ", draw.Text
	if here {
		mark, tone = s.Styles.Paint(draw.Accent, s.Styles.Sign("▸")+" "), draw.Strong
	}
	line := " " + mark + s.Styles.Paint(tone, draw.Fit(on.Title, sheetTitle)) + " "
	if here && w.input != nil {
		return line + w.input.Line(s.Styles, max(width-sheetTitle-5, 1))
	}
	if w.fixed(on.Name) != "" {
		tone = draw.Dim
	}
	line += s.Styles.Paint(tone, draw.Fit(draw.Escape(shown(on, w.value(s, on.Name))), sheetValue)) + " "
	note, room := w.note(on), max(width-sheetTitle-sheetValue-6, 0)
	if note == "" && draw.Width(on.Says) <= room { // else it stands below alone
		note = on.Says
	}
	return line + s.Styles.Paint(draw.Dim, draw.Fit(note, room))
}

// shown is a value as the screen says it; none where there is none.
func shown(on *setting.Setting, value string) string {
	if on.Name == event.MaxReceivesSetting && value == "0" {
		return "none: it keeps what fails"
	}
	return on.Shown(value)
}

// note is what stands beside a setting.
func (w *sheet) note(on *setting.Setting) string {
	r, _ := w.turning.reading(on.Name)
	switch {
	case w.Fixed != nil:
	case r.Fixed != "":
		return draw.Escape(r.Fixed)
	case r.Note != "":
		return draw.Escape(r.Note)
	}
	return ""
}

// notes say what the setting under the cursor is, from when a change of it holds, and
// what is asked of AWS for it.
func (w *sheet) notes(s *Screen, width int) []string {
	on := w.on()
	dim := func(text string) string { return s.Styles.Paint(draw.Dim, draw.Fit(text, width)) }
	value := w.value(s, on.Name)
	lines := []string{dim("is     " + on.Says), dim("holds  " + on.From), dim(call(on, value))}
	if w.input != nil {
		lines[1] = dim("takes  " + on.Range)
	}
	if on.Name == event.WaitSetting || on.Name == event.BatchSetting {
		present, before := panel.Receives(s.State, w.Now())
		lines = append(lines, dim(present), dim(before))
	} else {
		turned, by := w.last(s)
		lines = append(lines, dim(turned), dim(by))
	}
	if trouble := w.trouble(); trouble != "" {
		told := draw.Wrap(draw.Escape(trouble), width)
		lines = lines[:3]
		for _, line := range told[:min(len(told), 2)] {
			lines = append(lines, s.Styles.Paint(draw.Bad, line))
		}
	}
	return lines
}

// call is what is asked of AWS for a value, and its flag.
func call(on *setting.Setting, value string) string {
	text := on.Call(value)
	if text == "" {
		text = on.Parameter(value)
	}
	if text == "" {
		return "flag   " + on.Flag(value)
	}
	return "call   " + text + ", " + on.Flag(value)
}

// last says what was changed last, and the call that did it.
func (w *sheet) last(s *Screen) (turned, by string) {
	t := &s.State.Turned
	if t.At.IsZero() {
		return "", ""
	}
	title, from, to := string(t.Setting), t.From, t.To
	if on, known := setting.Of(t.Setting); known {
		title, from, to = on.Title, shown(on, t.From), shown(on, t.To)
	}
	turned = fmt.Sprintf("last   %s from %s to %s, %s ago", title, from, to, panel.Elapsed(w.Now().Sub(t.At)))
	if t.Call != "" {
		by = "by     " + t.Call
	}
	if t.Reason != "" {
		turned += ": " + t.Reason
	}
	return draw.Escape(turned), draw.Escape(by)
}

// trouble is what did not work, or is wrong with what is typed.
func (w *sheet) trouble() string {
	switch {
	case w.wrong != nil:
		return w.wrong.Error()
	case w.turning.failed != nil:
		return event.Reason(w.turning.failed)
	case w.turning.unread != nil:
		return "AWS cannot be asked: " + event.Reason(w.turning.unread)
	}
	return w.fixed(w.on().Name)
}

func (w *sheet) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if w.input != nil {
		return w.typed(msg), false
	}
	switch {
	case s.Keys.Matches(msg, keys.Back), s.Keys.Matches(msg, keys.Quit), s.Keys.Matches(msg, keys.Settings):
		return nil, true
	case s.Keys.Matches(msg, keys.Up):
		w.Scroll(-1)
	case s.Keys.Matches(msg, keys.Down):
		w.Scroll(1)
	case !s.turns(msg):
		return leave(msg)
	case w.Fixed != nil: // the sheet says why
	case s.Keys.Matches(msg, keys.Left):
		return w.step(s, -1), false
	case s.Keys.Matches(msg, keys.Right):
		return w.step(s, 1), false
	case s.Keys.Matches(msg, keys.Undo):
		return w.turning.ask(ask{ctx: w.Ctx, knobs: w.Knobs, call: Knobs.UndoTurn}), false
	case s.Keys.Matches(msg, keys.Preset):
		return w.turning.ask(ask{ctx: w.Ctx, knobs: w.Knobs, call: Knobs.RestorePreset}), false
	case s.Keys.Matches(msg, keys.Inspect) && w.fixed(w.on().Name) == "":
		input := NewInput("")
		w.input = &input
	}
	return nil, false
}

// turns tells whether a key turns a setting.
func (s *Screen) turns(msg tea.KeyPressMsg) bool {
	return slices.ContainsFunc([]keys.ID{keys.Left, keys.Right, keys.Undo, keys.Preset, keys.Inspect}, func(id keys.ID) bool { return s.Keys.Matches(msg, id) })
}

// step turns the setting under the cursor to the next of its values.
func (w *sheet) step(s *Screen, by int) tea.Cmd {
	on := w.on()
	is := w.value(s, on.Name)
	if next := on.Next(is, by, false); next != is && w.fixed(on.Name) == "" {
		return w.turning.Turn(w.Ctx, w.Knobs, on.Name, next)
	}
	return nil
}

// typed takes a key while a value is typed.
func (w *sheet) typed(msg tea.KeyPressMsg) tea.Cmd {
	switch msg.String() {
	case "esc":
		w.input, w.wrong = nil, nil
	case "enter":
		on := w.on()
		value, err := on.Check(w.input.Text())
		if w.wrong = err; err != nil {
			return nil
		}
		w.input = nil
		return w.turning.Turn(w.Ctx, w.Knobs, on.Name, value)
	default:
		w.input.Take(msg)
		w.wrong = nil
	}
	return nil
}

// NextWait is the wait after one, around.
func NextWait(is string) string {
	on, _ := setting.Of(event.WaitSetting)
	return on.Next(is, 1, true)
}
