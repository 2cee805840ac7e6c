package cli

import (
	"strings"

	"github.com/spf13/cobra"
)

// newRoot is the command `inflight`, which is `inflight run` when no other
// command is named.
func newRoot(s Streams) *cobra.Command {
	run := newRun(s)
	root := &cobra.Command{
		Use:   "inflight",
		Short: "Run a real producer/consumer pipeline on AWS services, and watch it work",
		Long: `inflight uploads HD images to S3, lets EventBridge put a message for each into
an SQS queue, has workers make 64x64 thumbnails of them with ffmpeg, and
announces the results by SNS and on Discord, while it draws every message,
countdown, retry and API call. Without any flag it is a demonstration that
explains itself, on an embedded AWS: no account, no Docker.`,
		Example: `# the demonstration
inflight
# your own images, as fast as it goes
inflight run --images ~/Pictures
# no screen: events as JSON lines, thumbnails in ./out
inflight run --headless --drain --images ~/Pictures --state ./out
# the embedded AWS alone, for the AWS CLI
inflight local`,
		Args: cobra.NoArgs,
		RunE: run.RunE,
	}
	root.Flags().AddFlagSet(run.Flags())
	root.AddCommand(run, newWorker(s), newProduce(s), newReplay(s), newUp(s), newDown(s), newStatus(s), newDoctor(s), newLocal(s))
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return usagef("%w; see `%s --help`", err, cmd.CommandPath())
	})
	return root
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
