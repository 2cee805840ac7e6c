package dialog

import (
	"fmt"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// modelWords explain each consumer model in five lines, the last of which names its
// page of the code.
var modelWords = map[string][]string{
	"serial": {
		"serial: one goroutine receives a message, works on it, deletes it, and begins again.",
		"Nothing overlaps: while it waits for S3 no core computes, while ffmpeg computes nothing is read.",
		"As in the first program that one writes, in any language: while True: work(receive()).",
		"Right where few images come and nobody waits for them: nothing can go wrong between two.",
		"Its page: pipeline/consume/serial.go",
	},
	"pool": {
		"pool: N goroutines, each a whole serial by itself, know nothing of each other. Each polls for itself.",
		"While one waits for the network another computes; N images are in work at once.",
		"As Python's threads, Java's fixed thread pool, or N processes of one worker.",
		"Right as a rule: one number to set, and no message is held that nobody works on.",
		"Its page: pipeline/consume/pool.go",
	},
	"dispatch": {
		"dispatch: one receiver fills a bounded channel, N workers empty it. Only the receiver polls.",
		"A full channel blocks the receiver: backpressure. What waits in it is received, and its countdown runs.",
		"As asyncio.Queue(maxsize) with N tasks, or an executor with a bounded queue.",
		"Right where receives are dear or slow; what is held is extended at a price, so keep the channel short.",
		"Its page: pipeline/consume/dispatch.go",
	},
	"staged": {
		"staged: download, thumbnail, upload and notify each have goroutines and a channel of their own.",
		"An image goes from hand to hand: the network is waited for while the cores compute for others.",
		"As actors, an assembly line, or what asyncio is for. What is short has the full channel before it.",
		"Right where stages need different things: N permits are shared by all, and go where the work is.",
		"Its page: pipeline/consume/staged.go",
	},
	"spawn": {
		"spawn: the receiver starts a goroutine for each message, which lives for as long as it.",
		"A semaphore of N permits is all that bounds them; the receiver asks when one is free.",
		"As asyncio.create_task under a Semaphore, or a web server with its requests.",
		"Right where messages take very different times and a goroutine costs next to nothing.",
		"Its page: pipeline/consume/spawn.go",
	},
}

// unused says of a setting that the model in force goes without it.
func unused(model string, by ...string) string {
	for _, m := range by {
		if m == model {
			return "  (not used by " + model + ")"
		}
	}
	return ""
}

// scales says between which numbers scaling keeps that of the workers, and why it
// changed it last.
func scales(s *state.Scaling) string {
	if s.Most == 0 {
		return ""
	}
	text := fmt.Sprintf(", scales from %d to %d", s.Least, s.Most)
	if s.Reason != "" {
		text += ": " + s.Reason
	}
	return text
}

// modelLines are what the page of the workers says of their model.
func modelLines(st *state.State, now time.Time) []string {
	lines := append([]string(nil), modelWords[st.Model]...)
	if len(lines) > 0 {
		lines = append(lines, "")
	}
	prefetch, batch := st.Setup.Prefetch, max(st.Setup.Batch, 1)
	if prefetch == 0 {
		prefetch = max(st.Wanted, 1)
	}
	lines = append(lines,
		"model               "+st.Model+", m takes the next",
		fmt.Sprintf("images at once      %d%s", st.Wanted, scales(&st.Scaling)),
		fmt.Sprintf("channel (prefetch)  %d%s", prefetch, unused(st.Model, "serial", "pool", "spawn")),
		fmt.Sprintf("batch of a receive  %d", batch),
		fmt.Sprintf("received, not begun %d, calls spent on them %d", st.Prefetched, st.Count.HeldCalls),
	)
	return append(lines, littlesLaw(st, now)...)
}

// littlesLaw is that law with the numbers of the moment: what is in flight is what is
// received a second times how long each is; and what holds up more.
func littlesLaw(st *state.State, now time.Time) []string {
	t := st.Trend(now)
	if t.Taken <= 0 || t.Each <= 0 {
		return nil
	}
	each := t.Each.Seconds()
	lines := []string{fmt.Sprintf("Little's law        %.1f in flight = %.1f/s × %.1f s each", t.Taken*each, t.Taken, each)}
	if text := bottleneck(st, &t, now); text != "" {
		lines = append(lines, "bottleneck          "+text)
	}
	return lines
}

// bottleneck is what more waits for than for anything else: what comes after the last
// channel that is full, or the workers, or the cores. Empty: nothing waits.
func bottleneck(st *state.State, t *state.Trend, now time.Time) string {
	for i, stages := 3, event.Stages(); i >= 0; i-- {
		c := st.Before(stages[i])
		switch {
		case c.Size == 0 || c.Fill < c.Size:
		case st.Model == "dispatch":
			return fmt.Sprintf("the workers: the channel before them is full, %d/%d", c.Fill, c.Size)
		default:
			return fmt.Sprintf("%s: the channel before it is full, %d/%d", stages[i], c.Fill, c.Size)
		}
	}
	const busy = 0.9
	switch r := st.Rates(now); {
	case t.CoresFull:
		return "the cores: workers wait for one"
	case t.Waiting == 0 || r.Busy < busy:
		return ""
	case longest(st) == "":
		return "the workers: all are busy, and messages wait"
	}
	return fmt.Sprintf("the workers: all are busy, and messages wait; %s takes the most of their time", longest(st))
}

// longest is the stage that takes longest; empty: none has ended.
func longest(st *state.State) (stage event.Stage) {
	var most time.Duration
	for s, h := range st.Latency.Stages {
		if h != nil && h.Count() > 0 && (h.Mean() > most || h.Mean() == most && s < stage) {
			stage, most = s, h.Mean()
		}
	}
	return stage
}
