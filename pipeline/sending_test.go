package pipeline_test

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

func TestWhatSQSWouldRefuseIsSaidBeforeItIsSent(t *testing.T) {
	attribute := func(name, kind, value string) []pipeline.Attribute {
		return []pipeline.Attribute{{Name: name, Type: kind, Value: value}}
	}
	many := make([]pipeline.Attribute, 11)
	for i := range many {
		many[i] = pipeline.Attribute{Name: "a" + strconv.Itoa(i), Type: "String", Value: "v"}
	}
	for name, c := range map[string]struct {
		m    pipeline.NewMessage
		says string // empty: it is taken
	}{
		"plain text":                      {pipeline.NewMessage{Body: "hello"}, ""},
		"as large as may be":              {pipeline.NewMessage{Body: strings.Repeat("x", 1<<20)}, ""},
		"the longest delay":               {pipeline.NewMessage{Body: "x", Delay: 900 * time.Second}, ""},
		"tabs, lines, other scripts":      {pipeline.NewMessage{Body: "a\tb\r\nü 語 😀 �"}, ""},
		"attributes":                      {pipeline.NewMessage{Body: "x", Attributes: append(attribute("size.px", "Number", "5e3"), attribute("by", "String.who", "me")...)}, ""},
		"no body":                         {pipeline.NewMessage{}, "MissingParameter"},
		"one byte too large":              {pipeline.NewMessage{Body: strings.Repeat("x", 1<<20+1)}, "1,048,577 bytes"},
		"too large with an attribute":     {pipeline.NewMessage{Body: strings.Repeat("x", 1<<20-3), Attributes: attribute("a", "String", "v")}, "1,048,581 bytes"},
		"too long a delay":                {pipeline.NewMessage{Body: "x", Delay: 901 * time.Second}, "0 to 900 s"},
		"a negative delay":                {pipeline.NewMessage{Body: "x", Delay: -time.Second}, "0 to 900 s"},
		"a control character":             {pipeline.NewMessage{Body: "ab\x1b[31m"}, "U+001B at 2"},
		"a NUL":                           {pipeline.NewMessage{Body: "\x00"}, "U+0000 at 0"},
		"a character that is none":        {pipeline.NewMessage{Body: "x\uffff"}, "U+FFFF"},
		"bytes that are no text":          {pipeline.NewMessage{Body: "\xff\xd8\xff\xe0"}, "no text (UTF-8) at 0"},
		"eleven attributes":               {pipeline.NewMessage{Body: "x", Attributes: many}, "11 attributes"},
		"an attribute twice":              {pipeline.NewMessage{Body: "x", Attributes: append(attribute("a", "String", "v"), attribute("a", "String", "w")...)}, "twice"},
		"an attribute as AWS's":           {pipeline.NewMessage{Body: "x", Attributes: attribute("AWS.x", "String", "v")}, "begins as AWS's"},
		"an attribute with a space":       {pipeline.NewMessage{Body: "x", Attributes: attribute("a b", "String", "v")}, "no name"},
		"an attribute with two dots":      {pipeline.NewMessage{Body: "x", Attributes: attribute("a..b", "String", "v")}, "no name"},
		"an attribute without a value":    {pipeline.NewMessage{Body: "x", Attributes: attribute("a", "String", "")}, "no value"},
		"a number that is none":           {pipeline.NewMessage{Body: "x", Attributes: attribute("a", "Number", "many")}, "is none"},
		"an attribute of another type":    {pipeline.NewMessage{Body: "x", Attributes: attribute("a", "Binary", "v")}, "String or Number"},
		"an attribute that is no text":    {pipeline.NewMessage{Body: "x", Attributes: attribute("a", "String", "\x07")}, "U+0007"},
		"a delay in a FIFO queue":         {pipeline.NewMessage{Body: "x", Group: "g", Delay: time.Second}, "FIFO"},
		"a message of a group, at once":   {pipeline.NewMessage{Body: "x", Group: "g"}, ""},
		"a type that is cut in the midst": {pipeline.NewMessage{Body: "x", Attributes: attribute("a", "String.", "v")}, "String or Number"},
	} {
		err := c.m.Check()
		if c.says == "" && err != nil || c.says != "" && (err == nil || !strings.Contains(err.Error(), c.says)) {
			t.Errorf("%s: %v, want %q", name, err, c.says)
		}
	}
}

