package sqs_test

import (
	"encoding/json"
	"net/url"
	"strings"
	"testing"

	"inflight/aws/local/sqs"
)

// The words of errors are those that AWS was recorded to say, since programs and
// people look for them. Which operation has which errors is in
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html

func TestSQS02ErrorsHaveTheNamesAndWordsThatAWSWasRecordedToSay(t *testing.T) {
	s := start(t, sqs.Config{})
	post(t, s, "/", "CreateQueue", `{"QueueName":"q","Attributes":{"MaximumMessageSize":"2048"}}`)
	post(t, s, "/", "CreateQueue", `{"QueueName":"q.fifo","Attributes":{"FifoQueue":"true"}}`)
	const q, fifo = "/000000000000/q", "/000000000000/q.fifo"
	const invalid, missing = "InvalidParameterValueException", "MissingRequiredParameterException"
	for _, c := range []struct{ path, target, in, kind, queryCode, words string }{
		{q, "ReceiveMessage", `{"WaitTimeSeconds":25}`, invalid, "InvalidParameterValue", "Value 25 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."},
		{q, "ReceiveMessage", `{"WaitTimeSeconds":-3}`, invalid, "InvalidParameterValue", "Value -3 for parameter WaitTimeSeconds is invalid. Reason: Must be >= 0 and <= 20, if provided."},
		{q, "ReceiveMessage", `{"MaxNumberOfMessages":0}`, invalid, "InvalidParameterValue", "Value 0 for parameter MaxNumberOfMessages is invalid. Reason: Must be between 1 and 10, if provided."},
		{q, "SendMessage", `{}`, missing, "MissingParameter", "The request must contain the parameter MessageBody."},
		{q, "DeleteMessage", `{}`, missing, "MissingParameter", "The request must contain the parameter ReceiptHandle."},
		{q, "DeleteMessage", `{"ReceiptHandle":"not one"}`, "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", `The input receipt handle "not one" is not a valid receipt handle.`},
		{q, "ChangeMessageVisibility", `{"ReceiptHandle":"AQEB\"","VisibilityTimeout":1}`, "ReceiptHandleIsInvalid", "ReceiptHandleIsInvalid", `The input receipt handle "AQEB"" is not a valid receipt handle.`},
		{q + "ueue", "PurgeQueue", `{}`, "QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue", "The specified queue does not exist."},
		{q, "SendMessage", `{"MessageBody":"x","MessageAttributes":{"n":{"DataType":"Number","StringValue":""}}}`, invalid, "InvalidParameterValue", "Message (user) attribute 'n' must contain a non-empty value of type 'Number'."},
		{q, "SendMessage", `{"MessageBody":"x","MessageAttributes":{"raw":{"DataType":"Binary.gif","BinaryValue":""}}}`, invalid, "InvalidParameterValue", "Message (user) attribute 'raw' must contain a non-empty value of type 'Binary'."},
		{q, "SendMessage", `{"MessageBody":"x","MessageAttributes":{"c":{"DataType":"String","StringValue":"a\u000b"}}}`, invalid, "InvalidParameterValue", "Invalid binary character '#xB' was found in the value of message (user) attribute 'c', the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]."},
		{q, "SendMessage", `{"MessageBody":"x\u0007"}`, "InvalidMessageContents", "InvalidMessageContents", "Invalid binary character '#x7' was found in the message body, the set of allowed characters is #x9 | #xA | #xD | [#x20-#xD7FF] | [#xE000-#xFFFD] | [#x10000-#x10FFFF]."},
		{q, "SendMessage", `{"MessageBody":"` + strings.Repeat("x", 2049) + `"}`, invalid, "InvalidParameterValue", "One or more parameters are invalid. Reason: Message must be shorter than 2048 bytes."},
		{fifo, "SendMessage", `{"MessageBody":"x","MessageGroupId":"","MessageDeduplicationId":"d"}`, invalid, "InvalidParameterValue", "Value  for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length."},
		{fifo, "SendMessage", `{"MessageBody":"x","MessageGroupId":"g","MessageDeduplicationId":""}`, invalid, "InvalidParameterValue", "Value  for parameter MessageDeduplicationId is invalid. Reason: MessageDeduplicationId can only include alphanumeric and punctuation characters. 1 to 128 in length."},
		{q, "SendMessage", `{"MessageBody":"x","MessageGroupId":""}`, invalid, "InvalidParameterValue", "Value  for parameter MessageGroupId is invalid. Reason: MessageGroupId can only include alphanumeric and punctuation characters. 1 to 128 in length."},
		{fifo, "SetQueueAttributes", `{"Attributes":{"FifoQueue":"false"}}`, "InvalidAttributeValue", "InvalidAttributeValue", "Invalid value for the parameter FifoQueue. Reason: Modifying queue type is not supported."},
		{q, "SetQueueAttributes", `{"Attributes":{"FifoQueue":"true"}}`, "InvalidAttributeName", "InvalidAttributeName", "Unknown Attribute FifoQueue."},
		{q, "RemovePermission", `{"Label":"nobody"}`, invalid, "InvalidParameterValue", "Value nobody for parameter Label is invalid. Reason: can't find label."},
		{q, "AddPermission", `{"Label":"l","AWSAccountIds":["111122223333"],"Actions":["Dance"]}`, invalid, "InvalidParameterValue", "Value SQS:Dance for parameter ActionName is invalid. Reason: Please refer to the appropriate WSDL for a list of valid actions."},
		{q, "SendMessageBatch", `{"Entries":[]}`, "EmptyBatchRequest", "AWS.SimpleQueueService.EmptyBatchRequest", "There should be at least one entry in the request."},
	} {
		answer, body := post(t, s, c.path, c.target, c.in)
		var got struct {
			Type    string `json:"__type"`
			Message string `json:"message"`
		}
		if err := json.Unmarshal([]byte(body), &got); err != nil {
			t.Fatal(err)
		}
		if got.Type != "com.amazonaws.sqs#"+c.kind || got.Message != c.words || answer.Header.Get("X-Amzn-Query-Error") != c.queryCode+";Sender" {
			t.Errorf("%s %.80s:\n%s (%s): %s, want\n%s (%s): %s", c.target, c.in, got.Type, answer.Header.Get("X-Amzn-Query-Error"), got.Message, c.kind, c.queryCode, c.words)
		}
	}
}

