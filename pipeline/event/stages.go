package event

import "time"

// StageWaiting occurs when a worker waits for a core to begin a stage that
// computes: no more of these run than there are cores.
type StageWaiting struct {
	ofMessage
	ofKey
	byWorker
	Stage Stage `json:"stage"`
}

var stageWaiting = declare[StageWaiting]("stage.waiting")

func (*StageWaiting) kind() *kind { return stageWaiting }

// StageStarted occurs when a worker begins a stage of its work.
type StageStarted struct {
	ofMessage
	ofKey
	byWorker
	Stage Stage `json:"stage"`
}

var stageStarted = declare[StageStarted]("stage.started")

func (*StageStarted) kind() *kind { return stageStarted }

// StageFinished occurs when a stage ended, with an error if it failed.
type StageFinished struct {
	ofMessage
	ofKey
	byWorker
	Stage Stage         `json:"stage"`
	Took  time.Duration `json:"seconds"`         // how long it took
	Error string        `json:"error,omitempty"` // why it failed, escaped, one line
	Kept  bool          `json:"kept,omitempty"`  // it did nothing, for what it makes was there already
}

var stageFinished = declare[StageFinished]("stage.finished")

func (*StageFinished) kind() *kind { return stageFinished }

// ThumbnailCreated occurs when a thumbnail has been stored.
type ThumbnailCreated struct {
	ofMessage
	inBucket
	ofKey
	SourceKey string `json:"source_key"`       // key of the image it was made of
	Size      int64  `json:"size"`             // bytes
	Engine    string `json:"engine,omitempty"` // what made the thumbnail
	URL       string `json:"url,omitempty"`    // presigned URL, or a link
}

var thumbnailCreated = declare[ThumbnailCreated]("thumbnail.created")

func (*ThumbnailCreated) kind() *kind { return thumbnailCreated }

// ThumbnailPictured carries the thumbnail itself, so that a recording can
// show it. --headless leaves this kind out.
type ThumbnailPictured struct {
	inBucket
	ofKey
	SourceKey string `json:"source_key"` // key of the image it was made of
	PNG       []byte `json:"png,omitempty"`
}

var thumbnailPictured = declare[ThumbnailPictured]("thumbnail.pictured")

func (*ThumbnailPictured) kind() *kind { return thumbnailPictured }

// HasPixels tells whether the event carries the pixels of a thumbnail, which are more
// than a hundred other events.
func (e *Event) HasPixels() bool {
	b, ok := e.Body.(*ThumbnailPictured)
	return ok && len(b.PNG) > 0
}

// ThumbnailKept occurs when a thumbnail was there already and stays: the same
// image came a second time, or a newer upload under its key has been done.
// Reason says which.
type ThumbnailKept struct {
	ofMessage
	inBucket
	ofKey
	SourceKey string `json:"source_key"` // key of the image it was made of
	Reason    string `json:"reason"`     // escaped, one line
}

var thumbnailKept = declare[ThumbnailKept]("thumbnail.kept")

func (*ThumbnailKept) kind() *kind { return thumbnailKept }

// Stage is a part of the work on one message.
type Stage string

// The stages, in their order.
const (
	Download  Stage = "download"
	Thumbnail Stage = "thumbnail"
	Upload    Stage = "upload"
	Notify    Stage = "notify"
)

// Stages are all stages in their order.
func Stages() []Stage { return []Stage{Download, Thumbnail, Upload, Notify} }

// Place is the place of a stage among all, from 0; -1 for one that is not known.
func (s Stage) Place() int {
	switch s {
	case Download:
		return 0
	case Thumbnail:
		return 1
	case Upload:
		return 2
	case Notify:
		return 3
	}
	return -1
}
