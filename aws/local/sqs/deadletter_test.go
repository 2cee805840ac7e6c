package sqs_test

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"
)

const arnPrefix = "arn:aws:sqs:us-east-1:000000000000:"

// redriveTo is a RedrivePolicy.
func redriveTo(name string, maxReceives any) string {
	return fmt.Sprintf(`{"deadLetterTargetArn":"%s%s","maxReceiveCount":%v}`, arnPrefix, name, maxReceives)
}

// withDeadLetters makes a queue q and its dead-letter queue dlq. Messages are
// in flight for one second.
func (t *tester) withDeadLetters(maxReceives int, attributes ...string) (q, dlq *string) {
	t.Helper()
	suffix := ""
	if len(attributes) > 0 && attributes[0] == "FifoQueue" {
		suffix = ".fifo"
	}
	dlq = t.queue("dlq"+suffix, attributes...)
	q = t.queue("q"+suffix, append(attributes, "VisibilityTimeout", "1", "RedrivePolicy", redriveTo("dlq"+suffix, maxReceives))...)
	return q, dlq
}

// kill has every message of q received until it is a dead letter.
func (t *tester) kill(q *string) {
	t.Helper()
	for len(t.receive(q)) > 0 {
		t.sleep(time.Second)
	}
}

func TestSQS25ARedrivePolicyIsChecked(t *testing.T) {
	inBubble(t, func(t *tester) {
		q := t.queue("q")
		t.queue("dlq")
		t.queue("dlq.fifo", "FifoQueue", "true")
		try := func(value string) error {
			_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{"RedrivePolicy": value}})
			return err
		}
		for _, good := range []string{redriveTo("dlq", 1), redriveTo("dlq", 1000), redriveTo("dlq", `"3"`)} {
			t.must(try(good))
		}
		if got, want := t.attributes(q)["RedrivePolicy"], redriveTo("dlq", 3); got != want {
			t.Errorf("the policy is %s, want %s", got, want)
		}
		for _, bad := range []string{
			redriveTo("dlq", 0), redriveTo("dlq", 1001), redriveTo("dlq", `"x"`), redriveTo("none", 3), redriveTo("dlq.fifo", 3),
			`{"maxReceiveCount":3}`, `{"deadLetterTargetArn":"` + arnPrefix + `dlq"}`,
		} {
			t.refused(try(bad), "InvalidParameterValue", "RedrivePolicy")
		}
		for _, bad := range []string{"{", `"x"`, redriveTo("dlq", 3) + "{}"} {
			t.refused(try(bad), "InvalidAttributeValue", "RedrivePolicy")
		}
		t.must(try(""))
		if got, there := t.attributes(q)["RedrivePolicy"]; there {
			t.Errorf("cleared, the policy is %s", got)
		}
	})
}

func TestSQS25TheDeadLetterQueueSaysWhoMayUseIt(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.queue("q"), t.queue("dlq")
		try := func() error {
			_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: q, Attributes: map[string]string{"RedrivePolicy": redriveTo("dlq", 3)}})
			return err
		}
		t.set(dlq, "RedriveAllowPolicy", `{"redrivePermission":"denyAll"}`)
		t.refused(try(), "InvalidParameterValue", "RedriveAllowPolicy")
		t.set(dlq, "RedriveAllowPolicy", `{"redrivePermission":"byQueue","sourceQueueArns":["`+arnPrefix+`other"]}`)
		t.refused(try(), "InvalidParameterValue")
		t.set(dlq, "RedriveAllowPolicy", `{"redrivePermission":"byQueue","sourceQueueArns":["`+arnPrefix+`q"]}`)
		t.must(try())
		t.set(dlq, "RedriveAllowPolicy", `{"redrivePermission":"allowAll"}`)
		t.must(try())
		eleven := `"` + strings.Join(strings.Split(strings.Repeat("a", 11), ""), `","`) + `"`
		for _, bad := range []string{
			"x", "{}", `{"redrivePermission":"some"}`, `{"redrivePermission":"byQueue"}`, `{"redrivePermission":"allowAll","sourceQueueArns":["a"]}`,
			`{"redrivePermission":"byQueue","sourceQueueArns":[` + eleven + `]}`,
		} {
			_, err := t.SetQueueAttributes(t.Context(), &sdk.SetQueueAttributesInput{QueueUrl: dlq, Attributes: map[string]string{"RedriveAllowPolicy": bad}})
			t.refused(err, "InvalidAttributeValue", "RedriveAllowPolicy")
		}
	})
}

