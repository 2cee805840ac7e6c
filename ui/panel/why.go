package panel

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
)

// whyMark stands before why: the letter of the key that takes another model.
const whyMark = "m"

// longestWhy is how many cells why takes at most, with the model's name.
const longestWhy = 76

// Why says in one sentence why the consumers' model does what it does just now: who waits
// for what, and how many. It is empty where nothing of that is known.
func Why(s *state.State, now time.Time) string {
	if s.Paused || s.Hands() == 0 || s.Halted() != "" { // time goes on, and nobody does anything
		return ""
	}
	switch n, model := s.Leaving(); n {
	case 0:
	case 1:
		return fmt.Sprintf("1 goroutine of %s ends with the message that it has in hand", model)
	default:
		return fmt.Sprintf("%s goroutines of %s end with the message that each has in hand", count(n), model)
	}
	switch s.Model {
	case "serial":
		return whySerial(s, now)
	case "pool":
		return whyPool(s, now)
	case "dispatch":
		return whyDispatch(s)
	case "spawn":
		return whySpawn(s)
	case "staged":
		return whyStaged(s, now)
	}
	return ""
}

// whySerial speaks of the one goroutine that does all.
func whySerial(s *state.State, now time.Time) string {
	if len(s.Workers) != 1 {
		return ""
	}
	switch w := s.Workers[0]; {
	case w.Activity == state.Polling:
		return "one goroutine does all: now it polls, and nothing else happens"
	case w.Activity == state.Died:
		return "one goroutine does all, and it is dead: nobody works"
	case event.Stage(w.Activity).Place() >= 0:
		return fmt.Sprintf("one goroutine does all: now the %s, and %s", w.Activity, messagesWait(s, now))
	}
	return ""
}

// whyPool speaks of goroutines that know nothing of each other.
func whyPool(s *state.State, now time.Time) string {
	polling, cores := doing(s.Workers, state.Polling), doing(s.Workers, state.NoCore)
	all := len(s.Workers)
	switch {
	case cores > 0:
		return fmt.Sprintf("%d of %s %s for a core, which others have", cores, plural(all, "worker"), waits(cores))
	case polling > 0:
		return fmt.Sprintf("%d of %d %s with its own receive", polling, all, agree(polling, "polls,", "poll, each"))
	case working(s.Workers) == all && all == 1:
		return "the worker has a message and asks for no more: " + messagesWait(s, now)
	case working(s.Workers) == all:
		return fmt.Sprintf("each of %d workers has a message and asks for no more: %s", all, messagesWait(s, now))
	}
	return ""
}

// messagesWait says how many messages wait in the queue.
func messagesWait(s *state.State, now time.Time) string {
	if n := s.Standing(now).Visible; n > 0 {
		return count(n) + " " + waits(n)
	}
	return "none waits"
}

// agree chooses the word that goes with a number.
func agree(n int, one, many string) string {
	if n == 1 {
		return one
	}
	return many
}

// whyDispatch speaks of the one who receives, and the channel.
func whyDispatch(s *state.State) string {
	c, receiver := s.Before(event.Download), receiver(s)
	idle := doing(s.Workers, state.NoMessage)
	switch {
	case receiver == state.NoPlace:
		return fmt.Sprintf("the receiver is blocked: %d of %d held, and %d of %d workers are busy", c.Fill, c.Size, working(s.Workers), len(s.Workers))
	case receiver != state.Polling:
	case idle > 0:
		return fmt.Sprintf("one receiver polls for all: %d of %s %s at the channel", idle, plural(len(s.Workers), "worker"), waits(idle))
	case c.Fill == 0:
		return "one receiver polls ahead, while all workers are busy: none is held yet"
	default:
		return fmt.Sprintf("one receiver polls ahead, %d held for whoever is done next", c.Fill)
	}
	return ""
}

// whySpawn speaks of the permits.
func whySpawn(s *state.State) string {
	busy := s.PermitsTaken()
	free := s.Wanted - busy
	switch receiver := receiver(s); {
	case receiver == state.NoPermit && free <= 0:
		return fmt.Sprintf("no permit is free: %s, one a message; the receiver waits", plural(busy, "goroutine"))
	case receiver == state.Polling && free > 0:
		return fmt.Sprintf("%d of %s %s free: the receiver polls for one more", free, plural(s.Wanted, "permit"), agree(free, "is", "are"))
	}
	return ""
}

