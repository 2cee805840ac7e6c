package cli

import (
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// environmentName is the variable that stands for a flag: --visibility-timeout
// is INFLIGHT_VISIBILITY_TIMEOUT.
func environmentName(flag string) string {
	return "INFLIGHT_" + strings.ToUpper(strings.ReplaceAll(flag, "-", "_"))
}

// applyEnvironment gives each flag that was not on the command line the value
// of its variable.
func applyEnvironment(cmd *cobra.Command, getenv func(string) string) error {
	var err error
	cmd.Flags().VisitAll(func(f *pflag.Flag) {
		name := environmentName(f.Name)
		value := getenv(name)
		if err != nil || f.Changed || value == "" || f.Name == "help" || f.Name == "version" {
			return
		}
		if e := cmd.Flags().Set(f.Name, value); e != nil {
			err = usagef("the environment variable %s: %w", name, e)
		}
	})
	return err
}
