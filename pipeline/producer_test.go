package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// counted gives images named by their number.
type counted struct{ n int }

func (c *counted) Next(context.Context) (pipeline.NewImage, error) {
	c.n++
	if c.n == 3 {
		return pipeline.NewImage{}, &pipeline.ImageError{Key: "3.jpg", Err: errors.New("permission denied")}
	}
	return pipeline.NewImage{Key: fmt.Sprintf("%d.jpg", c.n), Body: pipeline.NewBody([]byte("photo"))}, nil
}

func (c *counted) Broken(context.Context) (pipeline.NewImage, error) {
	return pipeline.NewImage{Key: "broken.jpg", Body: pipeline.NewBody(nil), Fault: "empty"}, nil
}

func TestAProducerKeepsItsRateAndItsCountAndPassesOverWhatItCannotRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &event.Log{}
		events := log.NewReader()
		p := &pipeline.Producer{Log: log, Store: pipelinetest.NewMemoryStore(), Bucket: "source", Images: &counted{}, Count: 5, Rate: 2}
		begun := time.Now()
		p.Run(t.Context())
		if took := time.Since(begun); took != 2500*time.Millisecond {
			t.Errorf("5 images at 2 a second took %s", took)
		}
		got := pipelinetest.KindsOf(events.Take(nil))
		want := []event.Kind{
			event.KindOf[event.ObjectUploaded](), event.KindOf[event.ObjectUploaded](), event.KindOf[event.UploadFailed](),
			event.KindOf[event.ObjectUploaded](), event.KindOf[event.ObjectUploaded](), event.KindOf[event.ProducerFinished](),
		}
		if !slices.Equal(got, want) {
			t.Errorf("got %v", got)
		}
		if up, failed := p.Totals(); up != 4 || failed != 1 {
			t.Errorf("%d uploaded, %d failed", up, failed)
		}
	})
}

func TestAProducerOfNoImagesDoesNotCountThoseItWasAskedFor(t *testing.T) {
	log := &event.Log{}
	events := log.NewReader()
	p := &pipeline.Producer{Log: log, Store: pipelinetest.NewMemoryStore(), Bucket: "source", Images: &counted{}, Count: pipeline.NoImages}
	if err := p.Upload(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	p.Run(t.Context())
	for _, e := range events.Take(nil) {
		if b, is := e.Body.(*event.ProducerFinished); is && b.Uploaded != 0 {
			t.Errorf("it is said to have come to its end with %d of its own, and more may be asked for", b.Uploaded)
		}
	}
}

func TestABrokenImageIsToldOfAsAFault(t *testing.T) {
	log := &event.Log{}
	events := log.NewReader()
	p := &pipeline.Producer{Log: log, Store: pipelinetest.NewMemoryStore(), Bucket: "source", Images: &counted{}}
	if err := p.UploadBroken(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got := pipelinetest.KindsOf(events.Take(nil)); !slices.Equal(got, []event.Kind{event.KindOf[event.FaultInjected](), event.KindOf[event.ObjectUploaded]()}) {
		t.Errorf("got %v", got)
	}
}

func TestAFolderGivesItsImagesSortedWithTheirPathsAsKeys(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"b.JPG", "a/z.png", "a/notes.txt", "c d.webp", "é.tiff", ".hidden.gif"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f, err := pipeline.OpenFolder(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for {
		img, err := f.Next(t.Context())
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		keys = append(keys, img.Key)
		if err := img.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if want := []string{".hidden.gif", "a/z.png", "b.JPG", "c d.webp", "é.tiff"}; !slices.Equal(keys, want) {
		t.Errorf("got %q, want %q", keys, want)
	}
}

func TestAFolderThatCannotServeSaysWhy(t *testing.T) {
	empty := t.TempDir()
	file := filepath.Join(empty, "x.txt")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for dir, want := range map[string]string{
		filepath.Join(empty, "nowhere"): "does not exist",
		file:                            "is not a folder",
		empty:                           "no images in",
	} {
		if _, err := pipeline.OpenFolder(dir, nil); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("OpenFolder(%s) says %v, want %q", dir, err, want)
		}
	}
}

func TestTheKeyOfAnEventIsDecodedAsItsSenderEncodedIt(t *testing.T) {
	for name, tc := range map[string]struct{ body, key, err string }{
		"EventBridge, as it is": {body: pipelinetest.Body("a+b %20 é.jpg", "1"), key: "a+b %20 é.jpg"},
		"S3's own, URL-encoded": {body: `{"Records":[{"s3":{"bucket":{"name":"source"},"object":{"key":"a%2Bb+%C3%A9.jpg"}}}]}`, key: "a+b é.jpg"},
		"in an SNS envelope":    {body: `{"Type":"Notification","Message":"{\"detail\":{\"bucket\":{\"name\":\"source\"},\"object\":{\"key\":\"k.jpg\"}}}"}`, key: "k.jpg"},
		"no JSON":               {body: "hello", err: "not JSON"},
		"no object":             {body: `{"detail":{}}`, err: "names no bucket and key"},
		"bad escape":            {body: `{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"%zz"}}}]}`, err: "not URL-encoded"},
	} {
		t.Run(name, func(t *testing.T) {
			ref, err := event.ParseImageRef(tc.body)
			if tc.err != "" {
				if err == nil || !strings.Contains(err.Error(), tc.err) {
					t.Errorf("got %v, want %q", err, tc.err)
				}
				return
			}
			if err != nil || ref.Key != tc.key || ref.Bucket != "source" {
				t.Errorf("got %+v, %v; want key %q", ref, err, tc.key)
			}
		})
	}
}

func FuzzParseImageRef(f *testing.F) {
	f.Add(pipelinetest.Body("k", "1"))
	f.Add(`{"Records":[{"s3":{"bucket":{"name":"b"},"object":{"key":"%zz"}}}]}`)
	f.Add(`{"Type":"Notification","Message":"{}"}`)
	f.Fuzz(func(t *testing.T, text string) {
		if c, err := event.ParseMessage(text); err == nil && len(c.Images) == 0 && c.Note == "" {
			t.Errorf("%q asks for nothing", text)
		}
		ref, err := event.ParseImageRef(text)
		if err == nil && (ref.Key == "" || ref.Bucket == "") {
			t.Errorf("%q gives %+v without an error", text, ref)
		}
	})
}
