package event_test

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// contract is what the design promises of the JSON form, and what has come to it
// since: each kind with the fields that always apply.
const contract = `
object.uploaded     bucket key size
upload.retried      bucket key attempts seconds
event.matched       rule bus key
event.unmatched bus bucket key
stack.step text
event.failed        rule target reason
message.sent        message_id queue key
message.received    message_id key worker receive_count sent_at visible_at
message.held        message_id key worker stage count total
message.taken       message_id key worker stage count total
message.extended    message_id worker visible_at
message.expired     message_id worker receive_count
message.acknowledged message_id worker reason
image.gone          message_id bucket key reason
message.deleted     message_id worker
message.dead        message_id key receive_count reason
message.redriven    message_id key
letter.seen         message_id key receive_count queue
letter.deleted      message_id key queue
redrive.started     queue target rate moved total
redrive.progressed  queue moved total
redrive.ended       queue moved total
queue.sampled       queue visible in_flight delayed oldest_age
queue.purged        queue
stage.waiting       message_id worker stage
stage.started       message_id worker stage
stage.finished      message_id worker stage seconds
thumbnail.created   bucket key size source_key engine
notification.sent   channel message_id
notification.failed channel message_id seconds
notification.given_up channel message_id key
channel.off         channel
worker.started      worker
worker.stopped      worker
worker.polling      worker
worker.waiting      worker reason
model.changed       model workers
api.called          service operation seconds status attempts usd
fault.injected      fault message_id worker
fault.switched      fault asked on
insight.raised      insight text
insight.cleared     insight
events.dropped      count
scene.opened        scene title text
scene.told          scene text
scene.decided       scene panel text
scene.ended         scene
network.lost        reason seconds
network.back        seconds
setting.changed     setting from to
run.finished        uploaded thumbnails dead seconds
`

func TestEveryEventCarriesTheFieldsOfTheContract(t *testing.T) {
	for line := range strings.Lines(strings.TrimSpace(contract)) {
		fields := strings.Fields(line)
		kind, want := fields[0], fields[1:]
		t.Run(kind, func(t *testing.T) {
			for _, e := range []event.Event{pipelinetest.Filled(event.Event{}, event.Kind(kind), map[string]any{"SentAt": time.Now(), "VisibleAt": time.Now(), "Engine": "x", "Text": "x"}), pipelinetest.FullEvent(event.Kind(kind))} {
				b, err := json.Marshal(e)
				if err != nil {
					t.Fatal(err)
				}
				var got map[string]any
				if err := json.Unmarshal(b, &got); err != nil {
					t.Fatal(err)
				}
				for _, name := range append(want, "seq", "time", "type") {
					if _, ok := got[name]; !ok {
						t.Errorf("%s is missing in %s", name, b)
					}
				}
			}
		})
	}
}

func TestAnEventReadsBackAsItWasWritten(t *testing.T) {
	for _, k := range kinds(t) {
		full := pipelinetest.FullEvent(k)
		if full.Kind() != k {
			t.Errorf("%s calls itself %s", k, full.Kind())
		}
		first, err := json.Marshal(full)
		if err != nil {
			t.Fatal(err)
		}
		var e event.Event
		if err := json.Unmarshal(first, &e); err != nil {
			t.Fatal(err)
		}
		second, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		if string(first) != string(second) {
			t.Errorf("%s:\n wrote %s\n  then %s", k, first, second)
		}
	}
}

// kinds are all kinds the package exports, told by the contract and by the
// fields they carry: a kind without fields in the JSON form was forgotten.
func kinds(t *testing.T) []event.Kind {
	t.Helper()
	all := event.Kinds()
	for line := range strings.Lines(strings.TrimSpace(contract)) {
		if k := event.Kind(strings.Fields(line)[0]); !slices.Contains(all, k) {
			t.Errorf("%s is in the contract and not in Kinds", k)
		}
	}
	return all
}

// What several kinds say is asked of the event; each kind that says it is among them.
func TestWhatSeveralKindsSayIsKnownOfEach(t *testing.T) {
	for _, k := range event.Kinds() {
		e := pipelinetest.FullEvent(k)
		said := reflect.ValueOf(e.Body).Elem()
		field := func(name string) any {
			if f := said.FieldByName(name); f.IsValid() {
				return f.Interface()
			}
			return nil
		}
		if count := field("ReceiveCount"); count != nil && e.Receives() != count || count == nil && e.Receives() != 0 {
			t.Errorf("%s: received %d times, it says %v", k, e.Receives(), count)
		}
		if source := field("SourceKey"); source != nil && e.Source() != source || source == nil && e.Source() != e.Key {
			t.Errorf("%s: its image is %s, it says %v", k, e.Source(), source)
		}
		body, etag := e.Content()
		if b := field("Body"); b != nil && body != b || b == nil && body != "" {
			t.Errorf("%s: its message's body is %q, it says %v", k, body, b)
		}
		of := said.FieldByName("ofMessage").IsValid()
		if tag := field("ETag"); of && tag != nil && etag != tag || (!of || tag == nil) && etag != "" {
			t.Errorf("%s: the tag of its message's image is %q, it says %v", k, etag, tag)
		}
	}
}

func ExampleEvent_MarshalJSON() {
	b, _ := json.Marshal(event.Event{
		Seq: 12, Time: time.Date(2026, 11, 23, 9, 30, 0, 0, time.UTC),
		Body: &event.QueueSampled{Queue: "practiceQ", Visible: 14, InFlight: 4, OldestAge: 3200 * time.Millisecond},
	})
	fmt.Println(string(b))
	// Output: {"seq":12,"time":"2026-11-23T09:30:00Z","type":"queue.sampled","queue":"practiceQ","visible":14,"in_flight":4,"delayed":0,"oldest_age":3.2}
}
