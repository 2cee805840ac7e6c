package cli_test

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"inflight/ui/cli"
)

// TestMain lets the scripts run `inflight` as a program of its own: this test
// binary under another name, which treats signals as package main does.
func TestMain(m *testing.M) {
	testscript.Main(patient{m}, map[string]func(){
		"inflight": func() {
			signal.Ignore(syscall.SIGPIPE)
			ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
			status := cli.Main(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv})
			stop()
			os.Exit(status)
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir:   "testdata/script",
		Cmds:  commands(),
		Setup: setup,
	})
}
