package consume

import (
	"fmt"
	"testing"
)

func TestOfManyFailuresTheOldestAreForgottenAndTheLatestKnown(t *testing.T) {
	var f failures
	const more = 10
	for i := range keepFailures + more {
		f.failed(fmt.Sprint("m", i), fmt.Sprint("image ", i), "no")
		f.died(fmt.Sprint("m", i))
	}
	if len(f.reasons) != keepFailures || len(f.dead) != keepFailures || len(f.seen) != keepFailures {
		t.Errorf("kept %d reasons, %d dead, %d seen", len(f.reasons), len(f.dead), len(f.seen))
	}
	if reason := f.died("m0"); reason != defaultReason {
		t.Errorf("the oldest died since %q", reason)
	}
	if _, ok := f.redriven(fmt.Sprint("image ", more-1), "other"); ok {
		t.Error("one that was forgotten is known again")
	}
	if previous, ok := f.redriven(fmt.Sprint("image ", more), "other"); !ok || previous != fmt.Sprint("m", more) {
		t.Errorf("the oldest that is kept was %q", previous)
	}
}
