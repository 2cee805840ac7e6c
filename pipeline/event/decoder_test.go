package event_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
)

// odd are pieces that make another line of a line, or none.
var odd = []string{
	`\u0041`, `\ud83d\ude00`, `\ud800`, `\n`, `\"`, `\\`, `"`, `,`, `null`, `true`, `1e5`, `-3`, `0.5`, `01`, `1.`, `{}`, `[]`, "\xff", "é", "\x00", "\t", " ",
	`\x`, `\u00`, `:`, `}`, `{`, `\/`, `\b\f`, `"seq":7,`, `"pid":0,`, `"host":"h",`, `"key":null,`, `"type":"queue.sampled",`, `99999999999999999999`, `1e999`,
	`"time":"2026-11-23T09:30:00+01:00",`, `"time":"2026-11-23T09:30:00.1234567891Z",`, `"time":"2026-11-23T24:30:00Z",`,
}

func TestADecoderOfManyReadsEachAsItIsReadAlone(t *testing.T) {
	lines := slices.DeleteFunc(slices.Concat(recorded(t), everyKind(t)), func(line []byte) bool { return len(line) > 3000 })
	rapid.Check(t, func(t *rapid.T) {
		d := event.NewDecoder()
		for range rapid.IntRange(1, 40).Draw(t, "lines") {
			line := bytes.Clone(rapid.SampledFrom(lines).Draw(t, "line"))
			for range rapid.IntRange(0, 2).Draw(t, "changes") {
				at := rapid.IntRange(0, len(line)).Draw(t, "at")
				line = slices.Insert(line, at, []byte(rapid.SampledFrom(odd).Draw(t, "odd"))...)
			}
			text := string(line)
			var alone, among event.Event
			want, err := alone.UnmarshalJSON([]byte(text)), d.Decode(line, &among)
			clear(line) // of which it keeps nothing
			if fmt.Sprint(err) != fmt.Sprint(want) {
				t.Fatalf("%s\nends with %v, alone with %v", text, err, want)
			}
			if want == nil && !reflect.DeepEqual(alone, among) {
				t.Fatalf("%s\nis read as %s\nalone as   %s", text, among, alone)
			}
		}
	})
}

func TestTextsAndNumbersAreReadAsEncodingJSONReadsThem(t *testing.T) {
	texts := rapid.OneOf(rapid.String(), rapid.StringMatching(`[ -~]{0,200}`), rapid.StringMatching(`(\{"a":"[<>&b-z]{0,9}\\n"\}){0,9}`), rapid.SampledFrom([]string{"\u2028", "\x7f", "😀", "\b\f\r"}))
	rapid.Check(t, func(t *rapid.T) {
		type call struct {
			Seq     uint64    `json:"seq"`
			Time    time.Time `json:"time"`
			Type    string    `json:"type"`
			Size    int64     `json:"size"`
			Seconds float64   `json:"seconds"`
			Status  int       `json:"status"`
			USD     float64   `json:"usd"`
			Key     string    `json:"key"`
			Text    string    `json:"text"`
			Request string    `json:"request"`
		}
		wrote := call{
			Seq: rapid.Uint64().Draw(t, "seq"), Type: "api.called",
			Time:    time.Unix(rapid.Int64Range(-1e9, 4e9).Draw(t, "time"), rapid.SampledFrom([]int64{0, 1, 120_000_000, 999_999_999}).Draw(t, "ns")).UTC(),
			Size:    rapid.Int64().Draw(t, "size"),
			Seconds: float64(rapid.IntRange(-1e9, 1e9).Draw(t, "ns")) / 1e9, Status: rapid.IntRange(-9, 999).Draw(t, "status"), USD: rapid.Float64().Draw(t, "usd"),
			Key: texts.Draw(t, "key"), Text: texts.Draw(t, "text"), Request: texts.Draw(t, "request"),
		}
		line, err := json.Marshal(wrote)
		if err != nil {
			t.Fatal(err)
		}
		if rapid.Bool().Draw(t, "every character escaped") {
			line = slices.Concat(line[:len(line)-1], []byte(`,"text":"`), escapedAll(wrote.Text), []byte(`"}`))
		}
		var want call
		if err := json.Unmarshal(line, &want); err != nil {
			t.Fatal(err)
		}
		var e event.Event
		if err := event.NewDecoder().Decode(line, &e); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		b, _ := e.Body.(*event.APICalled)
		got := call{Seq: e.Seq, Time: e.Time, Type: string(e.Kind()), Size: b.Size, Seconds: b.Took.Seconds(), Status: b.Status, USD: b.USD, Key: e.Key, Text: b.Text, Request: b.Request}
		if got != want {
			t.Fatalf("%s\nis read as %+v\nand not    %+v", line, got, want)
		}
	})
}

// escapedAll is a text with each of its characters as its number.
func escapedAll(s string) (b []byte) {
	for _, r := range s {
		if r >= 0x10000 {
			b = append(b, string(r)...)
			continue
		}
		b = fmt.Appendf(b, `\u%04x`, r)
	}
	return b
}

func TestWhatManyEventsHaveInCommonIsMadeOnce(t *testing.T) {
	line := []byte(`{"seq":1,"time":"2026-11-29T06:33:39.4Z","type":"message.deleted","message_id":"ce71caf7-f890-4b42-8a5c-e01a917eae1b","key":"photos/garden.png","worker":"outside","host":"vm","pid":22259}`)
	var first, e event.Event
	fewest := math.Inf(1)
	const decoders = 5 // in one of 170 two of the texts are remembered in the same place, by its hash
	for range decoders {
		d := event.NewDecoder()
		if err := d.Decode(line, &first); err != nil {
			t.Fatal(err)
		}
		fewest = min(fewest, testing.AllocsPerRun(100, func() {
			if err := d.Decode(line, &e); err != nil {
				t.Error(err)
			}
		}))
		if e.Process != first.Process {
			t.Error("the process of the same worker is another")
		}
		if other := strings.Replace(string(line), "22259", "22260", 1); d.Decode([]byte(other), &e) != nil || e.Process.PID != 22260 || first.Process.PID != 22259 {
			t.Errorf("the process of another worker is %v, of the first %v", e.Process, first.Process)
		}
	}
	if fewest > 1 { // its body
		t.Errorf("an event of a message that is known makes %v things anew", fewest)
	}
}

func TestEachByteOfATextIsReadAsEncodingJSONReadsItWhereverItStands(t *testing.T) {
	d := event.NewDecoder()
	for before := range 18 {
		for after := range 10 {
			for c := range 256 {
				line := slices.Concat([]byte(`{"type":"worker.started","worker":"`), bytes.Repeat([]byte{'a'}, before), []byte{byte(c)}, bytes.Repeat([]byte{'b'}, after), []byte(`"}`))
				var want struct {
					Worker string `json:"worker"`
				}
				var got event.Event
				wantErr, err := json.Unmarshal(line, &want), d.Decode(line, &got)
				if (err == nil) != (wantErr == nil) || err == nil && got.Worker != want.Worker {
					t.Fatalf("%q is read as %q, %v, and not as %q, %v", line, got.Worker, err, want.Worker, wantErr)
				}
			}
		}
	}
}
