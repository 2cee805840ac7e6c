package plain_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
)

func TestALargeNumberHasItsThousandsApart(t *testing.T) {
	text := told(t, []event.Event{{Body: &event.RunFinished{Uploaded: 5000, Thumbnails: 999, Dead: 1}}})
	if !strings.Contains(text, "5,000 images uploaded, 999 thumbnails, 1 dead letter") {
		t.Errorf("it says %q", text)
	}
	if strings.Contains(text, "ffmpeg") {
		t.Errorf("of another engine it says %q", text)
	}
}

func TestTheEndOfARunSaysHowTheThumbnailsWereMade(t *testing.T) {
	for want, b := range map[string]*event.RunFinished{
		"; 1,200 images by a warm ffmpeg\n":                                        {Warm: 1200},
		"; 1 image by a warm ffmpeg, 5 by one of its own (2: ␛[2J; 3: a reason)\n": {Warm: 1, OneShot: map[string]int{"a reason": 3, "\x1b[2J": 2}},
		"; 0 images by a warm ffmpeg, 4 by one of its own (4: a reason)\n":         {OneShot: map[string]int{"a reason": 4}},
	} {
		if text := told(t, []event.Event{{Body: b}}); !strings.HasSuffix(strings.TrimSpace(text)+"\n", want) {
			t.Errorf("it says %q, want %q", text, want)
		}
	}
}
