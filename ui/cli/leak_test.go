package cli_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"testing"

	"go.uber.org/goleak"

	"inflight/ui/cli"
)

// patient makes TestMain fail where a goroutine outlives the tests.
type patient struct{ *testing.M }

// Run implements testscript.TestingM.
func (m patient) Run() int {
	status := m.M.Run()
	if status != 0 {
		return status
	}
	if err := goleak.Find(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// tripwire ends a run when it has written something.
type tripwire func()

// Write implements io.Writer.
func (w tripwire) Write(p []byte) (int, error) {
	w()
	return len(p), nil
}

func TestARunLeavesNothingRunning(t *testing.T) {
	before := goleak.IgnoreCurrent()
	small := []string{"run", "--headless", "--count", "2", "--engine", "builtin", "--listen", "127.0.0.1:0"}
	for name, c := range map[string]struct {
		args      []string
		interrupt bool
		want      int
	}{
		"drained":     {append([]string{"run", "--drain"}, small[1:]...), false, 0},
		"interrupted": {small, true, 130},
		"not begun":   {[]string{"run", "--headless", "--images", "no such folder"}, false, 2},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(context.Background())
			defer cancel()
			var errs bytes.Buffer
			streams := cli.Streams{In: new(bytes.Buffer), Out: io.Discard, Err: &errs, Getenv: func(string) string { return "" }}
			if c.interrupt {
				streams.Out = tripwire(cancel)
			}
			if got := cli.Main(ctx, c.args, streams); got != c.want {
				t.Errorf("exit status %d, want %d\n%s", got, c.want, errs.String())
			}
			if err := goleak.Find(before); err != nil {
				t.Error(err)
			}
		})
	}
}
