package panel

import (
	"inflight/pipeline/event"
)

// tone is what a text is. The styles say how that looks.
type tone uint8

const (
	toneText tone = iota
	toneDim
	toneStrong
	toneAccent
	toneGood
	toneWarn
	toneBad
	toneFlash
	toneTrack
	toneBorder
	toneBorderFocused
	toneTitle
	toneSelected
	toneDownload
	toneThumbnail
	toneUpload
	toneNotify
	tonePolling
	toneIn
	toneOut
	toneAge
	toneWaiting
	toneFlight
	tones
)

// inks are the styles by tone.
type inks struct {
	by    [tones]string
	byHue func(hue int) string
}

// inksOf are the inks that the styles call for.
func inksOf(s *Styles) *inks {
	if s == nil {
		return &inks{}
	}
	return &inks{byHue: s.Image, by: [tones]string{
		toneText: s.Text, toneDim: s.Dim, toneStrong: s.Strong, toneAccent: s.Accent,
		toneGood: s.Good, toneWarn: s.Warn, toneBad: s.Bad, toneFlash: s.Flash, toneTrack: s.Track,
		toneBorder: s.Border, toneBorderFocused: s.BorderFocused, toneTitle: s.Title, toneSelected: s.Selected,
		toneDownload: s.Download, toneThumbnail: s.Thumbnail, toneUpload: s.Upload, toneNotify: s.Notify,
		tonePolling: s.Polling, toneIn: s.In, toneOut: s.Out, toneAge: s.Age, toneWaiting: s.Waiting, toneFlight: s.Flight,
	}}
}

// of is the style of a tone.
func (k *inks) of(t tone) string { return k.by[t] }

// image is the style of an image's hue, by what stands for the image.
func (p *page) image(identity string) string {
	if p.ink.byHue == nil {
		return ""
	}
	return p.ink.byHue(p.State.Hue(identity))
}

// stageTone is the tone of a stage, wherever it is drawn.
func stageTone(s event.Stage) tone {
	switch s {
	case event.Download:
		return toneDownload
	case event.Thumbnail:
		return toneThumbnail
	case event.Upload:
		return toneUpload
	case event.Notify:
		return toneNotify
	}
	return toneDim
}
