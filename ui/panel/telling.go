package panel

import (
	"fmt"
	"strings"

	"inflight/ui/draw"
)

// Telling draws what is most worth knowing now, over the lines there are for it: what
// happens, whether time stands, and what is wrong or should be known.
func Telling(v View) []string {
	if v.State == nil {
		v.State = noState
	}
	var lines []string
	add := func(style draw.Tone, mark, text string) {
		text = draw.Sentences(text, v.Width-4, v.Height-len(lines))
		for i, part := range draw.Wrap(draw.Escape(text), max(v.Width-4, 1)) {
			if len(lines) == v.Height {
				lines[v.Height-1] = draw.Exactly(lines[v.Height-1], v.Width-3) + v.Styles.Paint(draw.Dim, v.Styles.Sign("…"))
				return
			}
			if i > 0 {
				mark = " "
			}
			lines = append(lines, " "+v.Styles.Paint(style, mark)+" "+v.Styles.Paint(draw.Text, part))
		}
	}
	if v.OfTime != "" {
		add(draw.Warn, v.OfTimeMark, v.OfTime)
	}
	advice, advised := v.advice()
	urgent := advised && advice.Urgent()
	if text := v.Told; text != "" && v.Height-len(lines) > 1 && (!urgent || v.Following) {
		add(draw.Good, v.Styles.Sign("»"), strings.TrimRight(draw.Fit(draw.Escape(draw.Sentences(text, v.Width-4, 1)), v.Width-4), " "))
	}
	if advised && len(lines) < v.Height {
		add(draw.Warn, "!", v.Advice(advice))
	}
	if why := v.whyInstead(); why != "" && len(lines) < v.Height {
		add(draw.Accent, whyMark, v.State.Model+": "+why)
	}
	if note := v.note(); note != "" && len(lines) < v.Height {
		add(draw.Dim, "i", note)
	}
	for i := range lines {
		lines[i] = draw.Exactly(lines[i], v.Width)
	}
	return lines
}

// whyInstead is why the model does what it does, from the first thumbnail on: until then
// there is to be read how it is paced.
func (v View) whyInstead() string {
	if v.State.Setup.EngineNote != "" || v.State.Over || v.State.Count.Thumbnails == 0 {
		return ""
	}
	return Why(v.State, v.Now)
}

// note is what a person should know of the run while nothing is wrong.
func (v View) note() string {
	if v.State.Over {
		return "The run is over. Press " + v.Keys.Usual().Quit + " to leave."
	}
	notes := v.notes()
	if len(notes) == 0 {
		return ""
	}
	return draw.Escape(notes[0])
}

// notes are what a person should know of how it runs.
func (v View) notes() []string {
	var out []string
	setup := &v.State.Setup
	if setup.EngineNote != "" {
		out = append(out, setup.EngineNote)
	}
	if setup.Pace > 0 {
		out = append(out, fmt.Sprintf("Paced for the eye: each stage takes at least %.1f s; the work is real. --pace 0s --rate 0 is full speed.", setup.Pace))
	}
	return out
}
