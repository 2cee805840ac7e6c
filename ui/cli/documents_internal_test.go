package cli

import (
	"context"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/pipeline/scene"
)

// TestWhatIsTakenAwayInADocumentKeepsImagesOutAndIsSaid edits the pattern and the policy
// of a run as a person at the keys does, uploads an image after each change, and reads
// what becomes of it.
func TestWhatIsTakenAwayInADocumentKeepsImagesOutAndIsSaid(t *testing.T) {
	sc, err := scene.Find(scene.Names()[0])
	if err != nil {
		t.Fatal(err)
	}
	set, err := sceneSettings(sc)
	if err != nil {
		t.Fatal(err)
	}
	set.listen = ""
	synctest.Test(t, func(t *testing.T) {
		ctx := t.Context()
		var images []scene.Image
		for _, key := range []string{"cat.jpg", "dog.jpg", "cow.jpg", "hen.jpg", "fox.jpg"} {
			images = append(images, scene.Image{Key: key})
		}
		se, err := newSession(ctx, set, Streams{Out: os.Stdout, Err: os.Stderr, Getenv: func(string) string { return "" }}, &sceneImages{images: images})
		if err != nil {
			t.Fatal(err)
		}
		if err := se.setUp(ctx); err != nil {
			t.Fatal(err)
		}
		events := se.log.NewReader()
		work, stop := context.WithCancel(ctx)
		defer stop()
		done := make(chan struct{})
		go func() {
			defer close(done)
			se.pipeline.Run(work)
		}()
		c := se.control(se.pipeline)
		change := func(kind pipeline.DocumentKind, text func(*pipeline.Document) string) (says string) {
			doc, err := c.Document(ctx, kind)
			if err != nil {
				t.Fatal(err)
			}
			if says, err = c.CheckDocument(ctx, &doc, text(&doc), "cat.jpg"); err != nil {
				t.Error(err)
			}
			if _, err := c.SetDocument(ctx, &doc, text(&doc)); err != nil {
				t.Error(err)
			}
			return says
		}
		// becomes uploads the next image, and waits for what becomes of it.
		becomes := func(key string, ends func(*event.Event) bool) (told []string) {
			if err := c.Upload(ctx, 1); err != nil {
				t.Fatal(err)
			}
			for {
				some, ok := events.Next(ctx, nil)
				if !ok {
					t.Fatalf("%s: the run ended", key)
				}
				for i := range some {
					if a, is := some[i].Body.(*event.ActionTaken); is {
						told = append(told, a.Text)
					}
				}
				if slices.ContainsFunc(some, func(e event.Event) bool { return e.Key == key && ends(&e) }) {
					return told
				}
			}
		}
		arrives := func(e *event.Event) bool { _, is := e.Body.(*event.MessageReceived); return is }
		unmatched := func(e *event.Event) bool { _, is := e.Body.(*event.EventUnmatched); return is }
		denied := func(e *event.Event) bool {
			b, is := e.Body.(*event.EventFailed)
			return is && b.Cause == event.Denied
		}
		own := func(d *pipeline.Document) string { return d.Own }
		said := func(told []string, want string) {
			t.Helper()
			if !slices.ContainsFunc(told, func(s string) bool { return strings.HasPrefix(s, want) }) {
				t.Errorf("of %q nothing is told: %q", want, told)
			}
		}
		means := func(says, want string) {
			t.Helper()
			if !strings.Contains(says, want) {
				t.Errorf("it means %q, not %q", says, want)
			}
		}

		becomes("cat.jpg", arrives)
		means(change(pipeline.PatternDocument, func(*pipeline.Document) string { return `{"source":["nobody"]}` }), "It does not match the event of cat")
		said(becomes("dog.jpg", unmatched), "you set the event pattern of rule ")
		means(change(pipeline.PatternDocument, own), "It matches the event of cat")
		said(becomes("cow.jpg", arrives), "you put back the event pattern of rule ")
		means(change(pipeline.PolicyDocument, func(*pipeline.Document) string { return "" }), "has no access policy")
		said(becomes("hen.jpg", denied), "you took away the access policy of queue ")
		means(change(pipeline.PolicyDocument, own), "Only the rule")
		said(becomes("fox.jpg", arrives), "you put back the access policy of queue ")

		stop()
		<-done
		events.Close()
		if err := se.close(ctx); err != nil {
			t.Error(err)
		}
		se.log.Close()
	})
}
