// Command inflight runs a real producer / consumer pipeline on AWS services
// and draws it while it works. See README.md, or run it with --help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/charmbracelet/x/term"

	"inflight/ui/cli"
)

func main() {
	os.Exit(run())
}

func run() int {
	// A reader of stdout that goes away is an error of a write, after which
	// everything is closed in good order, and no sudden end.
	signal.Ignore(syscall.SIGPIPE)
	signals := cli.WatchSignals(context.Background())
	defer signals.Stop()
	screen := term.IsTerminal(os.Stdout.Fd())
	return cli.Main(signals.First, os.Args[1:], cli.Streams{
		In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv,
		Hurry:    signals.Second,
		Spare:    signals.Spare,
		Terminal: screen && term.IsTerminal(os.Stdin.Fd()), Screen: screen,
	})
}
