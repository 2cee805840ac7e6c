package cli

import (
	"github.com/spf13/cobra"
)

// newLocal is the command `inflight local`: the embedded AWS alone.
func newLocal(_ Streams) *cobra.Command {
	return &cobra.Command{Use: "local", Short: "Run the embedded AWS alone, on a port"}
}
