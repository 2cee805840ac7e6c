package plain_test

import (
	"strings"
	"testing"

	"inflight/pipeline/event"
)

func TestALargeNumberHasItsThousandsApart(t *testing.T) {
	text := told(t, []event.Event{{Type: event.RunFinished, Uploaded: 5000, Thumbnails: 999, Dead: 1}})
	if !strings.Contains(text, "5,000 images uploaded, 999 thumbnails, 1 dead letter") {
		t.Errorf("it says %q", text)
	}
}
