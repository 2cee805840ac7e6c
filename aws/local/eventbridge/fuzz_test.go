package eventbridge

import (
	"encoding/json"
	"testing"
	"time"
)

// FuzzPattern reads patterns and holds events against them. A pattern that is
// accepted must say the same after it has been written again.
func FuzzPattern(f *testing.F) {
	event := `{"source":"aws.s3","detail":{"object":{"key":"a/b.JPG","size":300},"tags":["red",["blue"]],"none":null}}`
	for _, pattern := range []string{
		`{"source":["aws.s3"]}`, `{"detail":{"object":{"key":[{"wildcard":"a/*.\\*"},{"prefix":{"equals-ignore-case":"A"}}]}}}`,
		`{"detail":{"object":{"size":[{"numeric":[">",0,"<=",3e2]}]}}}`, `{"$or":[{"a":[null]},{"b":[{"exists":false}]}]}`,
		`{"a":[{"anything-but":{"suffix":["x","y"]}},{"cidr":"10.0.0.0/8"},1.50,true]}`, `{"a":{"a":{"a":[[]]}}}`,
	} {
		f.Add(pattern, event)
	}
	f.Fuzz(func(t *testing.T, text, event string) {
		p, err := parsePattern(text)
		if err != nil {
			return
		}
		v, err := decodeEvent([]byte(event))
		if err != nil {
			return
		}
		decoded, err := decodeEvent([]byte(text))
		if err != nil {
			t.Fatalf("a pattern was read that is no JSON: %v", err)
		}
		again, err := json.Marshal(decoded)
		if err != nil || len(again) > maxPattern { // escapes may make it longer
			return
		}
		same, err := parsePattern(string(again))
		if err != nil {
			t.Fatalf("%s is read, but not as %s: %v", text, again, err)
		}
		if p.matches(v) != same.matches(v) {
			t.Errorf("%s and %s do not match the same", text, again)
		}
	})
}

// FuzzSchedule reads schedule expressions. What they name lies ahead.
func FuzzSchedule(f *testing.F) {
	for _, text := range []string{
		"rate(5 minutes)", "cron(0/15 8-10 ? JAN,FEB MON#2 2024-2026)", "cron(0 0 LW * ? *)", "cron(0 0 ? * 6L */4)", "cron(59 23 31W 2 ? *)",
	} {
		f.Add(text, int64(1706745570))
	}
	f.Fuzz(func(t *testing.T, text string, unix int64) {
		s, err := parseSchedule(text)
		if err != nil || unix < 0 || unix > 1<<33 {
			return
		}
		from := time.Unix(unix, 0)
		if at, ok := s.next(from); ok && !at.After(from) {
			t.Errorf("%s after %s is %s", text, from, at)
		}
	})
}

// FuzzTransformer fills templates in. What comes out is JSON, or a failure.
func FuzzTransformer(f *testing.F) {
	f.Add(`{"a":<x>,"b":"<x>"}`, "$.detail.key", `{"key":"a\"b"}`)
	f.Add(`"<aws.events.event.json> <x"`, "$.detail[0]['y'].*", `{"y":[{"z":1}]}`)
	f.Fuzz(func(t *testing.T, template, path, detail string) {
		transformer := &inputTransformer{InputTemplate: template, InputPathsMap: map[string]string{"x": path}}
		if transformer.validate("t") != nil || !json.Valid([]byte(detail)) {
			return
		}
		p, err := parcel(Event{ID: "1", Detail: json.RawMessage(detail)})
		if err != nil {
			return
		}
		if text, err := transformer.apply(&delivery{parsedEvent: p, rule: "r"}); err == nil && !isJSON(text) {
			t.Errorf("%s with %s of %s: %s", template, path, detail, text)
		}
	})
}
