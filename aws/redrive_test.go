package aws_test

import (
	"context"
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/pipeline"
	"inflight/pipeline/redrive"
	"inflight/pipeline/state"
)

func TestLettersFromBeforeGoToAnotherQueueAtARateThatChanges(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c, stop := inBubble(t, &patient{}, 0)
		defer stop()
		p.Producer, p.Drain, p.Workers = nil, false, 0
		_, err := c.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: new("other")})
		if err != nil {
			t.Fatal(err)
		}
		dead, err := c.SQS.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: &p.Setup.DeadLetterQueue})
		if err != nil {
			t.Fatal(err)
		}
		for i := range 300 {
			if _, err := c.Queue(*dead.QueueUrl).Send(t.Context(), fmt.Sprint("letter ", i), 0); err != nil {
				t.Fatal(err)
			}
		}
		ctx, cancel := context.WithCancel(t.Context())
		events, ended := p.Log.NewReader(), make(chan struct{})
		go func() {
			defer close(ended)
			p.Run(ctx)
		}()
		defer func() { cancel(); <-ended }()
		state := state.NewState()
		arrive := func(after time.Duration, want int) {
			t.Helper()
			time.Sleep(after)
			synctest.Wait()
			state.Apply(events.Take(nil)...)
			counts(t, c.QueueControl(), "other", pipeline.Counts{Visible: want})
		}

		if err := p.LookAtLetters(ctx); err != nil {
			t.Fatal(err)
		}
		arrive(2*time.Second, 0)
		if n := len(state.Live()); n != 300 || state.LettersUntold(300) != 0 {
			t.Errorf("%d of 300 letters are known, and %d not", n, state.LettersUntold(300))
		}
		var some []string
		for _, m := range state.Live()[:100] {
			some = append(some, m.ID)
		}
		if err := p.RedriveLetters(ctx, redrive.RedriveOrder{Letters: some, To: "other", Rate: 50}); err != nil {
			t.Fatal(err)
		}
		arrive(4*time.Second, 100)

		if err := p.RedriveLetters(ctx, redrive.RedriveOrder{To: "other", Rate: 5}); err != nil {
			t.Fatal(err)
		}
		arrive(4100*time.Millisecond, 121) // the first moves at once
		if r := state.Redrive; !r.Running() || r.Total != 200 || r.Moved < 15 || r.To != "other" {
			t.Errorf("it is told to be %+v", r)
		}
		if err := p.ChangeRedriveRate(ctx, redrive.MaxRedriveRate); err != nil {
			t.Fatal(err)
		}
		arrive(3*time.Second, 300)
		if r := state.Redrive; r.Running() || r.Outcome != "completed" || r.Rate != 500 {
			t.Errorf("in the end it is told to be %+v", r)
		}
	})
}
