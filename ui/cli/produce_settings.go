package cli

import (
	"github.com/spf13/pflag"
)

// produceSettings are the flags about what is uploaded.
type produceSettings struct {
	count        imageCount
	rate         float64
	broken, slow float64
}

// bind adds the flags.
func (s *produceSettings) bind(f *pflag.FlagSet) {
	s.count = noLimit
	f.Var(&s.count, "count", "how many images; 0 uploads none")
	f.Float64Var(&s.rate, "rate", 0, "images a second; 0 is as fast as it goes")
	f.Float64Var(&s.broken, "broken", 0, "share of drawn images that are damaged, 0 to 1")
	f.Float64Var(&s.slow, "slow", 0, "share of drawn images that take long, 0 to 1")
}

// check says what is wrong with a value, in the words of the flag. drawn tells
// whether the images are drawn on the fly.
func (s *produceSettings) check(drawn bool) error {
	switch {
	case s.rate < 0:
		return usagef("--rate %v: it has to be 0 or more", s.rate)
	case s.broken < 0 || s.slow < 0 || s.broken+s.slow > 1:
		return usagef("--broken %v and --slow %v: shares from 0 to 1, together not over 1", s.broken, s.slow)
	case !drawn && (s.broken > 0 || s.slow > 0):
		return usagef("--broken and --slow are about drawn images: leave them out with images of your own")
	}
	return nil
}
