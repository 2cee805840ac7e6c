package aws_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws"
	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/redrive"
)

// letters waits for n dead letters.
func letters(t *testing.T, c *aws.QueueControl, queue string, n int, hold time.Duration) []redrive.Letter {
	t.Helper()
	var got []redrive.Letter
	for len(got) < n {
		batch, err := c.ReceiveLetters(t.Context(), queue, hold)
		if err != nil {
			t.Fatal(err)
		}
		if len(batch) == 0 {
			t.Fatalf("%s gave %d letters, want %d", queue, len(got), n)
		}
		got = append(got, batch...)
	}
	return got
}

func TestALetterGoesOnWithEverythingThatBelongsToIt(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		control := p.QueueControl()
		attributes := map[string]types.MessageAttributeValue{
			"colour": {DataType: new("String"), StringValue: new("red")},
			"tries":  {DataType: new("Number.int"), StringValue: new("3")},
			"raw":    {DataType: new("Binary"), BinaryValue: []byte{0, 255}},
		}
		in := &sqs.SendMessageInput{QueueUrl: &r.QueueURL, MessageBody: new("broken"), MessageAttributes: attributes}
		sent, err := p.SQS.SendMessage(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		q := p.Queue(r.QueueURL)
		for range 3 {
			if err := q.ChangeVisibility(t.Context(), receive(t, q).Receipt, 0); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := q.Receive(t.Context(), 1, 0, 0); err != nil || len(got) != 0 { // it dies of this
			t.Fatalf("a fourth receive gives %v, %v", got, err)
		}
		l := letters(t, control, r.DeadLetterQueue, 1, time.Minute)[0]
		if l.MessageID != *sent.MessageId || l.Body != "broken" || l.ReceiveCount < 4 || len(l.Attributes) != 3 {
			t.Errorf("the letter is %+v", l)
		}
		if !p.stuck && l.Source != r.Queue {
			t.Errorf("it came from %q", l.Source)
		}
		id, err := control.SendLetter(t.Context(), r.Queue, &l)
		if err != nil || id == l.MessageID {
			t.Fatalf("sent on as %s, %v", id, err)
		}
		if err := control.DeleteLetter(t.Context(), r.DeadLetterQueue, l.Receipt); err != nil {
			t.Fatal(err)
		}
		counts(t, control, r.DeadLetterQueue, pipeline.Counts{})
		again := letters(t, control, r.Queue, 1, time.Minute)[0]
		same := func(a, b redrive.Attribute) bool {
			return a.Type == b.Type && a.Text == b.Text && slices.Equal(a.Binary, b.Binary)
		}
		if again.MessageID != id || again.Body != "broken" || again.ReceiveCount != 1 || !maps.EqualFunc(again.Attributes, l.Attributes, same) {
			t.Errorf("it arrives as %+v", again)
		}
	})
}

func TestALetterThatIsLetGoOfIsVisibleAtOnce(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		control := p.QueueControl()
		for range 12 {
			if _, err := p.Queue(r.DeadLetterURL).Send(t.Context(), "x", 0); err != nil {
				t.Fatal(err)
			}
		}
		for _, l := range letters(t, control, r.DeadLetterQueue, 12, time.Hour) {
			if err := control.HoldLetter(t.Context(), r.DeadLetterQueue, l.Receipt, 0); err != nil {
				t.Fatal(err)
			}
		}
		counts(t, control, r.DeadLetterQueue, pipeline.Counts{Visible: 12})
	})
}

func TestALetterOfAFIFOQueueGoesOnInItsGroupOnce(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		for _, name := range []string{"dead.fifo", "alive.fifo"} {
			in := &sqs.CreateQueueInput{QueueName: &name, Attributes: map[string]string{"FifoQueue": "true"}}
			if _, err := p.SQS.CreateQueue(t.Context(), in); err != nil {
				t.Fatal(err)
			}
		}
		control := p.QueueControl()
		first := redrive.Letter{Message: consume.Message{MessageID: "m1", Body: "x"}, GroupID: "g"}
		if _, err := control.SendLetter(t.Context(), "dead.fifo", &first); err != nil {
			t.Fatal(err)
		}
		l := letters(t, control, "dead.fifo", 1, time.Minute)[0]
		if l.GroupID != "g" {
			t.Fatalf("its group is %q", l.GroupID)
		}
		for range 2 { // as after a send whose answer was lost
			if _, err := control.SendLetter(t.Context(), "alive.fifo", &l); err != nil {
				t.Fatal(err)
			}
		}
		counts(t, control, "alive.fifo", pipeline.Counts{Visible: 1})
	})
}

func TestAMoveTaskIsStartedFollowedAndCancelled(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		control := p.QueueControl()
		if p.stuck { // moto has no move tasks: this says so, should it get them
			if _, err := control.StartMove(t.Context(), r.DeadLetterQueue, "", 0); err == nil {
				t.Error("moto can move messages now: test it")
			}
			return
		}
		if _, ok, err := control.LatestMove(t.Context(), r.DeadLetterQueue); ok || err != nil {
			t.Errorf("a queue that never had a task has one: %v", err)
		}
		if _, err := p.SQS.CreateQueue(t.Context(), &sqs.CreateQueueInput{QueueName: new("other")}); err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := p.Queue(r.DeadLetterURL).Send(t.Context(), "x", 0); err != nil {
				t.Fatal(err)
			}
		}
		handle, err := control.StartMove(t.Context(), r.DeadLetterQueue, "other", 1)
		if err != nil {
			t.Fatal(err)
		}
		task, ok, err := control.LatestMove(t.Context(), r.DeadLetterQueue)
		if err != nil || !ok || task.Handle != handle || task.Status != redrive.MoveRunning || task.To != "other" || task.Rate != 1 || task.Total != 3 {
			t.Errorf("it runs as %+v, %v, %v", task, ok, err)
		}
		if err := control.CancelMove(t.Context(), r.DeadLetterQueue, handle); err != nil {
			t.Fatal(err)
		}
		task, _, err = control.LatestMove(t.Context(), r.DeadLetterQueue)
		if err != nil || task.Status != redrive.MoveCancelled || task.Handle != "" || task.Moved > 1 {
			t.Errorf("after the cancel it is %+v, %v", task, err)
		}
		if err := control.CancelMove(t.Context(), r.DeadLetterQueue, handle); err == nil || !strings.Contains(err.Error(), "cancelling the redrive") {
			t.Errorf("a second cancel: %v", err)
		}
		moved, err := control.Counts(t.Context(), "other")
		counts(t, control, r.DeadLetterQueue, pipeline.Counts{Visible: 3 - moved.Visible})
		if err != nil {
			t.Error(err)
		}
	})
}

func TestTheQueuesThatThereAreAreListed(t *testing.T) {
	everyAWS(t, func(t *testing.T, p place) {
		r := stackFor(t, p)
		names, err := p.QueueControl().QueueNames(t.Context())
		if err != nil || !slices.Equal(names, []string{r.DeadLetterQueue, r.Queue}) {
			t.Errorf("the queues are %q, %v", names, err)
		}
	})
}
