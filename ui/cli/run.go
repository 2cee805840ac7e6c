package cli

import (
	"context"
	"errors"

	"github.com/spf13/cobra"
)

// newRun is the command `inflight run`: the pipeline and the screen.
func newRun(s Streams) *cobra.Command {
	var set settings
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Run the pipeline and watch it; on the embedded AWS unless told otherwise",
		Long: `Run the pipeline and watch it. On the embedded AWS, with neither --images
nor --headless, it is a demonstration: paced, some images broken, some slow;
else nothing is, unless asked for.

Every flag has a variable (--retry-delay is INFLIGHT_RETRY_DELAY), and those
not for one run alone a line in the settings file. A flag wins over a
variable, which wins over the file; ` + "`inflight config`" + ` shows what they come
to.

--headless leaves out the pictures themselves (thumbnail.pictured), so that
the numbers of its events have gaps; --record writes every event. --plain
says in words what matters.

A failed message waits for --retry-delay, which doubles each time; with
--retry-delay timeout it waits until its visibility timeout runs out.

The exit status is 0 when all is done; 1 when something failed, with --drain
also when something is in the dead-letter queue; 2 for wrong usage; 130 when
interrupted, 129 by SIGHUP. SIGTERM gives 0 if all in hand was finished and
nothing was to be drained, else 1. A second signal does not wait.`,
		Example: `inflight run --images ~/Pictures --workers 8
# no screen: events as JSON lines, thumbnails in ./out
inflight run --headless --drain --images ~/Pictures --state ./out
# go on with what an interrupted run left, and upload nothing new
inflight run --headless --drain --count 0 --state ./out`,
		Args: noArguments,
	}
	set.bind(cmd.Flags())
	changed := cmd.Flags().Changed
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if set.asksForHelp() {
			return writeFaults(s.Out)
		}
		if err := set.dropIdle(c.Flags()); err != nil {
			return err
		}
		if err := set.complete(changed); err != nil {
			return err
		}
		set.given = givenIn(c.Flags())
		return run(c.Context(), &set, s)
	}
	return cmd
}

// run opens a session and shows it on a screen, or writes it out.
func run(ctx context.Context, set *settings, s Streams) (err error) {
	if !set.headless && !set.plain {
		if err := drawable(s, "--plain for words, or --headless for JSON lines"); err != nil {
			return err
		}
	}
	images, err := imagesOf(set)
	if err != nil {
		return err
	}
	session, err := newSession(ctx, set, s, images)
	if err != nil {
		return set.notBegun(ctx, err)
	}
	defer func() { err = errors.Join(err, session.close(context.WithoutCancel(ctx))) }()
	if !set.headless && !set.plain {
		return session.screen(ctx, s)
	}
	if err := session.setUp(ctx); err != nil {
		return set.notBegun(ctx, err)
	}
	if set.headless {
		return session.headless(ctx, s)
	}
	return session.plain(ctx, s)
}

// drawable is an error where there is no terminal to draw a screen on; instead is what one
// can do without.
func drawable(s Streams, instead string) error {
	switch {
	case !s.Terminal:
		return usagef("there is no terminal to draw on: run it in one, or with %s", instead)
	case s.Getenv("TERM") == dumb:
		return usagef("TERM=dumb says that this terminal cannot be drawn on: run it in another, or with %s", instead)
	}
	return nil
}

// dumb is the TERM of a terminal that shows text and nothing else, such as a shell in Emacs.
const dumb = "dumb"
