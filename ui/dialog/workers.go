package dialog

import (
	"fmt"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/state"
	"inflight/ui/panel"
)

// Workers shows what is known of the workers: AWS knows nothing of them, to
// it they are whoever calls ReceiveMessage.
func Workers(st *state.State, now time.Time) Window {
	set := &st.Setup
	heartbeat := "off: work that takes longer than the timeout may be done twice"
	if set.Heartbeat {
		heartbeat = "on: the timeout is extended while a worker is at work"
	}
	retry := fmt.Sprintf("%g s after a failure, doubling", set.RetryDelay)
	if set.RetryDelay < 0 {
		retry = "when the visibility timeout has run out"
	}
	lines := append(modelLines(st, now), "", "To AWS the workers are whoever calls ReceiveMessage.", "")
	lines = append(lines,
		"engine              "+set.Engine,
		fmt.Sprintf("long polling        up to %g s", set.Wait),
		fmt.Sprintf("visibility timeout  %g s", set.Visibility),
		"heartbeat           "+heartbeat,
		"retried             "+retry,
		fmt.Sprintf("dead letter after   %d receives", set.MaxReceives),
	)
	if set.Priced() {
		lines = append(lines, "price               "+panel.PriceLine(st, now))
	}
	lines = append(lines, "")
	const window = 30 * time.Second
	name := 10
	all := st.All()
	for _, w := range all {
		name = max(name, len(w.Name))
	}
	lines = append(lines, fmt.Sprintf("%-*s  done  failed  busy  now", name, "worker"))
	for _, w := range all {
		does := string(st.Does(w))
		if w.Activity == state.NoCore {
			does = "waiting for a core"
		}
		if w.Activity == state.Died {
			does = "dead, of a fault, with"
		}
		if w.Stands() && w.Activity != state.AtGate {
			does = "frozen: " + does
		}
		if w.MessageID != "" {
			does += " " + event.ShortName(w.Key)
		}
		if event.ByHand(w.Name) {
			lines = append(lines, fmt.Sprintf("%-*s    no worker: what it holds was received by hand", name, w.Name))
			continue
		}
		lines = append(lines, strings.TrimRight(fmt.Sprintf("%-*s %5d %7d %4.0f%%  %s", name, w.Name, w.Done, w.Failed, 100*w.Utilisation(now, window), does), " "))
	}
	return &page{title: "workers", text: strings.Join(lines, "\n")}
}
