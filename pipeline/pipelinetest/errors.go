package pipelinetest

import (
	"errors"
	"fmt"
	"time"

	"inflight/pipeline/consume"
)

var ErrDown = &consume.PassingError{Err: errors.New("connection refused")}

// wait is an answer that asks to wait.
func AskToWait(d time.Duration) error {
	return &consume.PassingError{Err: fmt.Errorf("it asks to wait for %s", d), After: d}
}
