package cli

import (
	"bytes"
	"strings"
	"testing"

	"inflight/pipeline/event"
)

func TestHeadlessLeavesOutWhatCallsSentAndGotAndARecordingDoesNot(t *testing.T) {
	log := &event.Log{}
	printed, recorded := log.NewReader(), log.NewReader()
	log.Emit(event.Event{Body: &event.APICalled{Service: "sqs", Operation: "SendMessage", Request: `{"MessageBody":"large"}`, Answer: `{"MessageId":"m"}`}})
	log.Emit(event.Event{Key: "storm.png", Body: &event.ThumbnailPictured{PNG: []byte("a picture")}})
	log.Emit(event.Event{Body: &event.RunFinished{}})
	log.Close()
	var out, file bytes.Buffer
	if err := event.Record(t.Context(), printed, &out, leftOutHeadless); err != nil {
		t.Fatal(err)
	}
	if err := event.Record(t.Context(), recorded, &file, nil); err != nil {
		t.Fatal(err)
	}
	for _, what := range []string{"large", `"answer"`, "png"} {
		if strings.Contains(out.String(), what) {
			t.Errorf("--headless writes %q:\n%s", what, out.String())
		}
		if !strings.Contains(file.String(), what) {
			t.Errorf("a recording lacks %q:\n%s", what, file.String())
		}
	}
	if lines := strings.Count(out.String(), "\n"); lines != 2 {
		t.Errorf("--headless writes %d lines:\n%s", lines, out.String())
	}
}
