package notify

import (
	"path"
	"time"
)

// Announcement is what there is to tell of a new thumbnail.
type Announcement struct {
	ImageName    string // a short name for people; "" is the last part of SourceKey
	SourceKey    string // object key of the image
	SourceBytes  int64
	ThumbnailKey string // object key of the thumbnail
	URL          string // presigned: opens the thumbnail until Expires
	Expires      time.Time
	Earlier      bool          // it may end before Expires
	PNG          []byte        // the thumbnail itself; nil leaves the picture out
	Engine       string        // what made it, such as ffmpeg
	Took         time.Duration // of the work on it; 0 is unknown
	Since        time.Duration // from the upload to the thumbnail; 0 is unknown
}

// name is what the image is called, on one line and not too long.
func (a Announcement) name() string {
	name := a.ImageName
	if name == "" && a.SourceKey != "" {
		name = path.Base(a.SourceKey)
	}
	if name == "" {
		name = "an image"
	}
	return cut(printable(name), maxName)
}