func TestAttributesAreReadAsAPersonWritesThem(t *testing.T) {
	got, err := pipeline.ParseAttributes(" by=me , size:Number=5,url=a=b,")
	want := []pipeline.Attribute{{Name: "by", Type: "String", Value: "me"}, {Name: "size", Type: "Number", Value: "5"}, {Name: "url", Type: "String", Value: "a=b"}}
	if err != nil || len(got) != len(want) {
		t.Fatalf("%+v, %v", got, err)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("%+v, want %+v", got[i], want[i])
		}
	}
	if _, err := pipeline.ParseAttributes("by me"); err == nil {
		t.Error("what is no attribute was read")
	}
}

// outbox takes messages, and refuses from one on.
type outbox struct {
	sent   []pipeline.NewMessage
	refuse int // from so many on; 0: never
}

func (o *outbox) SendMessage(_ context.Context, m pipeline.NewMessage) (string, error) {
	if o.refuse > 0 && len(o.sent) >= o.refuse {
		return "", errors.New("AccessDenied")
	}
	o.sent = append(o.sent, m)
	return "id-" + strconv.Itoa(len(o.sent)), nil
}

// byOutbox is a pipeline that only sends.
func byOutbox(o *outbox, told bool) (*pipeline.Pipeline, *event.Reader) {
	log := &event.Log{}
	p := &pipeline.Pipeline{Log: log, Sender: o, PurgesReported: told, Setup: event.Setup{Queue: "q", Delay: 2}}
	return p, log.NewReader()
}

func TestWhatIsSentIsToldWhereNobodyElseTells(t *testing.T) {
	for name, told := range map[string]bool{"on an account": false, "on the embedded AWS": true} {
		p, events := byOutbox(&outbox{}, told)
		body := event.ObjectCreated(event.ImageRef{Bucket: "source", Key: "a b/ü.jpg", Size: 3, ETag: "e", Time: time.Now()}, "000000000000", "us-east-1")
		last, err := p.Send(t.Context(), pipeline.NewMessage{Body: body, Delay: 5 * time.Second}, 3)
		if err != nil || last != "id-3" {
			t.Fatalf("%s: %s, %v", name, last, err)
		}
		sent := pipelinetest.OfKind(events.Take(nil), event.KindOf[event.MessageSent]())
		if told {
			if len(sent) != 0 {
				t.Errorf("%s it is told twice", name)
			}
			continue
		}
		if len(sent) != 3 {
			t.Fatalf("%s %d are told", name, len(sent))
		}
		b := pipelinetest.As[event.MessageSent](sent[0])
		if sent[0].Key != "a b/ü.jpg" || sent[0].Bucket != "source" || b.ETag != "e" || b.VisibleAt.Sub(sent[0].Time) != 5*time.Second {
			t.Errorf("%s: %+v, %+v", name, sent[0], b)
		}
	}
}

func TestWithoutADelayTheQueuesOwnHolds(t *testing.T) {
	p, events := byOutbox(&outbox{}, false)
	if _, err := p.Send(t.Context(), pipeline.NewMessage{Body: "x"}, 1); err != nil {
		t.Fatal(err)
	}
	sent := pipelinetest.OfKind(events.Take(nil), event.KindOf[event.MessageSent]())
	if d := pipelinetest.As[event.MessageSent](sent[0]).VisibleAt.Sub(sent[0].Time); d != 2*time.Second {
		t.Errorf("it is delayed by %s", d)
	}
}

func TestASendThatFailsSaysHowManyWereSent(t *testing.T) {
	o := &outbox{refuse: 2}
	p, _ := byOutbox(o, true)
	last, err := p.Send(t.Context(), pipeline.NewMessage{Body: "x"}, 5)
	if err == nil || !strings.Contains(err.Error(), "2 of 5 were sent") || last != "id-2" {
		t.Errorf("%s, %v", last, err)
	}
	for _, times := range []int{0, -1, 101} {
		if _, err := p.Send(t.Context(), pipeline.NewMessage{Body: "x"}, times); err == nil || len(o.sent) != 2 {
			t.Errorf("%d times: %v", times, err)
		}
	}
	if _, err := p.Send(t.Context(), pipeline.NewMessage{}, 1); err == nil {
		t.Error("an empty body was sent")
	}
}

