package state

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
)

// nobodyConsumes speaks of messages that wait while no worker receives.
func nobodyConsumes(s *State, now time.Time) string {
	waiting, _ := s.backlog(now)
	switch {
	case waiting == 0:
		return ""
	case s.Paused:
		return "Consuming is paused: messages wait, and none is lost, until it goes on."
	case s.Hands() == 0:
		return "There are no workers: messages wait, and none is lost, until there is one."
	}
	return ""
}

// scaledFor is how long a change of the number of workers is news.
const scaledFor = 15 * time.Second

// scaled says why the number of workers was changed. That more were taken on because
// messages waited is no news any more when none does.
func scaled(s *State, now time.Time) string {
	waiting, _ := s.backlog(now)
	if sc := &s.Scaling; sc.Reason != "" && now.Sub(sc.At) < scaledFor && (waiting > 0 || !sc.up) {
		return fmt.Sprintf("%s: %s.", event.Numbered(int64(s.Wanted), "worker", "workers"), sc.Reason)
	}
	return ""
}

// backlogGrows speaks of a queue that fills faster than it empties, with the
// arithmetic of it: Little's law.
func backlogGrows(s *State, now time.Time) string {
	t := s.Trend(now)
	if t.Direction != Growing || t.Growth < 0.5 && t.Over == 0 {
		return ""
	}
	news, then := "no number of workers here holds that.", "Lower the rate, or let the queue hold it, as it is there to do."
	if t.CoresFull {
		news = "the workers wait for cores, and more workers would too."
	}
	if t.More > 0 {
		news = event.Numbered(int64(t.More), "worker", "workers") + " more would hold it."
		then = "Or let it grow: a queue is there to hold what comes too fast."
	}
	if t.Over > 0 {
		return fmt.Sprintf("The queue grows slowly: %s %s now, %d more than %d s ago. %s",
			news, event.Numbered(int64(t.Waiting), "message waits", "messages wait"), t.Change, int(t.Over.Seconds()), then)
	}
	return fmt.Sprintf("The queue grows by %.1f a second: %s %.1f messages a second come or come back, and %s take %.1f, for each keeps a worker busy for %.1f s. %s",
		t.Growth, news, t.coming, event.Numbered(int64(s.Hands()), "worker", "workers"), t.Taken, float64(s.Hands())/t.Taken, then)
}

// deadLetters speaks of what lies in the dead-letter queue.
func deadLetters(s *State, _ time.Time) string {
	if s.DeadLetter.Visible == 0 {
		return ""
	}
	return lettersLie(s.DeadLetter.Visible)
}

// DeadLettersInsight is the name of the insight that letters lie in the dead-letter queue.
const DeadLettersInsight = "dead-letters"

// whatLettersNeed is what it says after their number.
const whatLettersNeed = " in the dead-letter queue: see why, mend it, redrive."

func lettersLie(n int) string {
	return event.Numbered(int64(n), "message is", "messages are") + whatLettersNeed
}

// Counting is what the insight on dead letters says of so many. One that another version
// has recorded keeps its words.
func (i *Insight) Counting(letters int) string {
	if !strings.HasSuffix(i.Text, whatLettersNeed) {
		return i.Text
	}
	return lettersLie(letters)
}

// channelOff speaks of a channel that takes no announcement any more.
func channelOff(s *State, _ time.Time) string {
	for _, channel := range slices.Sorted(maps.Keys(s.Trouble.Off)) {
		return fmt.Sprintf("Nothing is announced on %s any more; thumbnails are still made. %s",
			event.OneLine(channel, 20), event.OneLine(s.Trouble.Off[channel], 160))
	}
	return ""
}
