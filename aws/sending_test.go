package aws_test

import (
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"

	"inflight/pipeline"
)

func TestAMessageSentByHandBringsItsAttributesAndItsDelay(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		q, control := p.Queue(r.QueueURL), p.QueueControl()
		m := pipeline.NewMessage{Body: "ü\n\"x\"", Delay: time.Second, Attributes: []pipeline.Attribute{{Name: "by", Type: "String", Value: "me"}, {Name: "n", Type: "Number", Value: "7"}}}
		id, err := q.SendMessage(t.Context(), m)
		if err != nil {
			t.Fatal(err)
		}
		counts(t, control, r.Queue, pipeline.Counts{Delayed: 1})
		got := receive(t, q)
		if got.MessageID != id || got.Body != m.Body || got.MessageAttributes["by"] != "me" || got.MessageAttributes["n"] != "7" {
			t.Errorf("received %+v", got)
		}
	})
}

func TestMessagesOfOneBodyAreSeveralInAFIFOQueue(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		out, err := p.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: new("hand.fifo"), Attributes: map[string]string{"FifoQueue": "true"}})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if _, err := p.Queue(*out.QueueUrl).SendMessage(t.Context(), pipeline.NewMessage{Body: "the same", Group: "by-hand"}); err != nil {
				t.Fatal(err)
			}
		}
		counts(t, p.QueueControl(), "hand.fifo", pipeline.Counts{Visible: 2})
	})
}
