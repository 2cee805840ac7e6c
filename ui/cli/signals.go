package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
)

// Signals end the program: the first in good order, the second at once. What
// came before neither of them is over when Stop is called.
type Signals struct {
	// First ends with the first signal, which is its cause.
	First context.Context
	// Second ends with the second one.
	Second context.Context

	came chan os.Signal
	done chan struct{}
}

// WatchSignals takes the signals that end a program. One that the program was
// started to ignore, as nohup does with SIGHUP, stays ignored. Call Stop.
func WatchSignals(ctx context.Context) *Signals {
	first, end := context.WithCancelCause(ctx)
	second, hurry := context.WithCancel(ctx)
	s := &Signals{First: first, Second: second, came: make(chan os.Signal, 2), done: make(chan struct{})}
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		if sig == syscall.SIGHUP && signal.Ignored(sig) {
			continue
		}
		signal.Notify(s.came, sig)
	}
	go func() {
		defer close(s.done)
		defer hurry()
		defer end(nil)
		sig, ok := <-s.came
		if !ok {
			return
		}
		end(signalled{sig})
		for again := range s.came {
			if again == syscall.SIGHUP { // a shell and the kernel both send it
				continue
			}
			hurry()
			signal.Stop(s.came) // a third one is not taken: it ends the program
		}
	}()
	return s
}

// Spare has SIGINT ignored until end is called. A terminal sends it to all programs
// that it has in the foreground: while one of them edits a text it is meant for that.
// What is started meanwhile ignores it, too.
func (s *Signals) Spare() (end func()) {
	signal.Ignore(os.Interrupt)
	return func() { signal.Notify(s.came, os.Interrupt) }
}

// Stop takes no more signals.
func (s *Signals) Stop() {
	signal.Stop(s.came)
	close(s.came)
	<-s.done
}

// signalled is the cause of a context that a signal ended.
type signalled struct{ os.Signal }

// Error says which it was.
func (s signalled) Error() string { return fmt.Sprintf("stopped by %s", nameOf(s.Signal)) }

// nameOf is the name by which people know a signal.
func nameOf(s os.Signal) string {
	switch s {
	case os.Interrupt:
		return "SIGINT"
	case syscall.SIGTERM:
		return "SIGTERM"
	case syscall.SIGHUP:
		return "SIGHUP"
	}
	return s.String()
}

// stopStatus is the exit status of a command that was stopped. Service managers
// send SIGTERM, and count as a failure whatever is not 0: it is 0 where all was
// left in good order. Nothing but a signal is ctrl+c on the screen.
func stopStatus(ctx context.Context, inOrder bool) int {
	var by signalled
	switch errors.As(context.Cause(ctx), &by); {
	case by.Signal == syscall.SIGHUP:
		return exitHungUp
	case by.Signal != syscall.SIGTERM:
		return exitInterrupted
	case inOrder:
		return exitDone
	}
	return exitFailed
}

// stopped is the error of a command that has nothing to finish and was stopped.
func stopped(ctx context.Context) error {
	if status := stopStatus(ctx, true); status != exitDone {
		return &exit{status: status}
	}
	return nil
}

// notBegun is the error of a run that did not come to its begin: where a signal
// was the cause, nothing was in hand.
func (s *settings) notBegun(ctx context.Context, err error) error {
	if ctx.Err() == nil || !errors.Is(err, context.Canceled) {
		return err
	}
	return &exit{status: stopStatus(ctx, !s.drain), err: errors.New(how(ctx))}
}

// how says in a word how a command was ended before its time.
func how(ctx context.Context) string {
	var by signalled
	if errors.As(context.Cause(ctx), &by) && by.Signal != os.Interrupt {
		return by.Error()
	}
	return "interrupted"
}

// hurried calls leave when nobody will wait any more, and until stop is called.
func (s *Streams) hurried(leave func()) (stop func()) {
	if s.Hurry == nil {
		return func() {}
	}
	forget := context.AfterFunc(s.Hurry, leave)
	return func() { forget() }
}