func TestSQS26AMessageReceivedTooOftenBecomesADeadLetter(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.withDeadLetters(3)
		sentAt := time.Now()
		sent := t.send(q, "poison", func(in *sdk.SendMessageInput) {
			in.MessageAttributes = map[string]types.MessageAttributeValue{"a": text("String", "b")}
			in.MessageSystemAttributes = map[string]types.MessageSystemAttributeValue{"AWSTraceHeader": {DataType: new("String"), StringValue: new("Root=1")}}
		})
		for n := 1; n <= 3; n++ {
			if m := t.one(q); m.Attributes["ApproximateReceiveCount"] != fmt.Sprint(n) {
				t.Errorf("receive count %s, want %d", m.Attributes["ApproximateReceiveCount"], n)
			}
			t.sleep(time.Second)
		}
		t.wantCounts(q, "1 0 0") // it moves when it would be received, not before
		t.none(q)
		t.wantCounts(q, "0 0 0")
		m := t.one(dlq)
		if *m.MessageId != *sent.MessageId || *m.Body != "poison" || *m.MessageAttributes["a"].StringValue != "b" {
			t.Errorf("the dead letter is %s %q %v", *m.MessageId, *m.Body, m.MessageAttributes)
		}
		for name, want := range map[string]string{
			"ApproximateReceiveCount": "4", "SentTimestamp": fmt.Sprint(sentAt.UnixMilli()), "AWSTraceHeader": "Root=1",
			"DeadLetterQueueSourceArn": arnPrefix + "q",
		} {
			if m.Attributes[name] != want {
				t.Errorf("%s is %q, want %q", name, m.Attributes[name], want)
			}
		}
	})
}

func TestSQS26WithOneReceiveTheDeadLetterShowsTwo(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.withDeadLetters(1)
		t.send(q, "x")
		t.kill(q)
		if m := t.one(dlq); m.Attributes["ApproximateReceiveCount"] != "2" {
			t.Errorf("receive count %s, want 2", m.Attributes["ApproximateReceiveCount"])
		}
	})
}

func TestSQS26RetentionGoesOnOnAStandardQueueAndStartsAnewOnFIFO(t *testing.T) {
	for _, fifo := range []bool{false, true} {
		t.Run(fmt.Sprint("FIFO ", fifo), func(t *testing.T) {
			inBubble(t, func(t *tester) {
				var attributes []string
				if fifo {
					attributes = []string{"FifoQueue", "true"}
				}
				q, dlq := t.withDeadLetters(1, attributes...)
				t.set(dlq, "MessageRetentionPeriod", "60")
				sent := time.Now()
				if fifo {
					t.send(q, "x", inGroup("g", "id"))
				} else {
					t.send(q, "x")
				}
				t.sleep(50 * time.Second)
				t.kill(q)
				moved := time.Now()
				m := t.one(dlq)
				want := sent
				if fifo {
					want = moved
					if m.Attributes["MessageDeduplicationId"] != *m.MessageId || m.Attributes["MessageGroupId"] != "g" {
						t.Errorf("deduplication id %q, group %q", m.Attributes["MessageDeduplicationId"], m.Attributes["MessageGroupId"])
					}
				}
				if m.Attributes["SentTimestamp"] != fmt.Sprint(want.UnixMilli()) {
					t.Errorf("SentTimestamp %s, want %d", m.Attributes["SentTimestamp"], want.UnixMilli())
				}
				t.sleep(20 * time.Second)
				if gone := t.counts(dlq) == "0 0 0"; gone == fifo {
					t.Errorf("70 s after it was sent, gone is %v", gone)
				}
			})
		})
	}
}

func TestSQS26ChainsOfDeadLetterQueuesWork(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.withDeadLetters(1)
		last := t.queue("last")
		t.set(dlq, "RedrivePolicy", redriveTo("last", 2), "VisibilityTimeout", "1")
		t.send(q, "x")
		t.kill(q)
		t.one(dlq) // its second receive
		t.sleep(time.Second)
		t.none(dlq)
		if m := t.one(last); m.Attributes["DeadLetterQueueSourceArn"] != arnPrefix+"dlq" {
			t.Errorf("the source is %s", m.Attributes["DeadLetterQueueSourceArn"])
		}
	})
}

func TestSQS26WithoutItsDeadLetterQueueAMessageStays(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.withDeadLetters(1)
		_, err := t.DeleteQueue(t.Context(), &sdk.DeleteQueueInput{QueueUrl: dlq})
		t.must(err)
		t.send(q, "x")
		t.one(q)
		t.sleep(time.Second)
		t.one(q)
	})
}