// whyStaged speaks of what is short: a stage, or the permits.
func whyStaged(s *state.State, now time.Time) string {
	if stage := Narrow(s); stage != "" {
		c := s.Before(stage)
		if s.CoresFull(now) {
			return fmt.Sprintf("%s is the bottleneck: %d of %d wait before it, for %s", stage, c.Fill, c.Size,
				plural(doing(s.Workers, state.Activity(stage)), "core"))
		}
		return fmt.Sprintf("%s is the bottleneck: %d of %d wait before it", stage, c.Fill, c.Size)
	}
	var parts []string
	busy := 0
	for _, stage := range event.Stages() {
		if n := doing(s.Workers, state.Activity(stage)); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, stage))
			busy += n
		}
	}
	switch c := s.Before(event.Download); {
	case busy >= s.Wanted && c.Size > 0 && c.Fill >= c.Size:
		return fmt.Sprintf("all %d permits are taken: %d of %d wait in the channel before download", s.Wanted, c.Fill, c.Size)
	case len(parts) > 1:
		return "stages overlap: " + strings.Join(parts, ", ")
	case len(parts) == 0 && receiver(s) == state.Polling:
		return "no stage has an image: one receiver polls for all"
	}
	return ""
}

// Narrow is the last stage but the first before which the channel is full; empty: none.
func Narrow(s *state.State) event.Stage {
	stages := event.Stages()
	for i := len(stages) - 1; i > 0; i-- {
		if c := s.Before(stages[i]); c.Size > 0 && c.Fill >= c.Size {
			return stages[i]
		}
	}
	return ""
}

// receiver is what who receives for others does; empty: there is none.
func receiver(s *state.State) state.Activity {
	if len(s.Receivers) == 0 {
		return ""
	}
	return s.Receivers[0].Activity
}

// doing is how many workers do the same.
func doing(workers []*state.Worker, a state.Activity) (n int) {
	for _, w := range workers {
		if w.Activity == a {
			n++
		}
	}
	return n
}

// working is how many workers are at work on a message.
func working(workers []*state.Worker) (n int) {
	for _, w := range workers {
		if w.Works() {
			n++
		}
	}
	return n
}

// Bottleneck is what more waits for than for anything else: what comes after the last
// channel that is full, or the workers, or the cores. Empty: nothing waits.
func Bottleneck(s *state.State, now time.Time) string {
	switch s.Halted() {
	case state.AtGate:
		return "our work stands"
	case state.Ending:
		return "our work comes to a stand"
	}
	if stage := Narrow(s); stage != "" {
		c := s.Before(stage)
		return fmt.Sprintf("%s: the channel before it is full, %d/%d", stage, c.Fill, c.Size)
	}
	const busy = 0.9
	full, waiting := s.Before(event.Download), s.Standing(now)
	switch {
	case s.CoresFull(now):
		return "the cores: workers wait for one"
	case full.Size > 0 && full.Fill >= full.Size && s.Model == "staged":
		return fmt.Sprintf("the permits: all %d taken; channel before download full, %d/%d", s.Wanted, full.Fill, full.Size)
	case full.Size > 0 && full.Fill >= full.Size:
		return fmt.Sprintf("the workers: the channel before them is full, %d/%d", full.Fill, full.Size)
	case waiting.Visible+waiting.Delayed == 0 || s.Rates(now).Busy < busy:
		return ""
	}
	if stage := slowest(s); stage != "" {
		return fmt.Sprintf("the workers: all are busy, and messages wait; %s is slowest", stage)
	}
	return "the workers: all are busy, and messages wait"
}

// slowest is the stage that takes longest; empty: none has ended.
func slowest(s *state.State) (stage event.Stage) {
	var most time.Duration
	for name, h := range s.Latency.Stages {
		if h != nil && h.Count() > 0 && (h.Mean() > most || h.Mean() == most && name < stage) {
			stage, most = name, h.Mean()
		}
	}
	return stage
}

// LittlesLaw is that law with the numbers of the moment: what is in flight is what is
// received a second times how long each is. Empty: it is too early to tell.
func LittlesLaw(s *state.State, now time.Time) string {
	t := s.Trend(now)
	if t.Taken <= 0 || t.Each <= 0 {
		return ""
	}
	each := t.Each.Seconds()
	return fmt.Sprintf("%.1f in flight = %.1f/s × %.1f s each", t.Taken*each, t.Taken, each)
}
