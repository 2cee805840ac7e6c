package eventbridge_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"inflight/aws/local/eventbridge"
)

// Line 36 of the behaviour list.
func TestPutEventsAnswersByEntry(t *testing.T) {
	w := newWorld(t)
	e := func(source, kind, detail string) types.PutEventsRequestEntry {
		out := types.PutEventsRequestEntry{}
		for text, into := range map[string]**string{source: &out.Source, kind: &out.DetailType, detail: &out.Detail} {
			if text != "" {
				*into = &text
			}
		}
		return out
	}
	entries := []types.PutEventsRequestEntry{
		e("shop", "order", `{}`), e("", "order", `{"a":1}`), e("shop", "", `{}`), e("shop", "order", ""),
		e("shop", "order", `[1]`), e("shop", "order", `{"a":`), e("shop", "order", `null`), e("aws.s3", "order", `{}`), e("shop", "order", `{"a":2}`),
	}
	out, err := w.client.PutEvents(t.Context(), &sdk.PutEventsInput{Entries: entries})
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"", "InvalidArgument", "InvalidArgument", "InvalidArgument", "MalformedDetail", "MalformedDetail", "MalformedDetail", "NotAuthorizedForSourceException", ""}
	if int(out.FailedEntryCount) != 7 || len(out.Entries) != len(want) {
		t.Fatalf("%d of %d failed", out.FailedEntryCount, len(out.Entries))
	}
	for i, r := range out.Entries {
		code, id := "", ""
		if r.ErrorCode != nil {
			code = *r.ErrorCode
		}
		if r.EventId != nil {
			id = *r.EventId
		}
		if code != want[i] || (code == "") != (id != "") || (code != "") != (r.ErrorMessage != nil) {
			t.Errorf("entry %d: id %q, code %q, want %q", i, id, code, want[i])
		}
	}
}

func TestPutEventsTakesTenEntriesAndOneMegabyte(t *testing.T) {
	w := newWorld(t)
	eleven := make([]types.PutEventsRequestEntry, 11)
	for i := range eleven {
		eleven[i] = entry(`{}`)
	}
	for what, entries := range map[string][]types.PutEventsRequestEntry{
		"none": {}, "eleven": eleven, "too large": {entry(`{"a":"` + strings.Repeat("x", 1<<20) + `"}`)},
	} {
		_, err := w.client.PutEvents(t.Context(), &sdk.PutEventsInput{Entries: entries})
		wantCode(t, what, err, "ValidationException")
	}
	w.send(eleven[:10]...)
}

func TestAnUnknownBusTakesAnEventAndDropsIt(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`, to(queueARN))
	e := entry(`{}`)
	e.EventBusName = new("nowhere")
	if out := w.send(e); *out.Entries[0].EventId == "" {
		t.Error("it has no id")
	}
	w.close()
	if matched, failed := w.seen.all(); len(matched)+len(failed)+len(w.targets.all()) != 0 {
		t.Errorf("matched %v, failed %v", matched, failed)
	}
}

func TestAnEventHasTheFieldsOfAWS(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["shop"]}`, to(queueARN))
	e := entry(`{"html":"<a href=\"?x&y\">"}`)
	e.Time, e.Resources = new(time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)), []string{"arn:x"}
	sent := w.send(e)
	w.close()
	want := `{"version":"0","id":"` + *sent.Entries[0].EventId + `","detail-type":"order","source":"shop","account":"000000000000",` +
		`"time":"2024-02-29T12:00:00Z","region":"us-east-1","resources":["arn:x"],"detail":{"html":"<a href=\"?x&y\">"}}` + "\n"
	if got := w.targets.bodies(); got != want {
		t.Errorf("got  %swant %s", got, want)
	}
}

func TestAnEventThatNoRuleMatchesIsTold(t *testing.T) {
	w := newWorld(t)
	if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("images")}); err != nil {
		t.Fatal(err)
	}
	put := func(key string) {
		t.Helper()
		if err := w.service.PutServiceEvent(t.Context(), eventbridge.Event{Source: "aws.s3", DetailType: key, Detail: json.RawMessage(`{}`)}); err != nil {
			t.Fatal(err)
		}
	}
	put("no rule is there")
	w.rule("default", "r", `{"detail-type":["matched", "sent on"]}`, to(queueARN))
	w.rule("default", "forward", `{"detail-type":["sent on"]}`, to(busARN+"images"))
	w.rule("images", "r", `{"detail-type":["something else"]}`, to(queueARN))
	put("matched")
	put("sent on")
	put("not matched")
	w.send(types.PutEventsRequestEntry{Source: new("shop"), DetailType: new("order"), Detail: new("{}"), EventBusName: new("not there")})
	w.close()
	var got []string
	w.seen.mu.Lock()
	for _, u := range w.seen.unmatched {
		got = append(got, u.Bus+": "+u.Event.DetailType)
	}
	w.seen.mu.Unlock()
	slices.Sort(got)
	if want := []string{"default: no rule is there", "default: not matched", "images: sent on"}; !slices.Equal(got, want) {
		t.Errorf("told of %q, want %q", got, want)
	}
}

func TestAnEventOfAServiceComesFromItAndGoesToTheDefaultBus(t *testing.T) {
	w := newWorld(t)
	w.rule("default", "r", `{"source":["aws.s3"],"detail":{"object":{"key":[{"suffix":".jpg"}]}}}`, to(queueARN))
	for _, key := range []string{"a.jpg", "b.png"} {
		err := w.service.PutServiceEvent(t.Context(), eventbridge.Event{
			Source: "aws.s3", DetailType: "Object Created", Detail: json.RawMessage(`{"object":{"key":"` + key + `"}}`),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.service.PutServiceEvent(t.Context(), eventbridge.Event{Detail: json.RawMessage(`{`)}); err == nil {
		t.Error("a detail that is no JSON was taken")
	}
	w.close()
	if got := w.targets.all(); len(got) != 1 || !strings.Contains(got[0].Body, "a.jpg") {
		t.Errorf("sent %v", got)
	}
}