func TestTheEventOfAnObjectIsTheOneThatS3WouldSend(t *testing.T) {
	store := pipelinetest.NewMemoryStore()
	key := "häuser & <dune>/1.jpg"
	store.Set("source/"+key, "photo")
	p, _ := byOutbox(&outbox{}, true)
	p.Setup.SourceBucket, p.Consumers = "source", &consume.Consumers{Store: store}
	body, err := p.ObjectEvent(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	c, err := event.ParseMessage(body)
	if err != nil || len(c.Images) != 1 || c.Images[0].Key != key || c.Images[0].Size != 5 || c.Images[0].ETag == "" {
		t.Errorf("%+v, %v\n%s", c, err, body)
	}
	if _, err := p.ObjectEvent(t.Context(), "missing.jpg"); !errors.Is(err, consume.ErrNoObject) {
		t.Errorf("of what is not there: %v", err)
	}
}

func TestAFileIsABodyOnlyWhereSQSTakesIt(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	if body, err := pipeline.BodyOfFile(write("good.json", "{}\n")); err != nil || body != "{}\n" {
		t.Errorf("%q, %v", body, err)
	}
	for name, path := range map[string]string{
		"a folder": dir, "what is not there": filepath.Join(dir, "none"), "what is too large": write("large", strings.Repeat("x", 1<<20+1)), "a device": os.DevNull,
	} {
		if _, err := pipeline.BodyOfFile(path); err == nil {
			t.Errorf("%s is a body", name)
		}
	}
}

func TestAFileToUploadIsLookedAtFirst(t *testing.T) {
	dir := t.TempDir()
	write := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	png := "\x89PNG\r\n\x1a\n"
	for name, c := range map[string]struct {
		path, kind string
		image      bool
	}{
		"an image":                     {write("a.png", png), "image/png", true},
		"an image by another name":     {write("a.txt", png), "image/png", true},
		"no image by an image's name":  {write("notes.jpg", "hello"), "text/plain; charset=utf-8", false},
		"an image only its name tells": {write("a.avif", "\x00\x00\x00\x20nothing"), "image/avif", true},
		"an empty file":                {write("empty.jpg", ""), "text/plain; charset=utf-8", false},
	} {
		f, err := pipeline.LookAtFile(c.path)
		if err != nil || f.ContentType != c.kind || f.IsImage != c.image || f.Key != filepath.Base(c.path) {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	huge := write("huge.jpg", "")
	if err := os.Truncate(huge, 5<<30+1); err != nil {
		t.Skipf("no sparse files here: %v", err)
	}
	for name, path := range map[string]string{"a folder": dir, "what is not there": filepath.Join(dir, "none"), "more than a put takes": huge, "a device": os.DevNull, "a name that is no text": write("\xff\xfe.jpg", png)} {
		if _, err := pipeline.LookAtFile(path); err == nil {
			t.Errorf("%s can be uploaded", name)
		}
	}
}

func TestAFileIsUploadedUnderItsName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "mine.png")
	if err := os.WriteFile(path, []byte("\x89PNG\r\n\x1a\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	log, store := &event.Log{}, pipelinetest.NewMemoryStore()
	events := log.NewReader()
	p := &pipeline.Pipeline{Log: log, Producer: &pipeline.Producer{Log: log, Store: store, Bucket: "source"}}
	if err := p.UploadFile(t.Context(), path); err != nil {
		t.Fatal(err)
	}
	if info, err := store.Head(t.Context(), "source", "mine.png"); err != nil || info.Size != 8 {
		t.Errorf("stored is %+v, %v", info, err)
	}
	if told := pipelinetest.OfKind(events.Take(nil), event.KindOf[event.ObjectUploaded]()); len(told) != 1 || told[0].Key != "mine.png" {
		t.Errorf("told: %+v", told)
	}
	if err := p.UploadFile(t.Context(), filepath.Dir(path)); err == nil {
		t.Error("a folder was uploaded")
	}
	if err := (&pipeline.Pipeline{Log: log}).UploadFile(t.Context(), path); err == nil {
		t.Error("where nothing is produced a file was uploaded")
	}
}
