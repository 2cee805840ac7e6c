package cli

import (
	"slices"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"inflight/pipeline/consume"
	"inflight/pipeline/event"
	"inflight/pipeline/thumbnail"
)

// consumeSettings are the flags about the workers.
type consumeSettings struct {
	workers    workerCount
	model      string
	prefetch   int
	batch      int
	heartbeat  bool
	retryDelay retryDelay
	pace       time.Duration
	grace      grace

	engine string
	script string
	fit    string
}

// bind adds the flags.
func (s *consumeSettings) bind(f *pflag.FlagSet) {
	s.workers = workerCount{n: 4}
	f.Var(&s.workers, "workers", "how many workers; LOW-HIGH (1-16) follows the backlog")
	f.StringVar(&s.model, "model", "pool", "serial, pool, dispatch, staged or spawn")
	f.IntVar(&s.prefetch, "prefetch", 0, "size of a model's channels (default: --workers)")
	f.IntVar(&s.batch, "batch", 1, "messages that a receive asks for, 1 to 10")
	f.BoolVar(&s.heartbeat, "heartbeat", true, "extend the visibility timeout during work")
	s.retryDelay = retryDelay(time.Second)
	f.Var(&s.retryDelay, "retry-delay", "a failed message waits this, doubling; or timeout")
	f.DurationVar(&s.pace, "pace", 0, "a stage takes at least this, for people to follow")
	s.grace = graceByWait
	f.Var(&s.grace, "grace", "a stop waits this for receives under way")
	f.StringVar(&s.engine, "engine", "auto", "thumbnails by: auto, ffmpeg, builtin or script")
	f.StringVar(&s.script, "script", "", "shell script that makes a thumbnail: SCRIPT IN OUT")
	f.StringVar(&s.fit, "fit", "cover", "to fill the square: cover, contain or stretch")
}

// validate says what is wrong with a value, in the words of the flag. changed
// tells whether a flag was given.
func (s *consumeSettings) validate(changed func(flag string) bool) error {
	switch {
	case s.workers.n < 0 || max(s.workers.n, s.workers.most) > event.MaxWorkers:
		return usagef("--workers %s: it has to be 0 to %d", &s.workers, event.MaxWorkers)
	case consume.CheckModel(s.model) != nil:
		return usagef("--model %s: it has to be one of %s", s.model, strings.Join(consume.Models(), ", "))
	case s.prefetch < 0 || s.prefetch > event.MaxWorkers:
		return usagef("--prefetch %d: it has to be 1 to %d, or 0 for as many as --workers", s.prefetch, event.MaxWorkers)
	case s.batch < 1 || s.batch > 10:
		return usagef("--batch %d: SQS hands out 1 to 10 messages at once", s.batch)
	case s.pace < 0 || s.pace > time.Hour:
		return usagef("--pace %s: it has to be 0s to 1h", s.pace)
	case s.engine == "script" && s.script == "":
		return usagef("--engine script needs --script FILE")
	case s.script != "" && changed("engine") && s.engine != "script":
		return usagef("--script goes with --engine script, not %s", s.engine)
	}
	if s.script != "" {
		s.engine = "script"
	}
	if !slices.Contains([]string{"auto", "ffmpeg", "builtin", "script"}, s.engine) {
		return usagef("--engine %s: it has to be auto, ffmpeg, builtin or script", s.engine)
	}
	if _, err := thumbnail.ParseFit(s.fit); err != nil {
		return usagef("--%w", err)
	}
	return nil
}
