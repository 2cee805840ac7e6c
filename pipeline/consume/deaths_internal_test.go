package consume

import (
	"context"
	"errors"
	"testing"

	"inflight/pipeline/event"
)

// TestACallThatIsTriedInVainMovesNothing: the SDK tries a call for seconds where there is no
// network, and messages that had their last try run out meanwhile.
func TestACallThatIsTriedInVainMovesNothing(t *testing.T) {
	lost := errors.New("no route to host")
	for name, row := range map[string]struct {
		before, then error // what the call before, and the one under way, come to
		during, told int   // deaths told of while it is under way, and after it
	}{
		"all is well":                     {nil, nil, 1, 1},
		"the network is lost just now":    {nil, lost, 1, 1},
		"nothing is heard":                {lost, lost, 0, 0},
		"nothing was heard, and this was": {lost, nil, 0, 1},
		"the one before was given up":     {context.Canceled, lost, 1, 1},
		"nothing is heard but a give-up":  {lost, context.Canceled, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			log := &event.Log{}
			events := log.NewReader()
			defer events.Close()
			d := &deaths{log: log, failures: &failures{}, knobs: newKnobs(Knobs{MaxReceives: 3})}
			d.asks()
			d.asked(row.before)
			d.asks()
			d.infer("m", "photo.jpg", 3)
			during := len(events.Take(nil))
			d.asked(row.then)
			if told := during + len(events.Take(nil)); during != row.during || told != row.told {
				t.Errorf("told of %d while it is under way, and of %d in all, want %d and %d", during, told, row.during, row.told)
			}
		})
	}
}
