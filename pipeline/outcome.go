package pipeline

import "time"

// End is what became of an image, or of a message that names none.
type End uint8

// The ends. Who looks for what is not lost finds it in the dead-letter queue or
// in the thumbnails; the others say where it went instead.
const (
	// EndUnknown: nobody can say what became of it.
	EndUnknown End = iota
	// EndThumbnail: it has a thumbnail.
	EndThumbnail
	// EndDead: its message is in the dead-letter queue.
	EndDead
	// EndNoImage: its message names nothing to make a thumbnail of, and is no
	// fault either.
	EndNoImage
	// EndGone: it is not in its bucket any more.
	EndGone
	// EndUndelivered: EventBridge could not deliver its event to the queue.
	EndUndelivered
	// EndPurged: its message was thrown away with all others of its queue.
	EndPurged
	// EndDeleted: somebody else deleted its message, and it has no thumbnail.
	EndDeleted
	// EndDropped: its message left the queue by retention.
	EndDropped
	// EndMoved: its dead letter went to another queue than the one it came from.
	EndMoved
)

// maxNamed is how many images of one end an Outcome names.
const maxNamed = 20

// Named are the images of one end: how many, and the names of some.
type Named struct {
	Count int
	Names []string // keys, or ids of messages that name no image; not all where they are many
}

// add takes another one.
func (f *Named) add(name string) {
	f.Count++
	if len(f.Names) < maxNamed && name != "" {
		f.Names = append(f.Names, name)
	}
}

// Outcome is what became of a run's images. Each counts once, however often it was
// tried.
type Outcome struct {
	Uploaded     int   // by this run, and by others while it could see it
	UploadFailed Named // for good
	Unsure       int   // of UploadFailed: no answer came, and they may be in the bucket
	NotBegun     Named // not uploaded, for the run ended before it was their turn; without a name where they had none yet
	Thumbnails   int   // images that have one, whoever made it
	Earlier      int   // images that this run met and that were not uploaded during it
	// Ends are what became of the rest, and of messages that name no image. Those
	// with a thumbnail are in it only where they did not end well all the same.
	Ends map[End]Named
	// Unseen are messages thrown away by a purge of which nothing else is known.
	Unseen int

	// Drained says that the run ended by itself, so that Letters was asked for.
	Drained bool
	// Letters is how many messages the dead-letter queue holds at the end, whoever's
	// they are. Those of a queue that is not ours are nobody's business and 0.
	Letters int
	// Unasked is why nobody can say what the dead-letter queue holds.
	Unasked error
	// Refused is why the queue could not be asked how much it holds, so that the
	// drain was given up.
	Refused error

	// Warm is how many thumbnails an ffmpeg made that is kept running, and OneShot
	// how many had one of their own, by the reason.
	Warm    int
	OneShot map[string]int

	Took       time.Duration
	Unfinished bool // of what was in hand at the end, some was given back
}

// Dead is how many messages of this run are in the dead-letter queue.
func (o *Outcome) Dead() int { return o.Ends[EndDead].Count }

// Purged is how many messages were thrown away by purges.
func (o *Outcome) Purged() int { return o.Ends[EndPurged].Count + o.Unseen }

// Failed tells whether a drain has to report failure: something is in the
// dead-letter queue, was lost, or nobody knows. What a person threw away, by a
// purge or a delete, or moved elsewhere, is told and is no failure.
func (o *Outcome) Failed() bool {
	for _, f := range []End{EndUnknown, EndDead, EndGone, EndUndelivered, EndDropped} {
		if o.Ends[f].Count > 0 {
			return true
		}
	}
	return o.NotBegun.Count > 0 || o.UploadFailed.Count > 0 || o.Letters > 0 || o.Unasked != nil || o.Refused != nil
}
