package panel

import "inflight/ui/draw"

// The narration leads with its news, and the reason comes after. On a screen of
// 80 columns there are 76 cells for a sentence: what comes from outside is cut in
// its middle, so that the news is never cut.
const (
	newsNameWidth   = 18
	newsWorkerWidth = 12
	newsTypeWidth   = 16
)

// newsName is the name of an image in a sentence, escaped.
func newsName(name string) string { return draw.CutMiddle(draw.Escape(name), newsNameWidth) }

// newsWorker is the name of a worker in a sentence, escaped.
func newsWorker(name string) string { return draw.CutMiddle(draw.Escape(name), newsWorkerWidth) }
