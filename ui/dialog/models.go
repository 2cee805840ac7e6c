package dialog

import (
	"fmt"
	"time"

	"inflight/pipeline/state"
	"inflight/ui/panel"
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
func scales(s *state.Scaling, now time.Time) string {
	if s.Most == 0 {
		return ""
	}
	text := fmt.Sprintf(", scales from %d to %d", s.Least, s.Most)
	if s.Reason != "" {
		text += fmt.Sprintf("; %.0f s ago: %s", now.Sub(s.At).Seconds(), s.Reason)
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
		fmt.Sprintf("images at once      %d%s", st.Wanted, scales(&st.Scaling, now)),
		fmt.Sprintf("channel (prefetch)  %d%s", prefetch, unused(st.Model, "serial", "pool", "spawn")),
		fmt.Sprintf("batch of a receive  %d", batch),
		fmt.Sprintf("received, not begun %d, calls spent on them %d", st.Prefetched, st.Count.HeldCalls),
	)
	for _, row := range [][2]string{
		{"just now            ", panel.Why(st, now)}, {"Little's law        ", panel.LittlesLaw(st, now)}, {"bottleneck          ", panel.Bottleneck(st, now)},
	} {
		if row[1] != "" {
			lines = append(lines, row[0]+row[1])
		}
	}
	return lines
}
