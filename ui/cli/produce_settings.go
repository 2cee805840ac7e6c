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

// validate says what is wrong with a value, in the words of the flag. drawn tells
// whether the images are drawn on the fly.
func (s *produceSettings) validate(drawn bool) error {
	if err := validateRate(s.rate); err != nil {
		return err
	}
	if err := validateShares(s.broken, s.slow); err != nil {
		return err
	}
	if !drawn && (s.broken > 0 || s.slow > 0) {
		return usagef("--broken and --slow are about drawn images: leave them out with images of your own")
	}
	return nil
}

// Bounds of a rate: an image in three hours, and a million a second. Beyond them
// is no time span that a timer can wait for.
const (
	minRate = 0.0001
	maxRate = 1_000_000
)

// validateRate says what is wrong with a rate. NaN compares with nothing, so it
// asks for what is good, and not for what is bad.
func validateRate(rate float64) error {
	if rate == 0 || rate >= minRate && rate <= maxRate {
		return nil
	}
	return usagef("--rate %v: it has to be %.4f to %d images a second, or 0 for as fast as it goes", rate, minRate, maxRate)
}

// validateShares says what is wrong with the shares of damaged and slow images.
func validateShares(broken, slow float64) error {
	if isShare(broken) && isShare(slow) && broken+slow <= 1 {
		return nil
	}
	return usagef("--broken %v and --slow %v: shares from 0 to 1, together not over 1", broken, slow)
}

// isShare tells whether a number is a part of a whole. NaN is none.
func isShare(x float64) bool { return x >= 0 && x <= 1 }
