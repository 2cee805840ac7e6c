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
	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
)

// plenty gives images with the same content under keys that count.
type plenty struct{ n int }

func (p *plenty) Next(context.Context) (pipeline.NewImage, error) {
	p.n++
	return pipeline.NewImage{Key: fmt.Sprintf("%03d.jpg", p.n), Body: pipeline.NewBody([]byte("photo"))}, nil
}

func (p *plenty) Broken(ctx context.Context) (pipeline.NewImage, error) { return p.Next(ctx) }

// uploads runs a producer of n images on the store until it ends.
func uploads(ctx context.Context, store *pipelinetest.MemoryStore, n int) []event.Event {
	log := &event.Log{}
	events := log.NewReader()
	p := &pipeline.Producer{Log: log, Store: store, Bucket: "source", Images: &plenty{}, Count: n}
	p.Run(ctx)
	return events.Take(nil)
}

func TestAnOutageOfHalfAMinuteDropsNoUpload(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := pipelinetest.NewMemoryStore()
		back := time.Now().Add(30 * time.Second)
		store.FailPut = func(consume.NewObject) error {
			if time.Now().Before(back) {
				return pipelinetest.ErrDown
			}
			return nil
		}
		events := uploads(t.Context(), store, 200)
		if up, failed := pipelinetest.OfKind(events, event.KindOf[event.ObjectUploaded]()), pipelinetest.OfKind(events, event.KindOf[event.UploadFailed]()); len(up) != 200 || len(failed) != 0 {
			t.Errorf("%d uploaded, %d failed", len(up), len(failed))
		}
		retried := pipelinetest.OfKind(events, event.KindOf[event.UploadRetried]())
		if len(retried) < 4 || len(retried) > 4*7 || pipelinetest.As[event.UploadRetried](retried[0]).Attempts != 1 || pipelinetest.As[event.UploadRetried](retried[0]).Took <= 0 || pipelinetest.As[event.UploadRetried](retried[0]).Error != "upload "+retried[0].Key+" to source: connection refused" {
			t.Errorf("%d retries, the first %+v", len(retried), retried[0])
		}
	})
}

func TestWhatCannotPassEndsAnUploadAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := pipelinetest.NewMemoryStore()
		store.FailPut = func(consume.NewObject) error { return errors.New("403 AccessDenied") }
		begun := time.Now()
		events := uploads(t.Context(), store, 3)
		if len(pipelinetest.OfKind(events, event.KindOf[event.UploadFailed]())) != 3 || len(pipelinetest.OfKind(events, event.KindOf[event.UploadRetried]())) != 0 || time.Since(begun) != 0 {
			t.Errorf("after %s: %v", time.Since(begun), pipelinetest.KindsOf(events))
		}
	})
}

func TestAnUploadThatFailsSaysWhatOfTheStackIsGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := pipelinetest.NewMemoryStore()
		store.FailPut = func(consume.NewObject) error { return event.Missing("bucket", "in") }
		failed := pipelinetest.OfKind(uploads(t.Context(), store, 1), event.KindOf[event.UploadFailed]())
		if len(failed) != 1 {
			t.Fatalf("%d uploads failed", len(failed))
		}
		if got := pipelinetest.As[event.UploadFailed](failed[0]).Missing; got == nil || *got != (event.Resource{Kind: "bucket", Name: "in"}) {
			t.Errorf("it says that %v is gone", got)
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
				store := pipelinetest.NewMemoryStore()
				if tc.before != "" {
					store.Set("source/001.jpg", tc.before)
				}
				failed := false
				fail := func(consume.NewObject) error {
					if failed {
						return nil
					}
					failed = true
					return &consume.PassingError{Err: io.ErrUnexpectedEOF}
				}
				if tc.lose {
					store.LosePut = fail
				} else {
					store.FailPut = fail
				}
				events := uploads(t.Context(), store, 1)
				up := pipelinetest.OfKind(events, event.KindOf[event.ObjectUploaded]())
				if len(up) != 1 || pipelinetest.As[event.ObjectUploaded](up[0]).ETag != pipelinetest.ETagOf([]byte("photo")) || store.Puts != tc.puts {
					t.Errorf("%d puts, uploaded %+v", store.Puts, up)
				}
			})
		})
	}
}

