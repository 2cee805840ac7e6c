package panel

import (
	"inflight/pipeline/event"
	"inflight/ui/draw"
)

// image is the style of an image's hue, by what stands for the image.
func (p *page) image(identity string) string { return p.Styles.OfImage(p.State.Hue(identity)) }

// stageTone is the tone of a stage, wherever it is drawn.
func stageTone(s event.Stage) draw.Tone {
	switch s {
	case event.Download:
		return draw.Download
	case event.Thumbnail:
		return draw.Thumbnail
	case event.Upload:
		return draw.Upload
	case event.Notify:
		return draw.Notify
	}
	return draw.Dim
}
