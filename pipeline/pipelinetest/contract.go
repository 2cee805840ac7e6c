// Package pipelinetest says what the pipeline relies on: rows of behaviour of the
// ports of package pipeline, each with a reference to AWS's documentation where
// that decides. They run against the fakes of the pipeline's own tests, the
// embedded AWS and an implementation of AWS that others wrote: a fake that is
// kinder than the real thing proves nothing.
package pipelinetest

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

// Row is a sentence about behaviour, and the check of it.
type Row[W any] struct {
	// Says is the sentence, and the name of the test.
	Says string
	// Check returns what does not hold. The world is its own, and empty.
	Check func(ctx context.Context, w W) error
}

// AtTimes begins the reason of a difference that shows only now and then, by who
// is quicker: the row may hold or not.
const AtTimes = "at times: "

// Run checks each row in a world of its own. differs are the rows that do not
// hold in this kind of world, by what they say, with the reason; one of them that
// holds all the same is a fault of the list, and so is one that no row says.
func Run[W any](t *testing.T, rows []Row[W], differs map[string]string, world func(t *testing.T, check func(context.Context, W))) {
	t.Helper()
	known := map[string]bool{}
	for _, row := range rows {
		known[row.Says] = true
		t.Run(row.Says, func(t *testing.T) {
			ran := false
			world(t, func(ctx context.Context, w W) {
				ran = true
				judge(t, row.Check(ctx, w), differs[row.Says])
			})
			if !ran && !t.Skipped() {
				t.Error("there was no world to check it in")
			}
		})
	}
	for says := range differs {
		if !known[says] {
			t.Errorf("the list of differences has %q, which no row says", says)
		}
	}
}

// judge compares what came out with what was said would.
func judge(t *testing.T, broken error, reason string) {
	t.Helper()
	switch {
	case broken == nil && strings.HasPrefix(reason, AtTimes):
		t.Logf("it held, which it does not always: %s", reason)
	case broken == nil && reason != "":
		t.Errorf("it holds: take it off the list of differences, where it is because %s", reason)
	case broken != nil && reason == "":
		t.Error(broken)
	case broken != nil:
		t.Logf("differs, because %s: %v", reason, broken)
	}
}

// want is an error unless got is what is wanted.
func want[T comparable](what string, got, wanted T) error {
	if got != wanted {
		return fmt.Errorf("%s: got %v, want %v", what, got, wanted)
	}
	return nil
}