func TestSQS12TheQueryProtocolHasWordsAndCodesOfItsOwn(t *testing.T) {
	s := start(t, sqs.Config{})
	post(t, s, "/", "CreateQueue", `{"QueueName":"q"}`)
	for _, c := range []struct{ path, fields, want string }{
		{"/", "Action=GetQueueUrl&QueueName=none", "<Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message><Detail/>"},
		{"/000000000000/none", "Action=PurgeQueue", "<Code>AWS.SimpleQueueService.NonExistentQueue</Code><Message>The specified queue does not exist for this wsdl version.</Message><Detail/>"},
		{"/000000000000/q", "Action=SendMessage", "<Code>MissingParameter</Code><Message>The request must contain the parameter MessageBody.</Message>"},
		{"/000000000000/q", "Action=ReceiveMessage&WaitTimeSeconds=22", "<Code>InvalidParameterValue</Code><Message>Value 22 for parameter WaitTimeSeconds is invalid. Reason: Must be &gt;= 0 and &lt;= 20, if provided.</Message>"},
		{"/000000000000/q", "Action=DeleteMessage&ReceiptHandle=" + url.QueryEscape("no handle"), "<Code>ReceiptHandleIsInvalid</Code><Message>The input receipt handle &quot;no handle&quot; is not a valid receipt handle.</Message>"},
		{"/000000000000/q", "Action=ReceiveMessage", "<ReceiveMessageResult/>"},
		{"/", "Action=ListQueues&QueueNamePrefix=none", "<ListQueuesResult/>"},
		{"/000000000000/q", "Action=ListQueueTags", "<ListQueueTagsResult/>"},
	} {
		if _, body := post(t, s, c.path, "", c.fields); !strings.Contains(body, c.want) {
			t.Errorf("%s %s\nanswers %s\nwant %s", c.path, c.fields, body, c.want)
		}
	}
}

func TestSQS02AnEntryOfABatchFailsWithTheShortNames(t *testing.T) {
	s := start(t, sqs.Config{})
	post(t, s, "/", "CreateQueue", `{"QueueName":"q","Attributes":{"MaximumMessageSize":"1500"}}`)
	_, body := post(t, s, "/000000000000/q", "SendMessageBatch", `{"Entries":[{"Id":"a","MessageBody":"`+strings.Repeat("x", 1501)+`"},
		{"Id":"b","MessageBody":""},{"Id":"c","MessageBody":"fits"}]}`)
	for _, want := range []string{
		`{"Id":"a","SenderFault":true,"Code":"InvalidParameterValue","Message":"One or more parameters cannot be validated. Reason: Message must be shorter than 1500 bytes."}`,
		`{"Id":"b","SenderFault":true,"Code":"MissingParameter","Message":"The request must contain the parameter MessageBody."}`,
		`"Successful":[{"Id":"c"`,
	} {
		if !strings.Contains(body, want) {
			t.Errorf("%s\nlacks %s", body, want)
		}
	}
}
