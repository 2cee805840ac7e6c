package cli

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"
)

func TestAnInterruptedRunDoesNotWaitForAReaderThatDoesNotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, interrupt := context.WithCancel(t.Context())
		go func() {
			time.Sleep(time.Minute)
			interrupt()
		}()
		begun := time.Now()
		err := rest(ctx, make(chan error))
		if !errors.Is(err, errUnread) {
			t.Errorf("it ends with %v", err)
		}
		if took := time.Since(begun); took != time.Minute+restTime {
			t.Errorf("it waited for %v", took)
		}
	})
}

func TestARunWaitsForItsReaderUntilItIsInterrupted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		written, failed := make(chan error), errors.New("the disk is full")
		go func() {
			time.Sleep(time.Hour)
			written <- failed
		}()
		if err := rest(t.Context(), written); !errors.Is(err, failed) {
			t.Errorf("got %v", err)
		}
	})
}
