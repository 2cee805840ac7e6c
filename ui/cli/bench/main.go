// Bench measures how many thumbnails a second the whole pipeline makes, beside the
// programs that make nothing else:
//
//	go run ./ui/cli/bench --images ~/Pictures
//
// It prints a table for README.md, with the machine and the date. Every row is a
// process of its own, all rows take turns, and each number is the median of all
// rounds. What is missing on this machine (vipsthumbnail, ffmpeg, aws, …) is named.
//
// The photographs behind the table of README.md are those of Debian's package
// mate-backgrounds and its like: apt-get install mate-backgrounds, then --images
// /usr/share/backgrounds/mate. Without a folder it draws images, and says so.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
)

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Exit statuses, as those of the program it measures.
const (
	exitFailed      = 1
	exitUsage       = 2
	exitInterrupted = 130
)

// run measures until it is done or interrupted, and returns the exit status.
func run(args []string, out, says io.Writer) int {
	s, err := parse(args, says)
	if errors.Is(err, flag.ErrHelp) {
		return 0
	}
	if err != nil {
		fmt.Fprintln(says, "bench:", err)
		return exitUsage
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err = s.bench(ctx, out, says)
	switch {
	case ctx.Err() != nil:
		fmt.Fprintln(says, "bench: interrupted: what it started has ended, and its folder is gone")
		return exitInterrupted
	case err != nil:
		fmt.Fprintln(says, "bench:", err)
		return exitFailed
	}
	return 0
}

// settings are the flags.
type settings struct {
	images  string
	drawn   int
	rounds  int
	loop    int
	workers []int
	only    *regexp.Regexp
	program string
	before  string
	asJSON  bool
	quick   bool
}

// Rounds of a measurement; fewer are a trial.
const (
	fewestRounds  = 3
	defaultDrawn  = 48
	defaultLoop   = 4
	quickDrawn    = 4
	quickLoop     = 1
	defaultWorker = 4
)

// parse reads the flags.
func parse(args []string, says io.Writer) (*settings, error) {
	s := &settings{}
	f := flag.NewFlagSet("bench", flag.ContinueOnError)
	f.SetOutput(says)
	f.StringVar(&s.images, "images", "", "a folder of images (else it draws some)")
	f.IntVar(&s.drawn, "count", defaultDrawn, "how many it draws, without --images")
	f.IntVar(&s.rounds, "rounds", fewestRounds, "how often each row takes its turn, 3 at least")
	f.IntVar(&s.loop, "loop", defaultLoop, "how many images the shell loop makes, a few for it is slow")
	workers := f.String("workers", "1,2,4,8,16", "numbers of workers")
	only := f.String("only", "", "only rows whose name matches this regular expression, and vipsthumbnail")
	f.StringVar(&s.program, "program", "", "measure this inflight (else one is built)")
	f.StringVar(&s.before, "before", "", "measure this earlier inflight, too, by turns with the other")
	f.BoolVar(&s.asJSON, "json", false, "print JSON, with the numbers of each run")
	f.BoolVar(&s.quick, "quick", false, "one round on a few images: does it run? It measures nothing")
	if err := f.Parse(args); err != nil {
		return nil, err
	}
	if f.NArg() > 0 {
		return nil, fmt.Errorf("%q is no flag: name the folder with --images", f.Arg(0))
	}
	if s.quick {
		s.rounds, s.drawn, s.loop = 1, min(s.drawn, quickDrawn), min(s.loop, quickLoop)
	}
	var err error
	if s.only, err = regexp.Compile(*only); err != nil {
		return nil, fmt.Errorf("--only: %w", err)
	}
	for text := range strings.SplitSeq(*workers, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(text))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("--workers %q: it wants numbers with commas between them, such as 1,2,4", *workers)
		}
		if !slices.Contains(s.workers, n) {
			s.workers = append(s.workers, n)
		}
	}
	switch {
	case s.rounds < fewestRounds && !s.quick:
		return nil, fmt.Errorf("--rounds %d: a median wants %d at least; for a trial there is --quick", s.rounds, fewestRounds)
	case s.drawn < 1 || s.loop < 1:
		return nil, errors.New("--count and --loop want 1 at least")
	}
	return s, nil
}

// bench measures and prints. It leaves nothing behind.
func (s *settings) bench(ctx context.Context, out, says io.Writer) (err error) {
	dir, err := os.MkdirTemp("", "inflight-bench-")
	if err != nil {
		return fmt.Errorf("make a folder for it: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	w := &workplace{dir: dir, cores: runtime.NumCPU(), loop: s.loop, workers: s.workers}
	if w.images, err = s.gather(ctx, dir, says); err != nil {
		return err
	}
	fmt.Fprintf(says, "bench: %s\n", w.images)
	if w.program, err = s.build(ctx, dir, says); err != nil {
		return err
	}
	if s.before != "" {
		if w.before, err = filepath.Abs(s.before); err != nil {
			return fmt.Errorf("--before: %w", err)
		}
	}
	r := &report{Machine: machine(ctx), Images: w.images, Rounds: s.rounds, Quick: s.quick}
	all := w.rows()
	if s.before != "" {
		all = append(all, w.earlier())
	}
	if err := r.measure(ctx, w, s.chosen(all), says); err != nil {
		return err
	}
	if s.asJSON {
		e := json.NewEncoder(out)
		e.SetIndent("", "  ")
		return e.Encode(r)
	}
	_, err = io.WriteString(out, r.table())
	return err
}

// chosen are the rows that --only names, and the one that all are compared with.
func (s *settings) chosen(all []row) []row {
	return slices.DeleteFunc(all, func(r row) bool { return r.name != reference && !s.only.MatchString(r.name) })
}
