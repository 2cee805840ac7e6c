package panel

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/ui/draw"
)

// WhatBecomesOf says what will become of a message that a person is about to send so
// many times: when it is visible, and what the workers make of its body.
func WhatBecomesOf(setup *event.Setup, m *pipeline.NewMessage, times int) string {
	when, each := "Visible at once", ""
	delay := m.Delay
	if delay == 0 {
		delay = time.Duration(setup.Delay * float64(time.Second))
	}
	if delay > 0 {
		when = "Delayed for " + seconds(delay) + ", then visible"
	}
	if times > 1 {
		each = fmt.Sprintf(", %d times", times)
	}
	c, err := event.ParseMessage(m.Body)
	switch {
	case err != nil && setup.MaxReceives > 0:
		return fmt.Sprintf("%s%s. No worker can do anything with it (%s): each receive fails at once, and after %s it is a dead letter.",
			when, each, draw.Escape(event.OneLine(event.Reason(err), 120)), plural(setup.MaxReceives, "receive"))
	case err != nil:
		return fmt.Sprintf("%s%s. No worker can do anything with it (%s): it comes back again and again.", when, each, draw.Escape(event.OneLine(event.Reason(err), 120)))
	case len(c.Images) == 0:
		return fmt.Sprintf("%s%s. A worker deletes it, for there is nothing to do: %s.", when, each, draw.Escape(event.OneLine(c.Note, 120)))
	}
	return fmt.Sprintf("%s%s. A worker makes the thumbnail of %s, or finds it made.", when, each, draw.CutMiddle(draw.Escape(c.First().Key), 60))
}

// WhatBecomesOfFile says what will become of a file that a person is about to upload.
func WhatBecomesOfFile(setup *event.Setup, f *pipeline.FileToUpload) string {
	text := "S3 tells EventBridge, the rule sends a message to the queue, and a worker makes its thumbnail."
	if !f.IsImage {
		text = "Its beginning is no image's. S3 takes it all the same, and a message comes; the worker fails to make a thumbnail of it."
		if setup.MaxReceives > 0 {
			text = strings.TrimSuffix(text, ".") + ", and after " + plural(setup.MaxReceives, "receive") + " the message is a dead letter."
		}
	}
	return text + " An object that is there under that key is replaced."
}
