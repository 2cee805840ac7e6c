package cli

import (
	"errors"
	"time"
)

// grace is for how long a stop waits for calls of ReceiveMessage under way;
// negative: for as long as such a call takes.
type grace time.Duration

const (
	graceByWait = grace(-1)
	// graceBeyond is how much longer than --wait a call may take.
	graceBeyond = 2 * time.Second
)

// String is the value as a flag shows it.
func (g *grace) String() string {
	if *g < 0 {
		return "wait+2s"
	}
	return time.Duration(*g).String()
}

// Set reads the value of the flag.
func (g *grace) Set(text string) error {
	if text == "wait+2s" {
		*g = graceByWait
		return nil
	}
	d, err := time.ParseDuration(text)
	if err != nil || d < 0 || d > time.Hour {
		return errors.New("it has to be a duration from 0s to 1h, or wait+2s")
	}
	*g = grace(d)
	return nil
}

// Type is what the help calls the value.
func (*grace) Type() string { return "duration|wait+2s" }

// graceTime is the grace of workers on an AWS that is reached over a network. It
// is never nothing: a call that is cancelled there is to be told of.
func (s *settings) graceTime() time.Duration {
	if s.grace < 0 {
		return s.wait + graceBeyond
	}
	return max(time.Duration(s.grace), 1)
}
