package dialog

import (
	"github.com/charmbracelet/x/ansi"

	"inflight/ui/draw"
)

// term is a word of the screen, and what it means in a sentence.
type term struct{ word, means string }

// glossary are the words that one who does not know SQS has to look up, those
// of a message's life first.
var glossary = []term{
	{"visible", "The message waits in the queue, and the next receive may get it."},
	{"in flight", "A consumer has received the message and has not deleted it. SQS calls it not visible: no other receive gets it."},
	{"visibility timeout", "For how long a received message stays hidden. When it has run out, SQS gives the message to whoever asks next."},
	{"heartbeat", "A call of ChangeMessageVisibility while a worker is at work, so that the visibility timeout starts again."},
	{"expired", "The visibility timeout ran out before the message was deleted."},
	{"late", "A worker still holds a message whose visibility timeout has expired."},
	{"dead", "Of a worker: it died with a message in hand, as the fault worker-dies asks. It does nothing until another stands in its place; SQS is not told."},
	{"you", "You yourself, where you received a message by hand. You are no worker: nothing is done with it, and no heartbeat extends it."},
	{"delayed", "The message was sent with a delay, and becomes visible when that is over."},
	{"backoff", "After a failure the message stays hidden for a while, longer each time, before it is received again."},
	{"receive 2/3", "The receive count: this is the second receive of the message, and SQS allows three. \"recv\" in a list."},
	{"dead letter", "A message that was received as often as allowed and never deleted. SQS moves it aside, to the dead-letter queue."},
	{"redrive", "SQS moves dead letters back to a queue, where they are tried again under new ids."},
	{"purge", "SQS deletes everything that is in a queue."},
	{"retention", "For how long a queue keeps a message that nobody deletes. Then it is lost."},
	{"7 days", "In a bucket's box: S3 deletes an object after so many days, by a lifecycle rule."},
	{"long polling", "A receive waits up to 20 s for a message instead of answering at once that there is none. It costs fewer calls."},
	{"while held: expired", "How often the visibility timeout ran out while a worker held the message."},
	{"received again", "Beside it: how often another receive got a message that a worker still held."},
	{"repeated", "How often a stage of the work was done once more for the same image."},
	{"kept", "How often a worker found the work done already, and left it as it was."},
	{"download, thumbnail", "The first stages of the work: get the image from S3, and make the small picture."},
	{"upload, notify", "The last ones: put the picture into the other bucket, and announce it."},
	{"serial", "A consumer model: one goroutine polls, works, deletes, and polls again. Nothing overlaps."},
	{"pool", "A fixed number of worker goroutines, each of which polls, works, deletes, and polls again."},
	{"dispatch", "One receiver fills a bounded channel, workers empty it. When it is full the receiver blocks."},
	{"staged", "Each stage has goroutines and a channel of its own: an image goes from hand to hand."},
	{"spawn", "A goroutine for each message, as many at once as a semaphore has permits."},
	{"held", "Messages that were received and not begun: their countdown runs while they wait in a channel."},
	{"busy", "The share of time in which workers held a message, over the seconds that the title names."},
	{"p95", "95 of 100 took no longer than this. The p50 is the one in the middle."},
	{"0 ✖", "How many failed."},
	{"price", "What AWS would charge for the calls, at its list prices and without a free tier. A message costs some ten calls: the API calls, zoomed, say what an image comes to."},
	{"line of time", "What has happened, as far back as it is kept: its marks are moments to go to. With the focus (tab, or a click) the arrows go from mark to mark, up and down from death to death."},
	{"inferred", "AWS does not show it. It follows from what was seen before and after."},
}

// glossaryLines are the words and what they mean, over the whole width.
func (s *Screen) glossaryLines(w int) []string {
	lines := []string{" " + s.Styles.Paint(draw.Title, "what the words mean")}
	wide := 0
	for _, t := range glossary {
		wide = max(wide, ansi.StringWidth(t.word))
	}
	for _, t := range glossary {
		for i, means := range draw.Wrap(t.means, max(w-wide-5, 1)) {
			word := s.Styles.Spelt(t.word)
			if i > 0 {
				word = ""
			}
			lines = append(lines, "  "+s.Styles.Paint(draw.Accent, draw.Fit(word, wide))+" "+s.Styles.Paint(draw.Text, means))
		}
	}
	return lines
}

// Glossary is the help where the words are.
func Glossary(s *Screen) Window {
	h := newHelp(s)
	w, n := h.Size(s)
	w = min(w, s.place(h).W-2)
	h.Offset = n - len(s.glossaryLines(w))
	return h
}
