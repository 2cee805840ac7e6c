package cli

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"inflight/pipeline/consume"
	"inflight/pipeline/fault"
	"inflight/ui/cli/trial"
)

// How many runs are tried with faults and settings by chance, and which. A thousand by
// hand:
//
//	go test ./ui/cli -run WhateverGoesWrongTogether -trial-rounds 1000
var (
	trialRounds = flag.Int("trial-rounds", 10, "how many runs are tried with faults by chance")
	trialSeed   = flag.Uint64("trial-seed", 0, "which runs are tried; 0: others each time")
)

// chance draws a run.
type chance struct{ *rand.Rand }

// of is one of some.
func (c chance) of(some ...string) string { return some[c.IntN(len(some))] }

// number is one from least to most.
func (c chance) number(least, most int) string { return fmt.Sprint(least + c.IntN(most-least+1)) }

// settings are some that a run may have.
func (c chance) settings() []string {
	args := []string{
		"--workers", c.number(1, 8), "--batch", c.number(1, 10), "--visibility-timeout", c.number(1, 10) + "s", "--wait", c.of("1s", "5s", "20s"), // in virtual time a short poll takes none, and comes again and again
		"--max-receives", c.number(1, 5), "--retry-delay", c.of("0s", "1s", "timeout"), "--heartbeat=" + c.of("true", "true", "false"),
		"--delay", c.of("0s", "0s", "3s"), "--rate", c.of("0", "5", "1"), "--pace", c.of("0s", "0s", "500ms"),
	}
	if c.IntN(4) == 0 {
		args = append(args, "--fill-first")
	}
	return args
}

// faults are about a third of all that there can be with these settings.
func (c chance) faults(settings []string) string {
	var list []string
	for _, d := range fault.Descriptions() {
		if c.IntN(3) > 0 || d.Name == fault.HeartbeatLost && slices.Contains(settings, "--heartbeat=false") {
			continue
		}
		spec := string(d.Name) + "=" + c.of("once", "0.02", "0.1", "0.3")
		var filter string
		switch {
		case d.Name == fault.AWSGone:
			spec = string(d.Name) + "=" + c.of("once", "0.001")
		case d.Name == fault.ExpiredCredentials:
			spec += "@" + c.of("s3", "s3.PutObject", "sns", "sqs.ChangeMessageVisibility", "s3.GetObject")
		case d.OfAWS:
			filter = c.of("", "", "@sqs.ReceiveMessage", "@sqs.DeleteMessage", "@sqs.ChangeMessageVisibility", "@sqs.GetQueueAttributes", "@s3.PutObject", "@s3.HeadObject", "@s3.GetObject", "@s3", "@sns", "@ours")
		default:
			filter = c.of("", "@download", "@thumbnail", "@upload", "@notify")
		}
		if _, err := fault.Parse(spec + filter); err == nil { // else that filter is for another fault
			spec += filter
		}
		list = append(list, spec)
	}
	if len(list) == 0 {
		return string(fault.Panic)
	}
	return strings.Join(list, ",")
}

// TestNothingIsLostWhateverGoesWrongTogether: some faults at once, with settings that
// nobody would choose.
func TestNothingIsLostWhateverGoesWrongTogether(t *testing.T) {
	seed := *trialSeed
	if seed == 0 {
		seed = rand.Uint64()
	}
	for round := range *trialRounds {
		c := chance{rand.New(rand.NewPCG(seed, uint64(round)))}
		model, args := c.of(consume.Models()...), c.settings()
		faults := c.faults(args)
		if model == "serial" { // it has one worker, or none
			args[1] = "1"
		}
		t.Logf("-trial-seed %d, round %d: --model %s %s --fault %s", seed, round, model, strings.Join(args, " "), faults)
		ok := t.Run(fmt.Sprint(round), func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f, _ := tryOut(t, trial.Trial{Faults: faults}, model, 1+c.IntN(15), args...)
				for _, wrong := range f.Faults() {
					t.Errorf("%s\n%s", wrong, f.Said)
				}
			})
		})
		if !ok {
			t.FailNow()
		}
	}
}
