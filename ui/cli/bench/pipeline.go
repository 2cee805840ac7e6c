package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// leastWarm is the share of JPEG, PNG and WebP that has to go through a warm ffmpeg
// for a run to count.
const leastWarm = 0.95

// pipelineOf runs the program itself, with these flags, in the workplace's folder.
func pipelineOf(flags ...string) func(context.Context, *workplace, string) (taken, error) {
	return func(ctx context.Context, w *workplace, _ string) (_ taken, err error) {
		defer func() { err = errors.Join(err, os.RemoveAll(filepath.Join(w.dir, "state"))) }()
		args := append([]string{"run", "--headless", "--drain", "--images", w.images.folder, "--listen", "127.0.0.1:0"}, flags...)
		took, failed := w.child(ctx, w.environ(), w.program, args...)
		if ctx.Err() != nil {
			return taken{}, ctx.Err()
		}
		events, err := os.Open(w.stdout())
		if err != nil {
			return taken{}, errors.Join(failed, err)
		}
		end, err := finished(events)
		if err = errors.Join(err, events.Close()); err != nil {
			return taken{}, errors.Join(failed, err)
		}
		t, err := took.of(w.images.Count, end.Thumbnails).after(ctx, failed)
		t.OneShot = end.OneShot
		if !slices.Contains(flags, "--engine") {
			t.Warm = &end.Warm
		}
		return t, err
	}
}

// environ is the environment without what would change the run.
func (w *workplace) environ() []string {
	var all []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "INFLIGHT_") && !strings.HasPrefix(v, "XDG_CONFIG_HOME=") && !strings.HasPrefix(v, "AWS_") {
			all = append(all, v)
		}
	}
	return append(all, "XDG_CONFIG_HOME="+filepath.Join(w.dir, "no-settings"))
}

// ending is the last event of a run.
type ending struct {
	Type       string         `json:"type"`
	Thumbnails int            `json:"thumbnails"`
	Warm       int            `json:"warm"`
	OneShot    map[string]int `json:"one_shot"`
}

// mostEvent is how long a line may be: the events of headless have no pictures.
const mostEvent = 1 << 20

// finished finds the run.finished of a run.
func finished(events io.Reader) (end ending, err error) {
	found := false
	lines := bufio.NewScanner(events)
	lines.Buffer(nil, mostEvent)
	for lines.Scan() {
		if !bytes.Contains(lines.Bytes(), []byte(`"run.finished"`)) {
			continue
		}
		var e ending
		if err := json.Unmarshal(lines.Bytes(), &e); err == nil && e.Type == "run.finished" {
			end, found = e, true
		}
	}
	if err := lines.Err(); err != nil {
		return end, fmt.Errorf("read the events of the run: %w", err)
	}
	if !found {
		return end, errors.New("the run wrote no run.finished")
	}
	return end, nil
}

// flaw says why a run does not count; it is empty if the run does.
func (t taken) flaw(eligible int) string {
	switch {
	case t.Made != t.Images:
		return fmt.Sprintf("%d of %d made", t.Made, t.Images)
	case t.Warm != nil && float64(*t.Warm) < leastWarm*float64(eligible):
		return fmt.Sprintf("%d of %d warm", *t.Warm, eligible)
	}
	return ""
}
