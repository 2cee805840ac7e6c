package pipelinetest

import (
	"fmt"
	"reflect"
	"time"

	"inflight/pipeline/event"
)

// FullEvent is an event of the kind with every field filled in.
func FullEvent(k event.Kind) event.Event {
	at := time.Date(2026, 11, 23, 9, 30, 0, 123456789, time.UTC)
	e := event.Event{Seq: 7, Time: at, MessageID: "m", Bucket: "b", Key: "k", Worker: "1"}
	values := map[string]any{
		"SourceKey": "s", "ETag": "e", "Size": int64(1), "Engine": "ffmpeg", "PNG": []byte{1}, "URL": "u",
		"Rule": "r", "Bus": "d", "Target": "t", "Resource": "queue", "Outcome": "there", "PreviousID": "p", "Queue": "q",
		"ReceiveCount": 2, "SentAt": at, "VisibleAt": at, "Body": "x", "Attributes": map[string]string{"SenderId": "AIDA"},
		"MessageAttributes": map[string]string{"by": "hand"}, "Inferred": true, "Kept": true, "Late": true, "Visible": 1, "InFlight": 2,
		"Delayed": 3, "Count": 8, "Moved": 4, "Total": 5, "Rate": 6, "OldestAge": time.Second, "Stage": event.Notify,
		"Took": time.Second / 2, "Error": "err", "Reason": "why", "Channel": "sns", "Subject": "sub", "To": "to",
		"Service": "sqs", "Operation": "Op", "Status": 200, "Attempts": 1, "USD": 0.5, "Speed": 0.25, "Caller": "outside",
		"Request": `{"a":1}`, "Answer": `{"b":2}`, "Model": "pool", "Workers": 4, "Fault": "slow", "Insight": "i", "Text": "text",
		"Uploaded": 1, "Thumbnails": 2, "Dead": 3, "Warm": 4, "OneShot": map[string]int{"why": 1}, "Setup": &event.Setup{Queue: "practiceQ"},
	}
	fill(&e, k, values)
	body := reflect.ValueOf(e.Body).Elem()
	for i := range body.NumField() { // what has no value above has one of its sort
		switch f := body.Field(i); {
		case !f.CanSet() || !f.IsZero():
		case f.Kind() == reflect.String:
			f.SetString("x")
		case f.CanInt():
			f.SetInt(9)
		case f.CanFloat():
			f.SetFloat(0.25)
		case f.Kind() == reflect.Bool:
			f.SetBool(body.Type().Field(i).Tag.Get("json") != "-")
		}
	}
	return e
}

// Filled is e with a body of the kind, in which those of the values are that the
// kind has a field for.
func Filled(e event.Event, k event.Kind, values map[string]any) event.Event {
	fill(&e, k, values)
	return e
}

func fill(e *event.Event, k event.Kind, values map[string]any) {
	var named event.Event
	if err := named.UnmarshalJSON(fmt.Appendf(nil, `{"type":%q}`, k)); err != nil {
		panic(err)
	}
	e.Body = named.Body
	body := reflect.ValueOf(e.Body).Elem()
	for name, v := range values {
		if f := body.FieldByName(name); f.IsValid() {
			f.Set(reflect.ValueOf(v))
		}
	}
}

// As is what an event of the kind says. One of another kind is a fault of the test.
func As[B any](e event.Event) *B {
	b, ok := any(e.Body).(*B)
	if !ok {
		panic(fmt.Sprintf("the event is %s", e))
	}
	return b
}
