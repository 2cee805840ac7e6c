package cli

import (
	"slices"
	"time"

	"github.com/spf13/pflag"
)

// settings are what the flags say. Their zero values are replaced by defaults
// when the flags are added.
type settings struct {
	stackSettings
	produceSettings
	consumeSettings
	look
	listening

	stateSettings
	faultSettings

	images string

	headless bool
	plain    bool
	drain    bool
	fill     bool // consuming begins when the queue is full
	record   string

	demonstration bool                   // set by complete
	given         func(flag string) bool // of a worker: whether a flag was given for it
}

// bind adds the flags that every command with a pipeline shares.
func (s *settings) bind(f *pflag.FlagSet) {
	s.stackSettings.bind(f)
	s.produceSettings.bind(f)
	s.consumeSettings.bind(f)
	s.look.bind(f)
	s.listening.bind(f)
	f.StringVar(&s.images, "images", "", "upload this folder's images (else: drawn ones)")
	s.stateSettings.bind(f)
	s.faultSettings.bind(f)
	f.BoolVar(&s.headless, "headless", false, "no screen: events as JSON lines, but for pictures")
	f.BoolVar(&s.plain, "plain", false, "no screen: what happens in words, a line an event")
	f.BoolVar(&s.drain, "drain", false, "stop when everything produced has ended")
	f.BoolVar(&s.fill, "fill-first", false, "upload all before consuming begins")
	f.StringVar(&s.record, "record", "", "write the events to this file; one that ends in .zst is packed")
}

// demonstration values: a pace the eye can follow, and timeouts short enough
// that within half a minute everything that can happen has happened.
const (
	demoPace       = 900 * time.Millisecond
	demoRate       = 0.8
	demoCount      = 1000
	demoBroken     = 0.1
	demoSlow       = 0.1
	demoVisibility = 3 * time.Second // less than the work on an image takes: a heartbeat is what keeps it
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
	return s.validate(changed)
}

// dropIdle takes back what the settings file says where it does not apply to
// this run. Said on the command line, the same is a mistake.
func (s *settings) dropIdle(f *pflag.FlagSet) error {
	screenless := s.headless || s.plain
	for _, name := range lookFlags { // also a variable that is set for every run
		if flag := f.Lookup(name); screenless && flag.Changed && originOf(flag) != "flag" {
			if err := takeBack(flag); err != nil {
				return err
			}
		}
	}
	idle := map[string]bool{
		"state": !s.embedded(), "sync": !s.embedded() || s.state == "", "listen": !s.embedded(), "latency": !s.embedded(), "host": !s.embedded(), "grace": s.embedded(), privateFlag: !s.embedded(),
		"broken": s.images != "", "slow": s.images != "",
	}
	for name, drop := range idle {
		flag := f.Lookup(name)
		if !drop || !fromFile(flag) {
			continue
		}
		if err := takeBack(flag); err != nil {
			return err
		}
	}
	return nil
}

// set gives v a default unless it was given on the command line.
func set[T any](given bool, v *T, def T) {
	if !given {
		*v = def
	}
}

// validate says what is wrong with a value, in the words of the flag.
func (s *settings) validate(changed func(string) bool) error {
	switch {
	case s.headless && s.plain:
		return usagef("--headless and --plain exclude each other: JSON lines, or words")
	case (s.headless || s.plain) && slices.ContainsFunc(lookFlags, changed):
		return usagef("--theme, --pictures and --ascii are about the screen: leave them out with --headless or --plain")
	case s.embedded() && changed("grace"):
		return usagef("--grace goes with --aws or --endpoint: on the embedded AWS of its own a run has no receives to wait for")
	}
	for _, flag := range []string{"state", "sync", "host", "listen", "latency", privateFlag} {
		if !s.embedded() && changed(flag) {
			return usagef("--%s belongs to the embedded AWS: leave it out with --aws or --endpoint", flag)
		}
	}
	if err := s.listening.validate(changed("listen")); err != nil {
		return err
	}
	if err := s.stateSettings.validate(); err != nil {
		return err
	}
	if err := s.stackSettings.validate(); err != nil {
		return err
	}
	if err := s.produceSettings.validate(s.images == ""); err != nil {
		return err
	}
	if err := s.consumeSettings.validate(changed); err != nil {
		return err
	}
	if err := s.faultSettings.validate(s.faultPlace("leave out --aws and --endpoint")); err != nil {
		return err
	}
	return s.look.validate()
}

// faultPlace is what a run has that faults could hit; where its AWS is another,
// foreign says what to do.
func (s *settings) faultPlace(foreign string) faultPlace {
	return faultPlace{embedded: s.embedded(), workers: true, produces: true, heartbeat: s.heartbeat, foreign: foreign}
}
