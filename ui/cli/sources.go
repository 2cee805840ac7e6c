package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"inflight/ui"
	"inflight/ui/config"
	"inflight/ui/keys"
)

// Flags win over INFLIGHT_* variables, which win over the settings file. What
// comes from the latter two is noted at the flag.

// originNote is the annotation of a flag that says where its value comes from.
const originNote = "inflight-origin"

// perRun are flags that belong to one run, or to one question, and not into a
// settings file.
var perRun = []string{"help", "version", "headless", "drain", "record", "fault", "yes", "json", "cpuprofile", "memprofile", "pprof", "fill-first"}

// readSettings reads the settings file, which need not be there, unless it was
// named.
func readSettings(getenv func(string) string) (config.File, error) {
	path := config.Path(getenv)
	if getenv(config.Variable) != "" {
		if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
			return config.File{Path: path}, fmt.Errorf("%s names %s, which is not there: `inflight config init` writes it", config.Variable, path)
		}
	}
	return config.Read(path)
}

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
			err = usagef("the environment variable %s: %w", name, valueError(f, value, e))
		}
		note(f, "environment "+name)
	})
	return err
}

// applyFile gives each flag that has no value yet the one of the settings file.
// A setting of another command is passed over; one of none is a mistake.
func applyFile(cmd *cobra.Command, file *config.File) error {
	known := flagsOf(cmd.Root())
	for _, s := range file.Settings {
		f := cmd.Flags().Lookup(s.Name)
		switch {
		case slices.Contains(perRun, s.Name):
			return usage(file.Errorf(s.Line, "%s is for one run: leave it to the command line", s.Name))
		case strings.Contains(s.Name, "discord") || strings.Contains(s.Name, "webhook"):
			return usage(file.Errorf(s.Line, "%s: the webhook is a secret, and comes from the environment variable %s alone", s.Name, webhookVariable))
		case !slices.Contains(known, s.Name):
			return usage(file.Errorf(s.Line, "there is no setting %s%s", s.Name, didYouMean(s.Name, known)))
		case f == nil || f.Changed:
			continue
		}
		if err := cmd.Flags().Set(s.Name, s.Value); err != nil {
			return usage(file.Errorf(s.Line, "%s: %w", s.Name, valueError(f, s.Value, err)))
		}
		note(f, fmt.Sprintf("%s:%d", file.Path, s.Line))
	}
	if err := giveWay(cmd.Flags()); err != nil {
		return err
	}
	return validateKeys(file)
}

// rivals are flags of which the one or the other holds.
var rivals = [][2]string{{"aws", "endpoint"}, {"endpoint", "aws"}, {"script", "engine"}, {"plain", "headless"}}

// giveWay takes back what the settings file says where a flag or a variable says
// something else: `--endpoint` wins over `aws = true` as over another endpoint.
func giveWay(f *pflag.FlagSet) error {
	for _, r := range rivals {
		idle, wanted := f.Lookup(r[0]), f.Lookup(r[1])
		if idle == nil || wanted == nil || !fromFile(idle) || !wanted.Changed || fromFile(wanted) {
			continue
		}
		if err := takeBack(idle); err != nil {
			return err
		}
	}
	return nil
}

// takeBack gives a flag its default again.
func takeBack(f *pflag.Flag) error {
	if err := f.Value.Set(f.DefValue); err != nil {
		return fmt.Errorf("--%s: %w", f.Name, err)
	}
	f.Changed = false
	return nil
}

// withoutSettings is the annotation of a command that has no use for settings,
// and runs also where something is wrong with their file.
const withoutSettings = "inflight-without-settings"

// goesWithoutSettings tells whether a command has no use for settings: those so
// marked, and those of fang and cobra, which a shell may call as it starts.
func goesWithoutSettings(cmd *cobra.Command) bool {
	if _, marked := cmd.Annotations[withoutSettings]; marked {
		return true
	}
	for ; cmd.HasParent(); cmd = cmd.Parent() {
		switch cmd.Name() {
		case "completion", "help", "man", cobra.ShellCompRequestCmd, cobra.ShellCompNoDescRequestCmd:
			return true
		}
	}
	return false
}

// validateKeys says what is wrong with the key bindings of the settings file.
func validateKeys(file *config.File) error {
	err := ui.CheckKeys(keysOf(file))
	bad := (*keys.Error)(nil)
	if !errors.As(err, &bad) {
		return nil
	}
	line := 0
	for _, b := range file.Keys {
		if b.Action == bad.Action {
			line = b.Line
		}
	}
	var names []string
	for _, a := range ui.KeyActions(nil) {
		names = append(names, a.Name)
	}
	hint := ""
	if !slices.Contains(names, bad.Action) {
		hint = didYouMean(bad.Action, names)
	}
	return usage(file.Errorf(line, "%w%s", err, hint))
}

// keysOf are the key bindings of the settings file, for the screen.
func keysOf(file *config.File) map[string][]string {
	keys := map[string][]string{}
	for _, b := range file.Keys {
		keys[b.Action] = b.Keys
	}
	return keys
}

// flagsOf are the names of the flags of a command and of those below it.
func flagsOf(cmd *cobra.Command) []string {
	var names []string
	cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	for _, sub := range cmd.Commands() {
		names = append(names, flagsOf(sub)...)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// note says at a flag where its value comes from.
func note(f *pflag.Flag, origin string) {
	if f.Annotations == nil {
		f.Annotations = map[string][]string{}
	}
	f.Annotations[originNote] = []string{origin}
}

// originOf is where the value of a flag comes from.
func originOf(f *pflag.Flag) string {
	switch noted := f.Annotations[originNote]; {
	case !f.Changed:
		return "default"
	case len(noted) > 0:
		return noted[0]
	}
	return "flag"
}

// fromFile tells whether the value of a flag comes from the settings file.
func fromFile(f *pflag.Flag) bool {
	origin := originOf(f)
	return f.Changed && origin != "flag" && !strings.HasPrefix(origin, "environment ")
}

// usage makes a mistake in how the program was called of an error.
func usage(err error) error { return &exit{status: exitUsage, err: err} }
