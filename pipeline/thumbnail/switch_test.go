package thumbnail_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"inflight/pipeline/thumbnail"
)

// heldEngine makes a thumbnail when it is told to.
type heldEngine struct {
	name   string
	made   atomic.Int64
	goesOn chan struct{}
	closed atomic.Bool
	busy   atomic.Int64
	early  atomic.Bool // it was closed while it was at work
}

func (e *heldEngine) Name() string { return e.name }

func (e *heldEngine) Shrink(ctx context.Context, _ []byte) ([]byte, error) {
	e.busy.Add(1)
	defer e.busy.Add(-1)
	select {
	case <-e.goesOn:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	e.made.Add(1)
	return []byte(e.name), nil
}

func (e *heldEngine) Tally() thumbnail.Tally {
	return thumbnail.Tally{Warm: int(e.made.Load()), OneShot: map[string]int{e.name: int(e.made.Load())}}
}

func (e *heldEngine) Close() error {
	e.early.Store(e.busy.Load() > 0)
	e.closed.Store(true)
	return nil
}

func TestWhatAnEngineHasBegunItEndsThoughAnotherHasTakenItsPlace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		first, second := &heldEngine{name: "first", goesOn: make(chan struct{})}, &heldEngine{name: "second", goesOn: make(chan struct{})}
		close(second.goesOn)
		s := thumbnail.NewSwitch(first, func(engine, fit string) (thumbnail.Engine, error) {
			if engine == "missing" {
				return nil, errors.New("not on the PATH")
			}
			return second, nil
		})
		got := make(chan string)
		go func() {
			png, _ := s.Shrink(t.Context(), nil)
			got <- string(png)
		}()
		synctest.Wait()
		if err := s.Take("missing", "cover"); err == nil || s.Name() != "first" {
			t.Errorf("%v, and the engine is %s", err, s.Name())
		}
		if err := s.Take("second", "cover"); err != nil || s.Name() != "second" {
			t.Errorf("%v, and the engine is %s", err, s.Name())
		}
		if png, err := s.Shrink(t.Context(), nil); string(png) != "second" || err != nil {
			t.Errorf("the next was made by %s, %v", png, err)
		}
		synctest.Wait()
		if first.closed.Load() {
			t.Error("the first was closed with an image in its hands")
		}
		close(first.goesOn)
		if by := <-got; by != "first" {
			t.Errorf("the one begun was made by %s", by)
		}
		synctest.Wait()
		if !first.closed.Load() || first.early.Load() {
			t.Error("the first was not closed when it was through")
		}
		if all := s.Tally(); all.Warm != 2 || all.OneShot["first"] != 1 || all.OneShot["second"] != 1 {
			t.Errorf("together they made %+v", all)
		}
		if err := s.Close(); err != nil || !second.closed.Load() {
			t.Errorf("closed: %v, %v", err, second.closed.Load())
		}
		if err := s.Take("second", "cover"); err == nil {
			t.Error("another engine was taken when all was over")
		}
	})
}
