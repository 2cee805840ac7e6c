package sqs_test

import (
	"context"
	"testing"
	"testing/synctest"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/aws/local/clock"
	"inflight/aws/local/sqs"
	"inflight/aws/local/wire"
)

// TestAPollFromOutsideWaitsByTheWallAndOneInProcessByTheSoonerClock: a clock that
// stands holds nobody up, and one that is moved takes along who goes by it.
func TestAPollFromOutsideWaitsByTheWallAndOneInProcessByTheSoonerClock(t *testing.T) {
	for _, tc := range []struct {
		caller wire.Caller
		speed  float64
		waits  time.Duration
	}{
		{wire.Outside, 0, 20 * time.Second},
		{wire.Outside, 1, 20 * time.Second},
		{wire.Outside, 10, 20 * time.Second},
		{wire.InProcess, 0, 20 * time.Second},
		{wire.InProcess, 1, 20 * time.Second},
		{wire.InProcess, 10, 2 * time.Second},
	} {
		synctest.Test(t, func(t *testing.T) {
			s := start(t, sqs.Config{Clock: clock.NewControlled(nil, tc.speed)})
			c := &tester{t, client(s), s}
			url := c.queue("q")
			begun := time.Now()
			ctx := wire.WithCaller(t.Context(), tc.caller)
			if _, err := c.ReceiveMessage(ctx, &sdk.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 20}); err != nil {
				t.Fatal(err)
			}
			if took := time.Since(begun); took != tc.waits {
				t.Errorf("%s at speed %v it waited for %s, want %s", tc.caller, tc.speed, took, tc.waits)
			}
		})
	}
}

func TestAPollFromOutsideGetsWhatComesWhileTheClockStands(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := start(t, sqs.Config{Clock: clock.NewControlled(nil, 0)})
		c := &tester{t, client(s), s}
		url := c.queue("q")
		begun := time.Now()
		got := make(chan int, 1)
		go func() {
			out, err := c.ReceiveMessage(context.Background(), &sdk.ReceiveMessageInput{QueueUrl: url, WaitTimeSeconds: 20})
			if err != nil {
				t.Error(err)
			}
			got <- len(out.Messages)
		}()
		time.Sleep(3 * time.Second)
		c.send(url, "hello")
		if n := <-got; n != 1 || time.Since(begun) != 3*time.Second {
			t.Errorf("it got %d messages after %s", n, time.Since(begun))
		}
	})
}
