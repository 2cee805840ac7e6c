package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/ui/cli/compare"
)

// compareSettings are the flags of `inflight compare`.
type compareSettings struct {
	images     string
	count      int
	models     []string
	workers    []int
	latency    time.Duration
	prefetch   int
	batch      int
	visibility time.Duration
	heartbeat  bool
	engine     string
	rounds     int
	json       bool
}

// newCompare is the command `inflight compare`.
func newCompare(s Streams) *cobra.Command {
	var set compareSettings
	cmd := &cobra.Command{
		Use:   "compare",
		Short: "Run the consumer models side by side on the same images",
		Long: `Run each consumer model with each number of workers on the same images, a
process of its own each, one after the other, and set beside each other how
fast they are, what waits, what is held and what it costs. Each begins with a
full queue, on an embedded AWS of its own.

In process nothing waits, and the models look much alike; --latency answers as
late as AWS does over a network.`,
		Example: `inflight compare
# as if AWS were 80 ms away
inflight compare --latency 80ms --workers 1,4,16
# on your own photographs, for another program to read
inflight compare --images ~/Pictures --models pool,staged --json`,
		Args: noArguments,
	}
	f := cmd.Flags()
	f.StringVar(&set.images, "images", "", "this folder's images (else: drawn ones)")
	f.IntVar(&set.count, "count", 50, "how many images")
	f.StringSliceVar(&set.models, "models", consume.Models(), "which models")
	f.IntSliceVar(&set.workers, "workers", []int{1, 2, 4, 8}, "how many workers, in turn")
	f.DurationVar(&set.latency, "latency", 0, "the embedded AWS answers this much later")
	f.IntVar(&set.prefetch, "prefetch", 0, "size of a model's channels (default: --workers)")
	f.IntVar(&set.batch, "batch", 1, "messages that a receive asks for, 1 to 10")
	f.DurationVar(&set.visibility, "visibility-timeout", 30*time.Second, "how long a message is invisible after its receive")
	f.BoolVar(&set.heartbeat, "heartbeat", true, "extend the visibility timeout during work")
	f.StringVar(&set.engine, "engine", "auto", "thumbnails by: auto, ffmpeg or builtin")
	f.IntVar(&set.rounds, "rounds", 1, "runs of each, by turns; the median counts")
	f.BoolVar(&set.json, "json", false, "print JSON")
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if err := set.validate(); err != nil {
			return err
		}
		return runCompare(c.Context(), &set, s)
	}
	return cmd
}

// validate says what is wrong with a value. What is passed on is checked by the runs.
func (s *compareSettings) validate() error {
	for _, m := range s.models {
		if consume.CheckModel(m) != nil {
			return usagef("--models %s: it has to be one of %s", m, strings.Join(consume.Models(), ", "))
		}
	}
	for _, n := range s.workers {
		if n < 1 || n > event.MaxWorkers {
			return usagef("--workers %d: it has to be 1 to %d", n, event.MaxWorkers)
		}
	}
	switch {
	case len(s.models) == 0 || len(s.workers) == 0:
		return usagef("--models and --workers need one at least")
	case s.count < 1 || s.count > 100_000:
		return usagef("--count %d: it has to be 1 to 100000", s.count)
	case s.rounds < 1 || s.rounds > 99:
		return usagef("--rounds %d: it has to be 1 to 99", s.rounds)
	case s.batch < 1 || s.batch > 10:
		return usagef("--batch %d: SQS hands out 1 to 10 messages at once", s.batch)
	case s.prefetch < 0 || s.prefetch > event.MaxWorkers:
		return usagef("--prefetch %d: it has to be 1 to %d, or 0 for as many as --workers", s.prefetch, event.MaxWorkers)
	case s.latency < 0 || s.latency > maxLatency:
		return usagef("--latency %s: it has to be 0s to %s", s.latency, maxLatency)
	}
	return nil
}

// comparison is one model with one number of workers.
type comparison struct {
	model   string
	workers int
}

// all are the runs of a round: serial once, for it has one worker whatever is asked.
func (s *compareSettings) all() (all []comparison) {
	for _, m := range s.models {
		for _, n := range s.workers {
			c := comparison{m, n}
			if m == "serial" {
				c.workers = 1
			}
			if !slices.Contains(all, c) {
				all = append(all, c)
			}
		}
	}
	return all
}

// runCompare runs all of them, by turns, and prints what they came to.
func runCompare(ctx context.Context, set *compareSettings, s Streams) error {
	all := set.all()
	rows := map[comparison][]compare.Row{}
	report := compare.Report{Images: "drawn images", Cores: runtime.GOMAXPROCS(0), Latency: set.latency.Seconds(), Rounds: set.rounds}
	if set.images != "" {
		report.Images = "images of " + oneLine(set.images)
	}
	for round := range set.rounds {
		for i, c := range all {
			says := progress{to: s.Err, terminal: s.Terminal, prefix: fmt.Sprintf("%d of %d, %s ×%d", round*len(all)+i+1, set.rounds*len(all), c.model, c.workers)}
			row, engine, err := compareRun(ctx, set, c, &says)
			says.end()
			if err != nil {
				return fmt.Errorf("%s with %d workers: %w", c.model, c.workers, err)
			}
			report.Count, report.Engine = row.Images+row.Dead, engine
			rows[c] = append(rows[c], row)
		}
	}
	for _, c := range all {
		report.Rows = append(report.Rows, compare.Middle(rows[c]))
	}
	if set.json {
		e := json.NewEncoder(s.Out)
		e.SetIndent("", "  ")
		return errors.Join(e.Encode(report))
	}
	return report.Write(s.Out)
}