func TestSQS27DeadLetterSourceQueuesAreListed(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.withDeadLetters(1)
		second := t.queue("q2", "RedrivePolicy", redriveTo("dlq", 5))
		out, err := t.ListDeadLetterSourceQueues(t.Context(), &sdk.ListDeadLetterSourceQueuesInput{QueueUrl: dlq})
		t.must(err)
		if got, want := fmt.Sprint(out.QueueUrls), fmt.Sprint([]string{*q, *second}); got != want {
			t.Errorf("listed %v, want %v", got, want)
		}
		page, err := t.ListDeadLetterSourceQueues(t.Context(), &sdk.ListDeadLetterSourceQueuesInput{QueueUrl: dlq, MaxResults: new(int32(1))})
		t.must(err)
		if len(page.QueueUrls) != 1 || page.NextToken == nil {
			t.Errorf("a page of %v", page.QueueUrls)
		}
	})
}

func (t *tester) move(source, destination string, rate int32) (string, error) {
	in := &sdk.StartMessageMoveTaskInput{SourceArn: new(arnPrefix + source)}
	if destination != "" {
		in.DestinationArn = new(arnPrefix + destination)
	}
	if rate > 0 {
		in.MaxNumberOfMessagesPerSecond = &rate
	}
	out, err := t.StartMessageMoveTask(t.Context(), in)
	if err != nil {
		return "", err
	}
	return *out.TaskHandle, nil
}

func (t *tester) tasks(source string) []types.ListMessageMoveTasksResultEntry {
	t.Helper()
	out, err := t.ListMessageMoveTasks(t.Context(), &sdk.ListMessageMoveTasksInput{SourceArn: new(arnPrefix + source), MaxResults: new(int32(10))})
	t.must(err)
	return out.Results
}

func TestSQS28AMoveTaskMovesToEachMessagesOwnSource(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.withDeadLetters(1)
		other := t.queue("other", "VisibilityTimeout", "1", "RedrivePolicy", redriveTo("dlq", 1))
		t.send(q, "a")
		t.send(other, "b")
		t.kill(q)
		t.kill(other)
		t.wantCounts(dlq, "2 0 0")
		_, err := t.move("dlq", "", 0)
		t.must(err)
		t.sleep(time.Second)
		if got := bodies(t.receive(q)) + bodies(t.receive(other)); got != "ab" {
			t.Errorf("received %q", got)
		}
		task := t.tasks("dlq")[0]
		if *task.Status != "COMPLETED" || task.ApproximateNumberOfMessagesMoved != 2 || *task.ApproximateNumberOfMessagesToMove != 2 || task.TaskHandle != nil {
			t.Errorf("the task is %s, moved %d", *task.Status, task.ApproximateNumberOfMessagesMoved)
		}
	})
}

func TestSQS28AMoveTaskKeepsItsRateAndCanBeCancelled(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.withDeadLetters(1)
		target := t.queue("target")
		for i := range 20 {
			t.send(q, fmt.Sprint(i))
		}
		t.kill(q)
		handle, err := t.move("dlq", "target", 2)
		t.must(err)
		_, err = t.move("dlq", "target", 2)
		t.refused(err, "InvalidParameterValue", "There is already a task running. Only one active task is allowed for a source queue arn at a given time.")
		t.sleep(3*time.Second + time.Millisecond)
		task := t.tasks("dlq")[0]
		if *task.Status != "RUNNING" || task.ApproximateNumberOfMessagesMoved != 7 || *task.MaxNumberOfMessagesPerSecond != 2 || *task.TaskHandle != handle {
			t.Errorf("after 3 s at 2 a second: %s, moved %d", *task.Status, task.ApproximateNumberOfMessagesMoved)
		}
		out, err := t.CancelMessageMoveTask(t.Context(), &sdk.CancelMessageMoveTaskInput{TaskHandle: &handle})
		t.must(err)
		t.sleep(10 * time.Second)
		if out.ApproximateNumberOfMessagesMoved != 7 || *t.tasks("dlq")[0].Status != "CANCELLED" {
			t.Errorf("cancelled after %d, status %s", out.ApproximateNumberOfMessagesMoved, *t.tasks("dlq")[0].Status)
		}
		t.wantCounts(target, "7 0 0")
		t.wantCounts(dlq, "13 0 0")
		_, err = t.CancelMessageMoveTask(t.Context(), &sdk.CancelMessageMoveTaskInput{TaskHandle: &handle})
		t.refused(err, "InvalidParameterValue")
		_, err = t.move("dlq", "target", 500)
		t.must(err)
		t.sleep(time.Second)
		if tasks := t.tasks("dlq"); len(tasks) != 2 || *tasks[0].Status != "COMPLETED" || *tasks[1].Status != "CANCELLED" {
			t.Errorf("newest first: %d tasks, the first %s", len(tasks), *tasks[0].Status)
		}
		t.wantCounts(dlq, "0 0 0")
	})
}

