package cli

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"

	"inflight/aws"
)

func TestHowARunEndsWhoseStackIsNotSetUp(t *testing.T) {
	denied := errors.New("creating the queue practiceQ: access denied")
	stopped := &aws.UndoneError{Err: fmt.Errorf("creating the queue practiceQ: %w", context.Canceled), Became: "what had been created is deleted again"}
	for name, c := range map[string]struct {
		err              error
		pressed, stopped bool
		status           int
		says             string
	}{
		"it fails":                        {err: denied, status: exitFailed, says: denied.Error()},
		"it fails while a person quits":   {err: denied, stopped: true, status: exitFailed, says: denied.Error()},
		"a person quits":                  {err: stopped, stopped: true, status: exitDone, says: "stopped while the stack was set up; what had been created is deleted again\n"},
		"a person quits before the first": {err: context.Canceled, stopped: true, status: exitDone, says: "stopped while the stack was set up\n"},
		"ctrl+c":                          {err: stopped, pressed: true, stopped: true, status: exitInterrupted, says: "stopped while the stack was set up; what had been created is deleted again"},
	} {
		t.Run(name, func(t *testing.T) {
			var errs bytes.Buffer
			se := &session{set: &settings{}}
			err := se.notSetUp(t.Context(), c.err, c.pressed, c.stopped, Streams{Err: &errs})
			status, says := exitDone, errs.String()
			if err != nil {
				status, says = exitFailed, says+err.Error()
			}
			if e := (*exit)(nil); errors.As(err, &e) {
				status = e.status
			}
			if status != c.status || says != "inflight: "+c.says && says != c.says {
				t.Errorf("it ends with %d and says %q", status, says)
			}
		})
	}
	signalled, cancel := context.WithCancelCause(t.Context())
	cancel(nil)
	err := (&session{set: &settings{}}).notSetUp(signalled, stopped, false, true, Streams{})
	if e := (*exit)(nil); !errors.As(err, &e) || e.status != exitInterrupted || e.Error() != "interrupted" {
		t.Errorf("a signal: %v", err)
	}
}
