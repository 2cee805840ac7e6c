package sqs_test

import (
	"net/http"
	"strings"
	"testing"

	"inflight/aws/local/sqs"
)

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
func TestSQS30ABatchFailsWholeForAnEntryWithoutItsGroupOrDeduplication(t *testing.T) {
	const noGroup = "The request must contain the parameter MessageGroupId."
	const noDedup = "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly"
	good := `{"Id":"a","MessageBody":"x","MessageGroupId":"g","MessageDeduplicationId":"1"},`
	for _, c := range []struct{ name, content, entry, want string }{
		{"no group", "false", `{"Id":"b","MessageBody":"y","MessageDeduplicationId":"2"}`, noGroup},
		{"no deduplication", "false", `{"Id":"b","MessageBody":"y","MessageGroupId":"g"}`, noDedup},
		{"neither", "false", `{"Id":"b","MessageBody":"y"}`, noGroup},
		{"no group, by content", "true", `{"Id":"b","MessageBody":"y"}`, noGroup},
		{"no group and no body", "false", `{"Id":"b"}`, noGroup},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := start(t, sqs.Config{})
			const q = "/000000000000/q.fifo"
			post(t, s, "/", "CreateQueue", `{"QueueName":"q.fifo","Attributes":{"FifoQueue":"true","ContentBasedDeduplication":"`+c.content+`"}}`)
			answer, body := post(t, s, q, "SendMessageBatch", `{"Entries":[`+good+c.entry+`]}`)
			if answer.StatusCode != http.StatusBadRequest || body != `{"__type":"com.amazonaws.sqs#InvalidParameterValueException","message":"`+c.want+`"}` {
				t.Errorf("%d %s, want %s", answer.StatusCode, body, c.want)
			}
			if _, got := post(t, s, q, "ReceiveMessage", `{}`); got != "{}" {
				t.Errorf("and yet was sent: %s", got)
			}
		})
	}
	t.Run("other faults are the entry's own", func(t *testing.T) {
		s := start(t, sqs.Config{})
		const q = "/000000000000/q.fifo"
		post(t, s, "/", "CreateQueue", `{"QueueName":"q.fifo","Attributes":{"FifoQueue":"true","ContentBasedDeduplication":"true"}}`)
		_, body := post(t, s, q, "SendMessageBatch", `{"Entries":[`+good+`{"Id":"b","MessageBody":"y","MessageGroupId":""},{"Id":"c","MessageBody":"z","MessageGroupId":"g","DelaySeconds":2}]}`)
		if !strings.Contains(body, `"Successful":[{"Id":"a"`) || strings.Count(body, `"Code":"InvalidParameterValue"`) != 2 {
			t.Errorf("got %s", body)
		}
	})
}
