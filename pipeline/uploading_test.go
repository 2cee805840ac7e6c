package pipeline_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline"
)

// plenty gives images with the same content under keys that count.
type plenty struct{ n int }

func (p *plenty) Next(context.Context) (pipeline.NewImage, error) {
	p.n++
	return pipeline.NewImage{Key: fmt.Sprintf("%03d.jpg", p.n), Body: pipeline.NewBody([]byte("photo"))}, nil
}

func (p *plenty) Broken(ctx context.Context) (pipeline.NewImage, error) { return p.Next(ctx) }

// uploads runs a producer of n images on the store until it ends.
func uploads(ctx context.Context, store *memoryStore, n int) []pipeline.Event {
	log := &pipeline.Log{}
	events := log.NewReader()
	p := &pipeline.Producer{Log: log, Store: store, Bucket: "source", Images: &plenty{}, Count: n}
	p.Run(ctx)
	return events.Take(nil)
}

// ofKind are the events of one kind.
func ofKind(events []pipeline.Event, kind pipeline.Kind) (got []pipeline.Event) {
	for _, e := range events {
		if e.Type == kind {
			got = append(got, e)
		}
	}
	return got
}

func TestAnOutageOfHalfAMinuteDropsNoUpload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemoryStore()
		back := time.Now().Add(30 * time.Second)
		store.failPut = func(pipeline.NewObject) error {
			if time.Now().Before(back) {
				return errDown
			}
			return nil
		}
		events := uploads(t.Context(), store, 200)
		if up, failed := ofKind(events, pipeline.ObjectUploaded), ofKind(events, pipeline.UploadFailed); len(up) != 200 || len(failed) != 0 {
			t.Errorf("%d uploaded, %d failed", len(up), len(failed))
		}
		retried := ofKind(events, pipeline.UploadRetried)
		if len(retried) < 4 || len(retried) > 4*7 || retried[0].Attempts != 1 || retried[0].Took <= 0 || retried[0].Error != "upload "+retried[0].Key+" to source: connection refused" {
			t.Errorf("%d retries, the first %+v", len(retried), retried[0])
		}
	})
}

func TestWhatCannotPassEndsAnUploadAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemoryStore()
		store.failPut = func(pipeline.NewObject) error { return errors.New("403 AccessDenied") }
		begun := time.Now()
		events := uploads(t.Context(), store, 3)
		if len(ofKind(events, pipeline.UploadFailed)) != 3 || len(ofKind(events, pipeline.UploadRetried)) != 0 || time.Since(begun) != 0 {
			t.Errorf("after %s: %v", time.Since(begun), kindsOf(events))
		}
	})
}

func TestAnUploadWhoseAnswerWasLostIsUploadedOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		before string // content that an earlier run left under the key
		lose   bool   // the answer; else the request
		puts   int
	}{
		"its answer":                            {"", true, 1},
		"the request":                           {"", false, 1},
		"the request, where the same was there": {"photo", false, 1},
		"its answer, where another was there":   {"other", true, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := newMemoryStore()
				if tc.before != "" {
					store.set("source/001.jpg", tc.before)
				}
				failed := false
				fail := func(pipeline.NewObject) error {
					if failed {
						return nil
					}
					failed = true
					return &pipeline.PassingError{Err: io.ErrUnexpectedEOF}
				}
				if tc.lose {
					store.losePut = fail
				} else {
					store.failPut = fail
				}
				events := uploads(t.Context(), store, 1)
				up := ofKind(events, pipeline.ObjectUploaded)
				if len(up) != 1 || up[0].ETag != etagOf([]byte("photo")) || store.puts != tc.puts {
					t.Errorf("%d puts, uploaded %+v", store.puts, up)
				}
			})
		})
	}
}

func TestAnUploadIsTriedAgainUntilTheRunEndsAndThenItIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemoryStore()
		store.failPut = func(pipeline.NewObject) error { return errDown }
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		events := uploads(ctx, store, 1)
		failed := ofKind(events, pipeline.UploadFailed)
		if len(failed) != 1 || !strings.Contains(failed[0].Error, "connection refused") {
			t.Errorf("it says %+v", failed)
		}
		if n := len(ofKind(events, pipeline.UploadRetried)); n < 30 || n > 60 {
			t.Errorf("tried again %d times in ten minutes", n)
		}
	})
}

