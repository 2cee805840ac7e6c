package aws_test

import (
	"math/rand/v2"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/setting"
)

// turnable is a run whose settings can be turned.
func turnable(t *testing.T, images int) (p *pipeline.Pipeline, c *aws.Clients, url string, stop func()) {
	t.Helper()
	p, c, stop = inBubble(t, &patient{}, images)
	out, err := c.SQS.GetQueueUrl(t.Context(), &sqs.GetQueueUrlInput{QueueName: &p.Setup.Queue})
	if err != nil {
		t.Fatal(err)
	}
	p.QueueKnobs = c.QueueKnobs(aws.DefaultStack(), aws.Resources{Queue: p.Setup.Queue, QueueURL: *out.QueueUrl})
	p.Consumers.ShortPoll = 50 * time.Millisecond
	p.Setup.Wait, p.Setup.Visibility, p.Setup.Batch, p.Setup.RetryDelay, p.Setup.Heartbeat, p.Setup.Rate = 20, 6, 1, 1, true, 1
	return p, c, *out.QueueUrl, stop
}

// TestTurnsHoldOnTheEmbeddedAWS looks with another client at what the queue is set to, and
// at what a message that is sent then does.
func TestTurnsHoldOnTheEmbeddedAWS(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p, c, url, stop := turnable(t, 0)
		defer stop()
		attributes := func() map[string]string {
			out, err := c.SQS.GetQueueAttributes(t.Context(), &sqs.GetQueueAttributesInput{QueueUrl: &url, AttributeNames: []types.QueueAttributeName{"All"}})
			if err != nil {
				t.Fatal(err)
			}
			return out.Attributes
		}
		before := attributes()
		for name, value := range map[event.Setting]string{event.VisibilitySetting: "9", event.WaitSetting: "0", event.DelaySetting: "5", event.MaxReceivesSetting: "8"} {
			if err := p.Turn(t.Context(), name, value); err != nil {
				t.Fatal(err)
			}
		}
		after := attributes()
		if after["VisibilityTimeout"] != "9" || after["ReceiveMessageWaitTimeSeconds"] != "0" || after["DelaySeconds"] != "5" || after["Policy"] != before["Policy"] {
			t.Errorf("the queue is set to %v", after)
		}
		if policy, err := redrivePolicyOf(t.Context(), c, url); err != nil || policy["maxReceiveCount"] != 8.0 {
			t.Errorf("its redrive policy is %v, %v", policy, err)
		}
		if _, err := c.SQS.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &url, MessageBody: new("hello")}); err != nil {
			t.Fatal(err)
		}
		if counts, err := p.Queues.Counts(t.Context(), p.Setup.Queue); err != nil || counts.Delayed != 1 {
			t.Errorf("what was sent then is counted as %+v, %v", counts, err)
		}
		if err := c.QueueKnobs(aws.DefaultStack(), aws.Resources{Queue: p.Setup.Queue, QueueURL: url}).Set(t.Context(), event.WaitSetting, "21s"); err == nil {
			t.Error("the queue took a wait of 21 s")
		}
		for range 4 {
			if err := p.UndoTurn(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		if undone := attributes(); undone["VisibilityTimeout"] != before["VisibilityTimeout"] || undone["DelaySeconds"] != before["DelaySeconds"] {
			t.Errorf("undone it is %v", undone)
		}
	})
}

// TestNothingIsLostWhateverIsTurned: settings are turned at random, on each model, while
// images are worked on. None is lost, and none is dead but the broken ones.
func TestNothingIsLostWhateverIsTurned(t *testing.T) {
	for _, model := range consume.Models() {
		t.Run(model, func(t *testing.T) {
			seed := rand.Uint64()
			t.Logf("seed %d", seed)
			synctest.Test(t, func(t *testing.T) {
				p, _, _, stop := turnable(t, 40)
				defer stop()
				p.Consumers.Model = model
				done := make(chan pipeline.Outcome)
				go func() {
					outcome, _ := p.Run(t.Context())
					done <- outcome
				}()
				random, turned := rand.New(rand.NewPCG(seed, 1)), 0
				for {
					select {
					case out := <-done:
						if out.Uploaded != 40 || out.Thumbnails != 36 || out.Dead() != 4 || turned < 10 {
							t.Errorf("after %d turns it came to %+v", turned, out)
						}
						return
					case <-time.After(time.Duration(random.IntN(4000)) * time.Millisecond):
					}
					s := setting.All()[random.IntN(len(setting.All()))]
					switch s.Name {
					case event.HeartbeatSetting, event.MaxReceivesSetting, event.DelaySetting, event.PaceSetting: // would make good ones die, or last for hours
						continue
					}
					if p.Turn(t.Context(), s.Name, s.Steps[random.IntN(len(s.Steps))]) == nil {
						turned++
					}
					if random.IntN(5) == 0 {
						_ = p.UndoTurn(t.Context())
					}
				}
			})
		})
	}
}