func TestAnUploadIsTriedAgainUntilTheRunEndsAndThenItIsSaid(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := pipelinetest.NewMemoryStore()
		store.FailPut = func(consume.NewObject) error { return pipelinetest.ErrDown }
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
		defer cancel()
		events := uploads(ctx, store, 1)
		failed := pipelinetest.OfKind(events, event.KindOf[event.UploadFailed]())
		if len(failed) != 1 || !strings.Contains(pipelinetest.As[event.UploadFailed](failed[0]).Error, "connection refused") {
			t.Errorf("it says %+v", failed)
		}
		if n := len(pipelinetest.OfKind(events, event.KindOf[event.UploadRetried]())); n < 30 || n > 60 {
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
type sending struct{ *pipelinetest.MemoryStore }

func (s sending) Put(ctx context.Context, o consume.NewObject) (string, error) {
	etag, err := s.MemoryStore.Put(ctx, o)
	if err != nil {
		err = &consume.PassingError{Err: errors.New("request send failed")}
	}
	return etag, err
}

func TestAFileThatCannotBeReadIsNoOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &event.Log{}
		events := log.NewReader()
		p := &pipeline.Producer{Log: log, Store: sending{pipelinetest.NewMemoryStore()}, Bucket: "source", Images: &bad{}, Count: 1}
		p.Run(t.Context())
		got := events.Take(nil)
		if want := []event.Kind{event.KindOf[event.UploadFailed](), event.KindOf[event.ProducerFinished]()}; !slices.Equal(pipelinetest.KindsOf(got), want) || pipelinetest.As[event.UploadFailed](got[0]).Error != "read bad.jpg: input/output error" {
			t.Errorf("got %+v", got)
		}
	})
}

func TestWhoMayNotLookUploadsAllTheSame(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := pipelinetest.NewMemoryStore()
		failed := false
		store.FailPut = func(consume.NewObject) error {
			if failed {
				return nil
			}
			failed = true
			return pipelinetest.ErrDown
		}
		log := &event.Log{}
		events := log.NewReader()
		p := &pipeline.Producer{Log: log, Store: blind{store}, Bucket: "source", Images: &plenty{}, Count: 1}
		p.Run(t.Context())
		if up := pipelinetest.OfKind(events.Take(nil), event.KindOf[event.ObjectUploaded]()); len(up) != 1 {
			t.Errorf("uploaded %+v", up)
		}
	})
}

// blind is a store whose credentials may put, and not look.
type blind struct{ *pipelinetest.MemoryStore }

func (blind) Head(context.Context, string, string) (consume.ObjectInfo, error) {
	return consume.ObjectInfo{}, errors.New("403 Forbidden")
}

func TestAnUploadWaitsAsLongAsItIsAsked(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		store := pipelinetest.NewMemoryStore()
		failed := false
		store.FailPut = func(consume.NewObject) error {
			if failed {
				return nil
			}
			failed = true
			return pipelinetest.AskToWait(time.Minute)
		}
		begun := time.Now()
		if up := pipelinetest.OfKind(uploads(t.Context(), store, 1), event.KindOf[event.ObjectUploaded]()); len(up) != 1 || time.Since(begun) != time.Minute {
			t.Errorf("after %s: %+v", time.Since(begun), up)
		}
	})
}

// straggler is a store whose network still holds the body of a try that it has
// given up.
type straggler struct {
	*pipelinetest.MemoryStore
	held io.ReadSeeker
}

func (s *straggler) Put(ctx context.Context, o consume.NewObject) (string, error) {
	if s.held == nil {
		s.held = o.Body
		return "", pipelinetest.ErrDown
	}
	if n, err := s.held.Read(make([]byte, 10)); n != 0 || !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("%d bytes of the new try went to the old one: %w", n, err)
	}
	if _, err := s.held.Seek(3, io.SeekStart); err == nil {
		return "", errors.New("the old try moves the new one")
	}
	return s.MemoryStore.Put(ctx, o)
}

func TestATryThatWasGivenUpReadsNothingOfTheNext(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		log := &event.Log{}
		events := log.NewReader()
		store := pipelinetest.NewMemoryStore()
		p := &pipeline.Producer{Log: log, Store: &straggler{MemoryStore: store}, Bucket: "source", Images: &plenty{}, Count: 1}
		p.Run(t.Context())
		if got := string(store.Objects["source/001.jpg"]); got != "photo" {
			t.Errorf("stored %q: %+v", got, pipelinetest.OfKind(events.Take(nil), event.KindOf[event.UploadFailed]()))
		}
	})
}

func TestAnUploadThatHadNoAnswerIsNotSaidToBeMissing(t *testing.T) {
	for name, tc := range map[string]struct {
		answers []error       // the last one again and again
		within  time.Duration // the run ends
		unsure  bool
	}{
		"refused":                       {[]error{errors.New("denied")}, time.Minute, false},
		"lost, then refused":            {[]error{pipelinetest.ErrDown, errors.New("denied")}, time.Minute, true},
		"lost until the end of the run": {[]error{pipelinetest.ErrDown}, time.Minute, true},
		"lost once, and the run ends":   {[]error{pipelinetest.ErrDown}, time.Millisecond, true},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				store := pipelinetest.NewMemoryStore()
				tries := 0
				store.FailPut = func(consume.NewObject) error {
					tries++
					return tc.answers[min(tries, len(tc.answers))-1]
				}
				ctx, cancel := context.WithTimeout(t.Context(), tc.within)
				defer cancel()
				failed := pipelinetest.OfKind(uploads(ctx, store, 1), event.KindOf[event.UploadFailed]())
				if len(failed) != 1 || pipelinetest.As[event.UploadFailed](failed[0]).Unsure != tc.unsure {
					t.Errorf("after %d tries it says %+v", tries, failed)
				}
			})
		})
	}
}