// unreadable is a file whose second half cannot be read.
type unreadable struct{ io.ReadSeeker }

func (unreadable) Read([]byte) (int, error) { return 0, errors.New("input/output error") }
func (unreadable) Close() error             { return nil }

type bad struct{ plenty }

func (b *bad) Next(context.Context) (pipeline.NewImage, error) {
	return pipeline.NewImage{Key: "bad.jpg", Body: unreadable{strings.NewReader("photo")}}, nil
}

// sending is a store that says of a body that it cannot read what a network says.
type sending struct{ *memoryStore }

func (s sending) Put(ctx context.Context, o pipeline.NewObject) (string, error) {
	etag, err := s.memoryStore.Put(ctx, o)
	if err != nil {
		err = &pipeline.PassingError{Err: errors.New("request send failed")}
	}
	return etag, err
}

func TestAFileThatCannotBeReadIsNoOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &pipeline.Log{}
		events := log.NewReader()
		p := &pipeline.Producer{Log: log, Store: sending{newMemoryStore()}, Bucket: "source", Images: &bad{}, Count: 1}
		p.Run(t.Context())
		got := events.Take(nil)
		if want := []pipeline.Kind{pipeline.UploadFailed, pipeline.ProducerFinished}; !slices.Equal(kindsOf(got), want) || got[0].Error != "read bad.jpg: input/output error" {
			t.Errorf("got %+v", got)
		}
	})
}

func TestWhoMayNotLookUploadsAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemoryStore()
		failed := false
		store.failPut = func(pipeline.NewObject) error {
			if failed {
				return nil
			}
			failed = true
			return errDown
		}
		log := &pipeline.Log{}
		events := log.NewReader()
		p := &pipeline.Producer{Log: log, Store: blind{store}, Bucket: "source", Images: &plenty{}, Count: 1}
		p.Run(t.Context())
		if up := ofKind(events.Take(nil), pipeline.ObjectUploaded); len(up) != 1 {
			t.Errorf("uploaded %+v", up)
		}
	})
}

// blind is a store whose credentials may put, and not look.
type blind struct{ *memoryStore }

func (blind) Head(context.Context, string, string) (pipeline.ObjectInfo, error) {
	return pipeline.ObjectInfo{}, errors.New("403 Forbidden")
}

func TestAnUploadWaitsAsLongAsItIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := newMemoryStore()
		failed := false
		store.failPut = func(pipeline.NewObject) error {
			if failed {
				return nil
			}
			failed = true
			return wait(time.Minute)
		}
		begun := time.Now()
		if up := ofKind(uploads(t.Context(), store, 1), pipeline.ObjectUploaded); len(up) != 1 || time.Since(begun) != time.Minute {
			t.Errorf("after %s: %+v", time.Since(begun), up)
		}
	})
}

// straggler is a store whose network still holds the body of a try that it has
// given up.
type straggler struct {
	*memoryStore
	held io.ReadSeeker
}

func (s *straggler) Put(ctx context.Context, o pipeline.NewObject) (string, error) {
	if s.held == nil {
		s.held = o.Body
		return "", errDown
	}
	if n, err := s.held.Read(make([]byte, 10)); n != 0 || !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("%d bytes of the new try went to the old one: %w", n, err)
	}
	if _, err := s.held.Seek(3, io.SeekStart); err == nil {
		return "", errors.New("the old try moves the new one")
	}
	return s.memoryStore.Put(ctx, o)
}

func TestATryThatWasGivenUpReadsNothingOfTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &pipeline.Log{}
		events := log.NewReader()
		store := newMemoryStore()
		p := &pipeline.Producer{Log: log, Store: &straggler{memoryStore: store}, Bucket: "source", Images: &plenty{}, Count: 1}
		p.Run(t.Context())
		if got := string(store.objects["source/001.jpg"]); got != "photo" {
			t.Errorf("stored %q: %+v", got, ofKind(events.Take(nil), pipeline.UploadFailed))
		}
	})
}
