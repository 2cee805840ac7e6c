package event_test

import (
	"encoding/json"
	"reflect"
	"testing"

	"inflight/pipeline/event"
)

func TestWhatIsOddButJSONIsReadAndWhatIsNoneIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		// Any order, white space and escapes, names that are not known, numbers as others write them.
		` { "queue" : "q\u0021", "type":"queue.sampled", "seq":2, "visible":10, "new":{"a":[1,"}"]}, "delayed":null, "oldest_age":2.5e-1 } `: `{"seq":2,"time":"0001-01-01T00:00:00Z","type":"queue.sampled","queue":"q!","visible":10,"in_flight":0,"delayed":0,"oldest_age":0.25}`,
		`{"ty\u0070e":"worker.started","worker":"\ud83d\ude00"}`:                                                                             `{"seq":0,"time":"0001-01-01T00:00:00Z","type":"worker.started","worker":"😀"}`,
		"{\"type\":\"worker.started\",\"worker\":\"a\xffb\"}":                                                                                `{"seq":0,"time":"0001-01-01T00:00:00Z","type":"worker.started","worker":"a�b"}`,
		`{"type":"another.kind","key":"k"}`:                                                                                                  `{"seq":0,"time":"0001-01-01T00:00:00Z","type":"another.kind"}`,
		`{"type":"queue.sampled","queue":"q","queue":"r"}`:                                                                                   `{"seq":0,"time":"0001-01-01T00:00:00Z","type":"queue.sampled","queue":"r","visible":0,"in_flight":0,"delayed":0,"oldest_age":0}`,
		`{"type":"worker.started","host":"h","pid":7}`:                                                                                       `{"seq":0,"time":"0001-01-01T00:00:00Z","type":"worker.started","worker":"","host":"h","pid":7}`,
		`{}`: `{"seq":0,"time":"0001-01-01T00:00:00Z","type":""}`,
	} {
		var e event.Event
		if err := e.UnmarshalJSON([]byte(text)); err != nil {
			t.Errorf("%s: %v", text, err)
		} else if got := e.String(); got != want {
			t.Errorf("%s reads\n%s, want\n%s", text, got, want)
		}
	}
	const head = `{"seq":1,"time":"2026-11-23T09:30:00Z","type":`
	for _, text := range []string{
		"", "{", "[]", "7", `"x"`, head, head + `"x"`, head + `"queue.sampled"} {}`, head + `"queue.sampled",}`, head + `"queue.sampled" "queue":"q"}`,
		head + `"queue.sampled","visible":01}`, head + `"queue.sampled","visible":1.5}`, head + `"queue.sampled","visible":"1"}`, head + `"queue.sampled","queue":7}`,
		head + `"queue.sampled","oldest_age":1.}`, head + `"queue.sampled","oldest_age":.5}`, head + `"queue.sampled","queue":"` + "\n" + `"}`,
		head + `"queue.sampled","queue":"\x"}`, head + `"queue.sampled","other":[}`, head + `"queue.sampled","other":"\0"}`, head + `"queue.sampled","other":"\u00g0"}`, head + `"queue.sampled","other":tru}`, head + `7}`, `{"seq":-1,"type":"x"}`,
		`{"time":"yesterday","type":"x"}`, head + `"message.deleted","late":1}`, head + `"message.sent","visible_at":"soon"}`, head + `"thumbnail.pictured","png":"***"}`,
	} {
		var e event.Event
		if err := e.UnmarshalJSON([]byte(text)); err == nil {
			t.Errorf("%s is read as %s", text, e)
		}
	}
}

func FuzzReadEvent(f *testing.F) {
	for i, line := range recorded(f) {
		if i%40 == 0 && len(line) < 2000 {
			f.Add(string(line))
		}
	}
	f.Add(`{"type":"queue.sampled","queue":"\ud83d\ude00\n","oldest_age":1e-7}`)
	f.Fuzz(func(t *testing.T, text string) {
		var first, second event.Event
		if err := first.UnmarshalJSON([]byte(text)); err != nil {
			return
		}
		if !json.Valid([]byte(text)) {
			t.Fatalf("%q is no JSON, and read as %s", text, first)
		}
		again, err := first.MarshalJSON()
		if err != nil {
			return // a year that JSON has not
		}
		if err := second.UnmarshalJSON(again); err != nil {
			t.Fatalf("%s is not read: %v", again, err)
		}
		if a, b := first.String(), second.String(); a != b || !json.Valid(again) || reflect.TypeOf(first.Body) != reflect.TypeOf(second.Body) {
			t.Fatalf("%s comes back as %s", a, b)
		}
	})
}