func TestSQS28AMoveTaskIsChecked(t *testing.T) {
	inBubble(t, func(t *tester) {
		t.withDeadLetters(1)
		t.queue("target.fifo", "FifoQueue", "true")
		_, err := t.move("q", "", 0)
		t.refused(err, "InvalidParameterValue", "Dead Letter Queue")
		_, err = t.move("dlq", "dlq", 0)
		t.refused(err, "InvalidParameterValue")
		_, err = t.move("dlq", "target.fifo", 0)
		t.refused(err, "InvalidParameterValue")
		_, err = t.move("dlq", "q", 501)
		t.refused(err, "InvalidParameterValue", "MaxNumberOfMessagesPerSecond")
		_, err = t.move("dlq", "none", 0)
		t.refused(err, "ResourceNotFoundException")
	})
}

// What a task's handle is refused for.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CancelMessageMoveTask.html
func TestSQS28AHandleOfNoTaskIsRefusedForWhatItIs(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, _ := t.withDeadLetters(1)
		for i := range 9 {
			t.send(q, fmt.Sprint(i))
		}
		t.kill(q)
		right, err := t.move("dlq", "", 1)
		t.must(err)
		handle := func(id, source string) string {
			return base64.StdEncoding.EncodeToString([]byte(`{"taskId":"` + id + `","sourceArn":"` + source + `"}`))
		}
		const dlq, none = "arn:aws:sqs:us-east-1:000000000000:dlq", "arn:aws:sqs:us-east-1:000000000000:none"
		const id = "0a787ecb-4015-4b9c-8d6e-2f1f8a0b7c55"
		for text, want := range map[string]struct {
			status                 int
			kind, queryCode, words string
		}{
			"x":                   {400, "InvalidParameterValueException", "InvalidParameterValue", "Value for parameter TaskHandle is invalid."},
			"eyJ0YXNrSWQiOiJhIn0": {400, "InvalidParameterValueException", "InvalidParameterValue", "Value for parameter TaskHandle is invalid."},
			base64.StdEncoding.EncodeToString([]byte(`["no","object"]`)): {400, "InvalidParameterValueException", "InvalidParameterValue", "Value for parameter TaskHandle is invalid."},
			handle("", dlq):   {400, "InvalidParameterValueException", "InvalidParameterValue", "Value for parameter TaskHandle is invalid."},
			handle(id, none):  {404, "ResourceNotFoundException", "ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist."},
			handle(id, "arn"): {404, "ResourceNotFoundException", "ResourceNotFoundException", "The resource that you specified for the SourceArn parameter doesn't exist."},
			handle(id, dlq):   {404, "ResourceNotFoundException", "ResourceNotFoundException", "Task does not exist."},
			handle("1", dlq):  {404, "ResourceNotFoundException", "ResourceNotFoundException", "Task does not exist."},
		} {
			answer, body := post(t.T, t.service, "/", "CancelMessageMoveTask", `{"TaskHandle":"`+text+`"}`)
			wantBody := `{"__type":"com.amazonaws.sqs#` + want.kind + `","message":"` + want.words + `"}`
			if answer.StatusCode != want.status || body != wantBody || answer.Header.Get("X-Amzn-Query-Error") != want.queryCode+";Sender" {
				t.Errorf("%s: %d %s %s, want %d %s", text, answer.StatusCode, answer.Header.Get("X-Amzn-Query-Error"), body, want.status, wantBody)
			}
		}
		_, err = t.CancelMessageMoveTask(t.Context(), &sdk.CancelMessageMoveTaskInput{TaskHandle: &right})
		t.must(err)
	})
}

func TestSQS28ATaskFailsWithItsReason(t *testing.T) {
	inBubble(t, func(t *tester) {
		_, dlq := t.withDeadLetters(1)
		t.send(dlq, "sent here by hand")
		_, err := t.move("dlq", "", 0)
		t.must(err)
		t.sleep(time.Second)
		if task := t.tasks("dlq")[0]; *task.Status != "FAILED" || *task.FailureReason != "CouldNotDetermineMessageSource" {
			t.Errorf("the task is %s", *task.Status)
		}
		t.wantCounts(dlq, "1 0 0")
	})
}

func TestSQS29ARedrivenMessageIsANewMessage(t *testing.T) {
	inBubble(t, func(t *tester) {
		q, dlq := t.withDeadLetters(1)
		sent := t.send(q, "x")
		t.kill(q)
		t.sleep(time.Second)
		_, err := t.move("dlq", "", 0)
		t.must(err)
		at := time.Now()
		t.sleep(time.Millisecond)
		m := t.one(q)
		if *m.MessageId == *sent.MessageId || m.Attributes["ApproximateReceiveCount"] != "1" ||
			m.Attributes["SentTimestamp"] != fmt.Sprint(at.UnixMilli()) || m.Attributes["DeadLetterQueueSourceArn"] != "" {
			t.Errorf("redriven as %s with %v", *m.MessageId, m.Attributes)
		}
		t.wantCounts(dlq, "0 0 0")
	})
}
