package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"charm.land/fang/v2"
	"github.com/spf13/cobra"

	"inflight/ui/config"
)

// Exit statuses of the program.
const (
	exitDone        = 0
	exitFailed      = 1   // something failed; with --drain, something is in the dead-letter queue
	exitUsage       = 2   // wrong usage
	exitHungUp      = 129 // the terminal is gone: SIGHUP
	exitInterrupted = 130 // SIGINT, ctrl+c
)

// exit is an error with the status that the program ends with. One without a
// message says nothing more: everything has been said.
type exit struct {
	status int
	err    error
}

// Error is the message, empty where all has been said.
func (e *exit) Error() string {
	if e.err == nil {
		return ""
	}
	return e.err.Error()
}

// Unwrap is the cause.
func (e *exit) Unwrap() error { return e.err }

// usagef is a mistake in how the program was called.
func usagef(format string, args ...any) error {
	return &exit{status: exitUsage, err: fmt.Errorf(format, args...)}
}

// Streams are where the program reads and writes, and what its environment
// says; tests give their own.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	// Hurry ends when a person, or whoever manages the program, will not wait for
	// it to end in good order any more. nil: everybody waits.
	Hurry context.Context
	// Spare has SIGINT not taken for this program's until end is called, while another
	// one has the terminal. nil: it cannot.
	Spare func() (end func())
	// Terminal tells whether In and Out are a terminal, Screen whether Out is.
	Terminal, Screen bool

	file   config.File // the settings file, read by Main
	unread error       // what is wrong with it
}

// Main runs the command line args (without the program's name) until it is
// done or ctx ends, and returns the exit status. What goes wrong is said in
// one sentence on Err.
func Main(ctx context.Context, args []string, s Streams) int {
	s.file, s.unread = readSettings(s.Getenv)
	console := s.Out // fang asks it for its colours
	s.Out = stdout{s.Out}
	root := newRoot(s)
	root.SetArgs(append([]string{}, args...)) // nil would be those of the process
	root.SetIn(s.In)
	root.SetOut(console)
	root.SetErr(s.Err)
	err := execute(ctx, root, s)
	if err == nil {
		return exitDone
	}
	status := exitFailed
	if e := (*exit)(nil); errors.As(err, &e) {
		status = e.status
	} else if ctx.Err() != nil && errors.Is(err, context.Canceled) {
		status, err = stopStatus(ctx, false), errors.New(how(ctx))
	}
	if text := err.Error(); text != "" && !errors.Is(err, errNobodyReads) {
		sayf(s.Err, "%s", oneLine(text))
	}
	return status
}

// execute runs the command; cobra's own errors are all about usage. A mistake in
// the settings file is one of every command that has a use for it.
func execute(ctx context.Context, root *cobra.Command, s Streams) error {
	ran := false
	root.PersistentPreRunE = func(cmd *cobra.Command, _ []string) error {
		ran = true
		if goesWithoutSettings(cmd) {
			return nil
		}
		if s.unread != nil {
			return usage(s.unread)
		}
		if err := applyEnvironment(cmd, s.Getenv); err != nil {
			return err
		}
		return applyFile(cmd, &s.file)
	}
	var failed error
	keepErrors(root, &failed)
	err := fang.Execute(ctx, root, fang.WithVersion(version()),
		fang.WithErrorHandler(func(io.Writer, fang.Styles, error) {})) // Main says it, in one sentence
	if err == nil {
		err = failed
	}
	if e := (*exit)(nil); err != nil && !ran && !errors.As(err, &e) {
		return usagef("%w; see `inflight --help`", err)
	}
	return err
}

// keepErrors keeps what the commands return from fang, which would ask the
// terminal for its colours to print it, and wait seconds for one that does not
// answer.
func keepErrors(c *cobra.Command, failed *error) {
	if run := c.RunE; run != nil {
		c.RunE = func(cmd *cobra.Command, args []string) error {
			*failed = run(cmd, args)
			return nil
		}
	}
	for _, sub := range c.Commands() {
		keepErrors(sub, failed)
	}
}
