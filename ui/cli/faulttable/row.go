package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"inflight/aws"
	"inflight/aws/local"
	"inflight/pipeline/event"
	"inflight/ui/cli/trial"
)

// row is a fault on a model, and what became of it.
type row struct {
	trial  trial.Trial
	model  string
	images int
	args   []string
	screen bool // it runs on a screen, and keys are pressed

	keys  *typist
	found trial.Found
	told  trial.Told
	took  time.Duration
	wrong []string
}

// name is what --only looks at.
func (r *row) name() string { return r.trial.Name + " " + r.model }

// workplace is what rows work in and with.
type workplace struct {
	dir     string
	program string
	images  []string // in the folder images
	limit   time.Duration
}

// tryAll tries rows, some at once. Those may end at once too, and says writes one line after
// the other.
func (w *workplace) tryAll(ctx context.Context, rows []*row, atOnce int, says *log.Logger) error {
	running, ctx := errgroup.WithContext(ctx)
	running.SetLimit(atOnce)
	for i, r := range rows {
		running.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			for tries := 0; tries == 0 || r.idle() && tries < mostTries; tries++ {
				if err := w.try(ctx, r, filepath.Join(w.dir, fmt.Sprintf("row-%03d", i))); err != nil {
					return fmt.Errorf("%s: %w", r.name(), err)
				}
			}
			says.Printf("%-36s %5.0f s, exit %d: %s", r.name(), r.took.Seconds(), r.found.Status, r.verdict())
			return nil
		})
	}
	return running.Wait()
}

// mostTries is how often a row is tried until the fault hits something: by its rate it
// may spare all.
const mostTries = 3

// idle tells whether nothing went wrong that could have.
func (r *row) idle() bool { return r.told.Hits == 0 && !r.trial.Spares(r.model) }

// verdict is what there is to say of a row, in a few words.
func (r *row) verdict() string {
	if len(r.wrong) == 0 {
		return "nothing lost"
	}
	return strings.Join(r.wrong, "; ")
}

// try runs the program, and looks at what lies about then. An error is one of trying, and
// not of the program.
func (w *workplace) try(ctx context.Context, r *row, dir string) (err error) {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	folder, err := w.share(dir, r.images)
	if err != nil {
		return err
	}
	if err := w.runProgram(ctx, r, dir, folder); err != nil {
		return err
	}
	if err := w.look(ctx, r, dir); err != nil {
		return fmt.Errorf("look at what the run left: %w; it said %q", err, last(r.found.Said))
	}
	r.wrong = r.found.Faults()
	if r.keys != nil {
		r.wrong = append(r.wrong, r.keys.wrong()...)
	}
	if r.idle() {
		r.wrong = append(r.wrong, "nothing went wrong: the fault hit nothing")
	}
	return nil
}

// share is a folder with the first images.
func (w *workplace) share(dir string, n int) (folder string, err error) {
	folder = filepath.Join(dir, "images")
	if err := os.Mkdir(folder, 0o700); err != nil {
		return "", err
	}
	for _, name := range w.images[:n] {
		if err := os.Link(filepath.Join(w.dir, "images", name), filepath.Join(folder, name)); err != nil {
			return "", err
		}
	}
	return folder, nil
}

// patience is how long a program that is told to end may take, before it is killed.
const patience = 10 * time.Second

// runProgram runs the program to its end, or to that of its time.
func (w *workplace) runProgram(ctx context.Context, r *row, dir, folder string) (err error) {
	events := filepath.Join(dir, "events")
	limited, cancel := context.WithTimeout(ctx, w.limit)
	defer cancel()
	workers := "4"
	if r.model == "serial" {
		workers = "1"
	}
	args := []string{
		"run", "--drain", "--record", events, "--images", folder, "--state", filepath.Join(dir, "state"), "--listen", "127.0.0.1:0",
		"--workers", workers, "--visibility-timeout", "2s", "--wait", "5s",
	}
	c := exec.CommandContext(limited, w.program, append(args, r.args...)...)
	c.Cancel = func() error { return c.Process.Signal(os.Interrupt) }
	c.WaitDelay = patience
	var said bytes.Buffer
	c.Env, c.Stderr, c.Dir = environ(), &said, dir
	begun := time.Now()
	err = r.runIn(c)
	r.took = time.Since(begun)
	r.told = trial.Told{}
	r.found = trial.Found{Images: w.images[:r.images], Said: said.String(), Ended: limited.Err() == nil}
	switch exit := (*exec.ExitError)(nil); {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &exit):
		r.found.Status = exit.ExitCode()
	case err != nil && limited.Err() == nil:
		return err
	}
	if err := read(&r.told, events); err != nil && r.found.Ended {
		return fmt.Errorf("the events of the run: %w: it said %q", err, last(r.found.Said))
	}
	r.found.NotUploaded, r.found.NotDelivered, r.found.Unsure = r.told.NotUploaded, r.told.NotDelivered, r.told.Unsure
	return nil
}

// runIn runs a program with the screen in a terminal, or without one. Where there are no
// terminals to be opened, none is pressed in.
func (r *row) runIn(c *exec.Cmd) (err error) {
	if r.screen {
		if r.keys, err = newTypist(); err != nil && !errors.Is(err, errors.ErrUnsupported) {
			return err
		}
	}
	if r.keys == nil {
		c.Args = append(c.Args, "--headless")
		return c.Run()
	}
	c.Stdin, c.Stdout = r.keys.program, r.keys.program
	return r.keys.along(c.Run)
}

// read reads a recording.
func read(t *trial.Told, recording string) error {
	f, err := os.Open(recording)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	return event.ReadRecording(f, func(e event.Event) bool {
		t.Tell(&e)
		return true
	})
}

// last is the end of what a program said.
func last(said string) string {
	const most = 400
	return said[max(0, len(said)-most):]
}

// environ is the environment without what would change the run.
func environ() (all []string) {
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "INFLIGHT_") && !strings.HasPrefix(v, "AWS_") {
			all = append(all, v)
		}
	}
	return append(all, "INFLIGHT_CONFIG="+os.DevNull, "TERM=xterm-256color", "COLORTERM=truecolor", "NO_COLOR=")
}

// look starts an embedded AWS over what the run left, on which nothing goes wrong, and
// finds what lies about.
func (w *workplace) look(ctx context.Context, r *row, dir string) (err error) {
	server, err := local.New(local.Options{Dir: filepath.Join(dir, "state"), Durable: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Close(context.WithoutCancel(ctx))) }()
	access, secret := server.Credentials()
	clients, err := aws.Connect(ctx, aws.Options{
		Endpoint: server.Endpoint(), Transport: server.RoundTripper(), AccessKey: access, SecretKey: secret,
		Account: local.DefaultAccount, Region: local.DefaultRegion,
	})
	if err != nil {
		return err
	}
	number := map[string]int{}
	for i, name := range w.images {
		number[name] = i
	}
	place := trial.Place{S3: clients.S3, SQS: clients.SQS, Stack: aws.DefaultStack().Named(), Shows: func(image string, thumbnail []byte) bool {
		return shows(number[image], thumbnail) == nil
	}}
	return place.Look(ctx, &r.found)
}
