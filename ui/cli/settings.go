package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/pflag"

	"inflight/pipeline"
)

// settings are what the flags say. Their zero values are replaced by defaults
// when the flags are added.
type settings struct {
	stackSettings
	look

	images       string
	count        int
	rate         float64
	broken, slow float64
	pace         time.Duration

	workers    int
	model      string
	heartbeat  bool
	retryDelay retryDelay

	engine string
	script string
	fit    string

	state  string
	listen string

	headless bool
	drain    bool
	record   string

	demonstration bool // set by complete
}

// defaultListen is where the embedded AWS listens when nothing else is asked
// for; should it be taken, any free port will do.
const defaultListen = "127.0.0.1:4566"

// bind adds the flags that every command with a pipeline shares.
func (s *settings) bind(f *pflag.FlagSet) {
	s.stackSettings.bind(f)
	s.look.bind(f)
	f.StringVar(&s.images, "images", "", "upload the images of this `folder` (else: images drawn on the fly)")
	f.IntVar(&s.count, "count", 0, "how many images; 0 is no limit")
	f.Float64Var(&s.rate, "rate", 0, "images a second; 0 is as fast as it goes")
	f.Float64Var(&s.broken, "broken", 0, "share of drawn images that are damaged, 0 to 1")
	f.Float64Var(&s.slow, "slow", 0, "share of drawn images that take long, 0 to 1")
	f.DurationVar(&s.pace, "pace", 0, "each stage takes at least this long, so that people can follow")
	f.IntVar(&s.workers, "workers", 4, "how many workers")
	f.StringVar(&s.model, "model", "pool", "how consumers are organised: pool")
	f.BoolVar(&s.heartbeat, "heartbeat", true, "extend the visibility timeout while work goes on")
	s.retryDelay = retryDelay(time.Second)
	f.Var(&s.retryDelay, "retry-delay", "a failed message comes back after this, doubling; or `timeout`: when its visibility runs out")
	f.StringVar(&s.engine, "engine", "auto", "what makes thumbnails: auto, ffmpeg, builtin or script")
	f.StringVar(&s.script, "script", "", "shell script that makes a thumbnail, called with input and output `file`")
	f.StringVar(&s.fit, "fit", "cover", "how an image fills the square: cover, contain or stretch")
	f.StringVar(&s.state, "state", "", "`folder` where the embedded AWS keeps its data (else: a temporary one, gone at the end)")
	f.StringVar(&s.listen, "listen", defaultListen, "`host:port` where the embedded AWS listens; port 0 is any free one")
	f.BoolVar(&s.headless, "headless", false, "no screen: events as JSON lines on stdout")
	f.BoolVar(&s.drain, "drain", false, "stop when everything produced has ended")
	f.StringVar(&s.record, "record", "", "write the events to this `file`")
}

// demonstration values: a pace the eye can follow, and timeouts short enough
// that within half a minute everything that can happen has happened.
const (
	demoPace       = 900 * time.Millisecond
	demoRate       = 0.8
	demoCount      = 1000
	demoBroken     = 0.1
	demoSlow       = 0.1
	demoVisibility = 4 * time.Second
	demoWait       = 5 * time.Second
)

// complete turns what was asked for into a demonstration where nothing was,
// and checks the values. changed tells whether a flag was given.
func (s *settings) complete(changed func(flag string) bool) error {
	s.demonstration = s.embedded() && s.images == "" && !s.headless
	if s.demonstration {
		set(changed("pace"), &s.pace, demoPace)
		set(changed("rate"), &s.rate, demoRate)
		set(changed("broken"), &s.broken, demoBroken)
		set(changed("slow"), &s.slow, demoSlow)
		set(changed("visibility-timeout"), &s.visibility, demoVisibility)
		set(changed("wait"), &s.wait, demoWait)
		set(changed("count"), &s.count, demoCount)
	}
	return s.check(changed)
}

// set gives v a default unless it was given on the command line.
func set[T any](given bool, v *T, def T) {
	if !given {
		*v = def
	}
}

// check says what is wrong with a value, in the words of the flag.
func (s *settings) check(changed func(string) bool) error { //nolint:cyclop // one line a mistake: a table
	if err := s.stackSettings.check(); err != nil {
		return err
	}
	switch {
	case !s.embedded() && changed("state"):
		return usagef("--state belongs to the embedded AWS: leave it out with --aws or --endpoint")
	case !s.embedded() && changed("listen"):
		return usagef("--listen belongs to the embedded AWS: leave it out with --aws or --endpoint")
	case s.count < 0:
		return usagef("--count %d: it has to be 0 or more", s.count)
	case s.rate < 0:
		return usagef("--rate %v: it has to be 0 or more", s.rate)
	case s.broken < 0 || s.slow < 0 || s.broken+s.slow > 1:
		return usagef("--broken %v and --slow %v: shares from 0 to 1, together not over 1", s.broken, s.slow)
	case s.images != "" && (s.broken > 0 || s.slow > 0):
		return usagef("--broken and --slow are about drawn images: leave them out with --images")
	case s.workers < 0 || s.workers > pipeline.MaxWorkers:
		return usagef("--workers %d: it has to be 0 to %d", s.workers, pipeline.MaxWorkers)
	case s.model != "pool":
		return usagef("--model %s: this version has the model pool", s.model)
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
	return s.look.check()
}

// retryDelay is a duration, or "timeout".
type retryDelay time.Duration

// String is the value as a flag shows it.
func (r *retryDelay) String() string {
	if time.Duration(*r) == pipeline.RetryByTimeout {
		return "timeout"
	}
	return time.Duration(*r).String()
}

// Set reads the value of the flag.
func (r *retryDelay) Set(text string) error {
	if text == "timeout" {
		*r = retryDelay(pipeline.RetryByTimeout)
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		if n, nerr := strconv.Atoi(strings.TrimSpace(text)); nerr == nil {
			return fmt.Errorf("%d has no unit: write %ds", n, n)
		}
		return fmt.Errorf("it has to be a duration such as 1s, or timeout")
	}
	if d < 0 || d > time.Hour || d%time.Second != 0 {
		return fmt.Errorf("it has to be whole seconds from 0s to 1h, or timeout")
	}
	*r = retryDelay(d)
	return nil
}

// Type is what the help calls the value.
func (r *retryDelay) Type() string { return "duration" }
