package cli

import (
	"errors"
	"strings"
	"testing"
	"time"

	"inflight/pipeline"
)

func TestTheLastLineSaysWhatBecameOfEveryImage(t *testing.T) {
	fallen := func(f pipeline.End, names ...string) map[pipeline.End]pipeline.Named {
		return map[pipeline.End]pipeline.Named{f: {Count: len(names), Names: names}}
	}
	for name, row := range map[string]struct {
		out    pipeline.Outcome
		failed bool
		want   string
	}{
		"all is well": {
			pipeline.Outcome{Uploaded: 5, Thumbnails: 5, Took: 1200 * time.Millisecond},
			false,
			"5 of 5 images have thumbnails, 0 dead letters, 1.2 s",
		},
		"a warm ffmpeg": {
			pipeline.Outcome{Uploaded: 5, Thumbnails: 5, Warm: 4, OneShot: map[string]int{"another format": 1}, Took: 1200 * time.Millisecond},
			false,
			"5 of 5 images have thumbnails, 0 dead letters, 1.2 s; 4 images by a warm ffmpeg, 1 by one of its own (1: another format)",
		},
		"a purge": {
			pipeline.Outcome{Uploaded: 9, Thumbnails: 2, Unseen: 6, Ends: fallen(pipeline.EndPurged, "a.jpg")},
			false,
			"2 of 9 images have thumbnails, 0 dead letters, 0.0 s; 7 thrown away by a purge (a.jpg)",
		},
		"letters of an earlier run": {
			pipeline.Outcome{Uploaded: 2, Thumbnails: 2, Letters: 313},
			true,
			"2 of 2 images have thumbnails; 313 messages are in DLQ, 313 of them not from this run: look at them, redrive or purge them",
		},
		"letters of both": {
			pipeline.Outcome{Uploaded: 1, Letters: 2, Ends: fallen(pipeline.EndDead, "a.jpg")},
			true,
			"0 of 1 image has a thumbnail; 2 messages are in DLQ, with the reason in the events (a.jpg), 1 of them not from this run: look at them, redrive or purge them",
		},
		"a letter that the queue does not count yet": {
			pipeline.Outcome{Uploaded: 1, Ends: fallen(pipeline.EndDead, "a.jpg")},
			true,
			"0 of 1 image has a thumbnail; 1 message is in DLQ, with the reason in the events (a.jpg)",
		},
		"some are unaccounted for": {
			pipeline.Outcome{Uploaded: 20, Ends: map[pipeline.End]pipeline.Named{
				pipeline.EndUnknown: {Count: 20, Names: strings.Split("a b c d e f g h i j", " ")},
			}},
			true,
			"0 of 20 images have thumbnails; 20 are unaccounted for (a, b, c, d, e, f, g, h and 12 more)",
		},
		"one is gone, under a name that moves the cursor": {
			pipeline.Outcome{Uploaded: 1, Ends: fallen(pipeline.EndGone, "a\x1b[2Jb.jpg")},
			true,
			"0 of 1 image has a thumbnail; 1 image is gone from its bucket (a\ufffd[2Jb.jpg)",
		},
		"nobody knows": {
			pipeline.Outcome{Unasked: errors.New("no answer"), Refused: errors.New("no queue")},
			true,
			"0 of 0 images have thumbnails; DLQ could not be asked what it holds: no answer; the drain was given up: no queue",
		},
	} {
		t.Run(name, func(t *testing.T) {
			if got := became(&row.out, "DLQ"); got != row.want || row.out.Failed() != row.failed {
				t.Errorf("it says\n%s\nwant\n%s\nfailed: %t", got, row.want, row.out.Failed())
			}
		})
	}
}
