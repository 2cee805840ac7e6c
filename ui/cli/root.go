package cli

import (
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// newRoot is the command `inflight`, which is `inflight run` when no other
// command is named.
func newRoot(s Streams) *cobra.Command {
	run := newRun(s)
	root := &cobra.Command{
		Use:   "inflight",
		Short: "Run a real producer/consumer pipeline on AWS services, and watch it work",
		Long: `inflight uploads HD images to S3, lets EventBridge put a message for each
into an SQS queue, has workers make 64x64 thumbnails of them with ffmpeg,
and announces the results by SNS and on Discord, while it draws every
message, countdown, retry and API call. Without any flag it is a
demonstration that explains itself, on an embedded AWS: no account, no
Docker.`,
		Example: `# the demonstration
inflight
# your own images, as fast as it goes
inflight run --images ~/Pictures
# no screen: events as JSON lines, thumbnails in ./out
inflight run --headless --drain --images ~/Pictures --state ./out
# the embedded AWS alone, for the AWS CLI
inflight local`,
		Args: noSuchCommand,
		RunE: run.RunE,
	}
	root.Flags().AddFlagSet(run.Flags())
	root.AddCommand(run, newWorker(s), newProduce(s), newReplay(s), newScene(s), newExport(s), newCompare(s), newUp(s), newDown(s), newStatus(s), newDoctor(s), newLocal(s), newConfig(s))
	var profiles profiling
	profiles.bind(root.PersistentFlags())
	profiles.around(root, s)
	root.SetFlagErrorFunc(wrongFlag)
	return root
}

// noSuchCommand refuses what is no command.
func noSuchCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		names = append(names, sub.Name())
	}
	if n := nearest(args[0], names); n != "" {
		return usagef("unknown command %q: did you mean `%s %s`?", args[0], cmd.CommandPath(), n)
	}
	return usagef("unknown command %q; see `%s --help`", args[0], cmd.CommandPath())
}

// noArguments refuses what stands behind a command that takes flags alone.
func noArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return usagef("`%s` takes flags alone: what is %q? See `%[1]s --help`", cmd.CommandPath(), args[0])
}

// wrongFlag says what is wrong with a flag, and which was perhaps meant.
func wrongFlag(cmd *cobra.Command, err error) error {
	if unknown := (*pflag.NotExistError)(nil); errors.As(err, &unknown) {
		if n := nearest(unknown.GetSpecifiedName(), flagsOf(cmd)); n != "" {
			return usagef("%w: did you mean --%s?", err, n)
		}
	}
	if wrong := (*pflag.InvalidValueError)(nil); errors.As(err, &wrong) {
		f := wrong.GetFlag()
		return usagef("--%s: %w", f.Name, valueError(f, wrong.GetValue(), wrong.Unwrap()))
	}
	return usagef("%w; see `%s --help`", err, cmd.CommandPath())
}

// valueError says what is wrong with the value of a flag: in our words where
// those of Go's parsers say little to a person.
func valueError(f *pflag.Flag, value string, err error) error {
	switch f.Value.Type() {
	case "duration":
		return fmt.Errorf("%q is no duration: write one as in 30s or 1m30s", value)
	case "int":
		return fmt.Errorf("%q is no whole number: write one as in 4", value)
	case "float64":
		return fmt.Errorf("%q is no number: write one as in 0.5 or 2", value)
	case "bool":
		return fmt.Errorf("%q is neither true nor false", value)
	}
	if wrong := (*pflag.InvalidValueError)(nil); errors.As(err, &wrong) { // it names the flag, which may not be where the value is from
		return wrong.Unwrap()
	}
	return err
}

// oneLine keeps an error message on one line and takes what would move the
// cursor out of it.
func oneLine(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0:
			return '�'
		}
		return r
	}, text)
}
