package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/ui/cli/compare"
	"inflight/ui/config"
)

// compareRun runs one of them in a process of its own, and measures it by the events
// that it writes.
func compareRun(ctx context.Context, set *compareSettings, c comparison, says *progress) (row compare.Row, engine string, err error) {
	self, err := os.Executable()
	if err != nil {
		return row, engine, fmt.Errorf("find this program: %w", err)
	}
	cmd := exec.CommandContext(ctx, self, set.arguments(c)...)
	cmd.Env = childEnvironment(os.Environ())
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	said := &lastWords{}
	cmd.Stderr = said
	out, err := cmd.StdoutPipe()
	if err != nil {
		return row, engine, fmt.Errorf("read a run: %w", err)
	}
	if err := cmd.Start(); err != nil {
		return row, engine, fmt.Errorf("start a run: %w", err)
	}
	meter := compare.NewMeter(c.model, c.workers)
	rerr := eachEvent(out, func(e *event.Event) {
		if b, ok := e.Body.(*event.PipelineStarted); ok && b.Setup != nil {
			engine = b.Setup.Engine
		}
		meter.Apply(e)
		says.done(meter.Done())
	})
	err = cmd.Wait()
	var ended *exec.ExitError
	switch {
	case ctx.Err() != nil:
		return row, engine, ctx.Err()
	case errors.As(err, &ended) && ended.ExitCode() == 1 && meter.Done() > 0: // some images are damaged: they are in the row
	case err != nil:
		return row, engine, fmt.Errorf("%w: %s", err, said)
	case rerr != nil:
		return row, engine, fmt.Errorf("read its events: %w", rerr)
	}
	return meter.Row(peakOf(cmd.ProcessState)), engine, nil
}

// arguments are those of the run.
func (s *compareSettings) arguments(c comparison) []string {
	args := []string{
		"run", "--headless", "--drain", "--fill-first", "--listen", "127.0.0.1:0", "--pace", "0s", "--broken", "0", "--slow", "0",
		"--model", c.model, "--workers", strconv.Itoa(c.workers), "--prefetch", strconv.Itoa(s.prefetch), "--batch", strconv.Itoa(s.batch),
		"--latency", s.latency.String(), "--visibility-timeout", s.visibility.String(), "--heartbeat=" + strconv.FormatBool(s.heartbeat),
		"--engine", s.engine, "--count", strconv.Itoa(s.count), "--rate", "0", "--wait", "20s",
	}
	if s.images != "" {
		args = append(args, "--images", s.images)
	}
	return args
}

// childEnvironment is an environment in which no setting of a person changes a run.
func childEnvironment(environ []string) []string {
	mine := slices.DeleteFunc(slices.Clone(environ), func(v string) bool { return strings.HasPrefix(v, "INFLIGHT_") })
	return append(mine, config.Variable+"="+os.DevNull)
}

// eachEvent reads lines of JSON.
func eachEvent(r io.Reader, f func(*event.Event)) error {
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadBytes('\n')
		if len(bytes.TrimSpace(line)) > 0 {
			var e event.Event
			if jerr := json.Unmarshal(line, &e); jerr != nil {
				_, _ = io.Copy(io.Discard, r) // so that it can end
				return jerr
			}
			f(&e)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// lastWords keep the last line that a process says.
type lastWords struct{ text []byte }

// Write keeps the end.
func (l *lastWords) Write(b []byte) (int, error) {
	const most = 4096
	l.text = append(l.text, b...)
	l.text = l.text[max(len(l.text)-most, 0):]
	return len(b), nil
}

func (l *lastWords) String() string {
	lines := strings.Split(strings.TrimSpace(string(l.text)), "\n")
	return oneLine(strings.TrimPrefix(lines[len(lines)-1], "inflight: "))
}

// progress says on a terminal how far it is, in place; elsewhere a line a run.
type progress struct {
	to       io.Writer
	terminal bool
	prefix   string
	said     time.Time
}

// done says how many images are done.
func (p *progress) done(n int) {
	const often = 200 * time.Millisecond
	if !p.terminal || time.Since(p.said) < often {
		return
	}
	p.said = time.Now()
	fmt.Fprintf(p.to, "\r\x1b[K%s: %d images", p.prefix, n)
}

// end ends the line.
func (p *progress) end() {
	if p.terminal {
		fmt.Fprint(p.to, "\r\x1b[K")
		return
	}
	sayf(p.to, "%s: done", p.prefix)
}
