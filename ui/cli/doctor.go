package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
)

// finding is what the doctor found of one thing.
type finding struct {
	verdict verdict
	subject string
	text    string // how it is, and where it is not well, how to mend it
}

// verdict is how much a finding matters.
type verdict string

// The verdicts there are.
const (
	healthy verdict = "ok"
	notable verdict = "note"    // it runs, in another way than most would want
	missing verdict = "missing" // it does not run like that
)

// newDoctor is the command `inflight doctor`.
func newDoctor(s Streams) *cobra.Command {
	var where target
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say what is missing before this can run, and how to mend it",
		Long: `Look at what inflight stands on: ffmpeg, the terminal, the port, the
temporary folder, the settings file, the Discord webhook, and with --aws or
--endpoint whether AWS answers, to whom, and whether the names of the stack
are free or its own. The exit status is 1 if
something is missing that is needed; a note is about what it can do without.`,
		Args: noArguments, Annotations: map[string]string{withoutSettings: ""}, // a mistake in their file is a finding
	}
	where.bind(cmd.Flags())
	cmd.Flags().Lookup("aws").Usage = "look at the AWS account of the environment too"
	cmd.Flags().Lookup("endpoint").Usage = "look at what speaks the AWS protocols at this URL too"
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if err := applyEnvironment(c, s.Getenv); err != nil {
			return err
		}
		settings := findSettings(c, s)
		if err := where.validate(); err != nil {
			return err
		}
		for _, name := range []string{"stack", "bucket-suffix"} {
			if where.embedded() && originOf(c.Flags().Lookup(name)) == "flag" {
				return usagef("--%s: there is no stack to look at without --aws or --endpoint", name)
			}
		}
		return report(s.Out, append(examine(c.Context(), &where, s), settings))
	}
	return cmd
}

// examine looks at everything.
func examine(ctx context.Context, where *target, s Streams) []finding {
	found := []finding{findFFmpeg(ctx), findTerminal(s), findColours(s)}
	found = append(found, findPort(ctx, defaultListen), findTemp(), findWebhook(s.Getenv))
	if !where.embedded() {
		found = append(found, findAccount(ctx, where, s.Getenv)...)
	}
	return found
}

// report prints the findings. Its error is that something is missing.
func report(w io.Writer, found []finding) error {
	sick := 0
	for _, f := range found {
		if f.verdict == missing {
			sick++
		}
		if _, err := fmt.Fprintf(w, "%-7s  %-9s  %s\n", f.verdict, f.subject, oneLine(f.text)); err != nil {
			return fmt.Errorf("stdout: %w", err)
		}
	}
	switch sick {
	case 0:
		return nil
	case 1:
		return errors.New("one thing is missing: the line above that begins with missing says how to mend it")
	}
	return fmt.Errorf("%d things are missing: the lines above that begin with missing say how to mend them", sick)
}
