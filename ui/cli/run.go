package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"

	"inflight/pipeline"
)

// newRun is the command `inflight run`: the pipeline and the screen.
func newRun(s Streams) *cobra.Command {
	var set settings
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run the pipeline and watch it; on the embedded AWS unless told otherwise",
		Args:  noArguments,
	}
	set.bind(cmd.Flags())
	changed := cmd.Flags().Changed
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if err := set.dropIdle(c.Flags()); err != nil {
			return err
		}
		if err := set.complete(changed); err != nil {
			return err
		}
		return run(c.Context(), &set, s)
	}
	return cmd
}

// run opens a session and shows it on a screen, or writes it out.
func run(ctx context.Context, set *settings, s Streams) (err error) {
	if !set.headless && !set.plain && !s.Terminal {
		return errNoTerminal()
	}
	log := &pipeline.Log{}
	session, err := openSession(ctx, set, s, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, session.close(context.WithoutCancel(ctx))) }()
	switch {
	case set.headless:
		return session.headless(ctx, s)
	case set.plain:
		return session.plain(ctx, s)
	}
	return session.screen(ctx, s)
}

// errNoTerminal says what one can do without a screen.
func errNoTerminal() error {
	return usagef("there is no terminal to draw on: run it in one, or with --plain for words, or --headless for JSON lines")
}
