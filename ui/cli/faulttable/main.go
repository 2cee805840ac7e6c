// Faulttable tries each fault on each model of consumers, and then all at once, and
// prints what became of the images:
//
//	go run ./ui/cli/faulttable
//
// Each row is a process of its own, on an embedded AWS of its own. When it is over, the
// buckets and the queues are looked at from outside, and judged: every image has a
// thumbnail that shows it, or is a dead letter, or was named as not uploaded or not
// delivered, and the exit status says so. The exit status of this command is 1 where one
// row is not so.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"

	"inflight/pipeline/consume"
	"inflight/ui/cli/trial"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Exit statuses, as those of the program it tries.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// settings are the flags.
type settings struct {
	images   int
	models   []string
	only     *regexp.Regexp
	atOnce   int
	together time.Duration
	limit    time.Duration
	engine   string
	program  string
}

// parse reads the flags.
func parse(args []string, says io.Writer) (*settings, error) {
	s := &settings{}
	f := flag.NewFlagSet("faulttable", flag.ContinueOnError)
	f.SetOutput(says)
	f.IntVar(&s.images, "images", 30, "how many images each fault is tried over")
	models := f.String("models", strings.Join(consume.Models(), ","), "the models, with commas between them")
	only := f.String("only", "", "only rows whose name matches this regular expression")
	f.IntVar(&s.atOnce, "parallel", 8, "how many rows are tried at once: they wait most of the time")
	f.DurationVar(&s.together, "all", 2*time.Minute, "for how long images come while all faults are on; 0 leaves that out")
	f.DurationVar(&s.limit, "limit", 10*time.Minute, "how long a row may take until it counts as one that does not end")
	f.StringVar(&s.engine, "engine", "builtin", "what makes the thumbnails")
	f.StringVar(&s.program, "program", "", "try this inflight (else one is built)")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("%q is no flag", f.Arg(0))
	}
	var err error
	if s.only, err = regexp.Compile(*only); err != nil {
		return nil, fmt.Errorf("--only: %w", err)
	}
	for m := range strings.SplitSeq(*models, ",") {
		if err := consume.CheckModel(m); err != nil {
			return nil, fmt.Errorf("--models: %w", err)
		}
		s.models = append(s.models, m)
	}
	if s.images < 1 || s.atOnce < 1 || s.together < 0 || s.limit <= 0 {
		return nil, errors.New("--images and --parallel want 1 at least, --limit and --all a time")
	}
	return s, nil
}

// run tries all rows until that is done or interrupted, and returns the exit status.
func run(args []string, out, complaints io.Writer) int {
	says := log.New(complaints, "faulttable: ", 0)
	s, err := parse(args, complaints)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		says.Print(err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	rows, err := s.try(ctx, says)
	switch {
	case ctx.Err() != nil:
		says.Print("interrupted: what it started has ended, and its folder is gone")
		return exitInterrupted
	case err == nil:
		_, err = io.WriteString(out, table(rows, s.engine))
	}
	if err != nil {
		says.Print(err)
		return exitFailed
	}
	if slices.ContainsFunc(rows, func(r *row) bool { return len(r.wrong) > 0 }) {
		return exitFailed
	}
	return 0
}

// try tries all rows. It leaves nothing behind.
func (s *settings) try(ctx context.Context, says *log.Logger) (rows []*row, err error) {
	dir, err := os.MkdirTemp("", "inflight-faults-")
	if err != nil {
		return nil, fmt.Errorf("make a folder for it: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	rows = s.rows()
	most := 0
	for _, r := range rows {
		most = max(most, r.images)
	}
	names, err := drawImages(filepath.Join(dir, "images"), most)
	if err != nil {
		return nil, err
	}
	program, err := s.build(ctx, dir, says)
	if err != nil {
		return nil, err
	}
	w := &workplace{dir: dir, program: program, images: names, limit: s.limit}
	return rows, w.tryAll(ctx, rows, s.atOnce, says)
}

// rows are all that --only names, those that take longest first.
func (s *settings) rows() (rows []*row) {
	add := func(t trial.Trial, images int, screen bool, args ...string) {
		for _, model := range s.models {
			r := &row{trial: t, model: model, images: images, screen: screen}
			if !s.only.MatchString(r.name()) {
				continue
			}
			r.args = append([]string{"--model", model, "--fault", t.Faults, "--engine", s.engine}, args...)
			rows = append(rows, r)
		}
	}
	if s.together > 0 {
		const rate = 0.5
		add(trial.AllAtOnce(), int(s.together.Seconds()*rate), true, "--rate", fmt.Sprint(rate), "--pace", "100ms")
	}
	for _, t := range trial.Trials() {
		add(t, s.images, false, "--pace", "600ms") // with its four stages it outlasts the visibility timeout, but for the heartbeat
	}
	return rows
}

// build builds the program that is tried.
func (s *settings) build(ctx context.Context, dir string, says *log.Logger) (string, error) {
	if s.program != "" {
		return filepath.Abs(s.program)
	}
	says.Print("building inflight")
	program := filepath.Join(dir, "inflight")
	if said, err := exec.CommandContext(ctx, "go", "build", "-o", program, "inflight").CombinedOutput(); err != nil {
		return "", errors.Join(ctx.Err(), fmt.Errorf("build inflight (or name a built one with --program): %w: %q", err, said))
	}
	return program, nil
}
