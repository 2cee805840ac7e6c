//go:build unix

package e2e_test

import (
	"context"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"inflight/aws/gatetest"
	"inflight/aws/local"
)

// slow is an AWS in front of which each call waits until it is let through.
type slow struct {
	url    string
	come   chan string // operations that have come, and wait
	answer chan bool   // lets the one that waits through; false refuses it
}

func newSlow(t *testing.T) *slow {
	t.Helper()
	server, err := local.New(local.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	s := &slow{come: make(chan string), answer: make(chan bool)}
	over, end := context.WithCancel(t.Context())
	gate := &gatetest.Gate{Next: server.RoundTripper(), Refuse: func(operation string) bool {
		select {
		case s.come <- operation:
		case <-over.Done():
			return false
		}
		select {
		case through := <-s.answer:
			return !through
		case <-over.Done():
			return false
		}
	}}
	front := httptest.NewServer(gate)
	s.url = front.URL
	t.Cleanup(func() {
		end()
		front.Close()
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return s
}

// until lets calls through up to one, which waits.
func (s *slow) until(operation string) {
	for got := <-s.come; got != operation; got = <-s.come {
		s.answer <- true
	}
}

// rest lets all through that come before the program is over, and returns what
// they were.
func (s *slow) rest(t *testing.T) (seen func() []string) {
	t.Helper()
	var all []string
	done, end := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case operation := <-s.come:
				all = append(all, operation)
				s.answer <- true
			case <-end:
				return
			}
		}
	}()
	return func() []string {
		close(end)
		<-done
		return all
	}
}

// TestSettingUpIsTheFirstThingSeen: on an AWS that takes its time each call is
// seen when it is done, and not before.
func TestSettingUpIsTheFirstThingSeen(t *testing.T) {
	program := build(t)
	begin := func(t *testing.T, w, h int) (*terminal, *slow, func(status string)) {
		t.Helper()
		aws := newSlow(t)
		term := openTerminal(t, w, h)
		settings, modes := term.settings(), term.modes()
		term.enter(program + " run --count 0 --engine builtin --grace 0s --endpoint " + aws.url + "; echo status $?")
		if first := <-aws.come; first != "sts:GetCallerIdentity" {
			t.Fatalf("the first call is %s", first)
		}
		term.see(`(?s)● setting up.*setting up the stack: first a look at what is there`)
		aws.answer <- true
		aws.until("sqs:CreateQueue")
		term.until("what was found, and nothing that was done", func(s string) bool {
			return strings.Contains(s, "found no bucket naa-hd-image-source yet") && !strings.Contains(s, "created")
		})
		aws.answer <- true
		aws.until("events:PutRule")
		term.until("what was done, and no more", func(s string) bool {
			return strings.Contains(s, "created the dead-letter queue practiceDLQ") && !strings.Contains(s, "put the rule")
		})
		return term, aws, func(status string) {
			t.Helper()
			term.see(`(?s)` + status + `\s+` + prompt + `\s*$`)
			requireRestored(t, term, settings, modes)
		}
	}
	t.Run("up to its end", func(t *testing.T) {
		t.Parallel()
		term, aws, over := begin(t, 120, 36)
		term.see(`practiceDLQ ─+╮[^╮]*\n.* there  `)
		aws.answer <- true
		seen := aws.rest(t)
		term.see(`● live`)
		term.see(`the stack is there: 12 parts created`)
		term.press("q")
		over(`status 0`)
		seen()
	})
	t.Run("a call that is refused", func(t *testing.T) {
		t.Parallel()
		_, aws, over := begin(t, 120, 36)
		aws.answer <- false
		seen := aws.rest(t)
		over(`inflight: creating the rule HD-image-upload-trigger: these credentials may not do that.*is deleted again\s+status 1`)
		if !slices.Contains(seen(), "sqs:DeleteQueue") {
			t.Error("the queue stays")
		}
	})
	for key, ends := range map[string]string{
		"q":   `inflight: stopped while the stack was set up; what had been created is deleted again\s+status 0`,
		"C-c": `inflight: stopped while the stack was set up; what had been created is deleted again\s+status 130`,
	} {
		t.Run(key, func(t *testing.T) {
			t.Parallel()
			term, aws, over := begin(t, 100, 30)
			term.press(key)
			aws.answer <- true // too late: the call was given up
			if undoing := <-aws.come; undoing == "" {
				t.Error("nothing is undone")
			}
			term.see(`stopping: what had been created of the stack`)
			aws.answer <- true
			seen := aws.rest(t)
			over(ends)
			if !slices.Contains(seen(), "sqs:DeleteQueue") {
				t.Error("the queue stays")
			}
		})
	}
}
