package cli

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/pflag"
)

// stateSettings say where the embedded AWS keeps what it has, and how safely.
type stateSettings struct {
	state string // a folder; "" is a temporary one
	sync  bool

	latency time.Duration
}

// maxLatency is the longest that an answer may take: what gives a message back has two seconds.
const maxLatency = time.Second

func (s *stateSettings) bind(f *pflag.FlagSet) {
	f.StringVar(&s.state, "state", "", "folder for the embedded AWS (else a temporary one)")
	f.DurationVar(&s.latency, "latency", 0, "the embedded AWS answers this much later, as over a network")
	f.BoolVar(&s.sync, "sync", false, "queues on disk before each answer: outlives a power loss")
}

func (s *stateSettings) validate() error {
	if s.latency < 0 || s.latency > maxLatency {
		return usagef("--latency %s: it has to be 0s to %s", s.latency, maxLatency)
	}
	if s.sync && s.state == "" {
		return usagef("--sync goes with --state DIR: without it the queues are in memory only")
	}
	return nil
}

// stateFolder is the folder of --state, made if need be, or where there is none
// a temporary one. remove takes the temporary one away, and keeps the other.
func stateFolder(state string) (dir string, remove func() error, err error) {
	if state != "" {
		if err := os.MkdirAll(state, 0o700); err != nil {
			return "", nil, fmt.Errorf("make the state folder %s: %w", state, err)
		}
		return state, func() error { return nil }, nil
	}
	return temporaryFolder()
}
