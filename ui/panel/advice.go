package panel

import (
	"strings"
	"time"

	"inflight/pipeline/state"
)

// advises are what is worth knowing now, the most important first. Of dead letters it is
// told no more once there are none, though the queue has not been asked since.
func (v View) advises() []state.Insight {
	all := v.State.Insights
	for i := range all {
		if all[i].Name == state.DeadLettersInsight && v.letters() == 0 {
			return append(all[:i:i], all[i+1:]...)
		}
	}
	return all
}

// letters is how many dead letters there are, as the diagram has it.
func (v View) letters() int {
	known := v.Counted().Dead
	return known + max(v.State.LettersUntold(known), 0)
}

// adviceTurn is how long each insight is told where there is room for one.
const adviceTurn = 6 * time.Second

// advice is the insight that is told now where there is room for one: what is broken, as
// long as it is; else they take turns, what is new first.
func (v View) advice() (in state.Insight, there bool) {
	all := v.advises()
	switch {
	case len(all) == 0:
		return in, false
	case all[0].Urgent():
		return all[0], true
	}
	first := 0
	for i := range all {
		if all[i].Since.After(all[first].Since) {
			first = i
		}
	}
	turn := max(v.Now.Sub(all[first].Since), 0) / adviceTurn
	return all[(first+int(turn%time.Duration(len(all))))%len(all)], true
}

// Advice is what an insight says, with the key that does what it advises. The
// insight itself knows no keys: it is read in logs, too.
func (v View) Advice(in state.Insight) string {
	k, does := v.Keys.Usual(), ""
	switch in.Name {
	case "nobody-consumes":
		does = k.More
		if v.State != nil && v.State.Paused {
			does = k.Pause
		}
	case "backlog-grows":
		if v.Keys.Past {
			return in.Text
		}
		const advice = "would hold it"
		return strings.Replace(in.Text, advice, advice+" ("+k.More+")", 1)
	case "lost-race":
		if v.Keys.Past {
			return in.Text
		}
		const advice = "--visibility-timeout"
		return strings.Replace(in.Text, advice, advice+" ("+k.Settings+")", 1)
	case state.DeadLettersInsight:
		in.Text, does = in.Counting(v.letters()), k.Redrive
	}
	if does == "" || v.Keys.Past {
		return in.Text
	}
	return strings.TrimSuffix(in.Text, ".") + " (" + does + ")."
}
