package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"inflight/ui"
	"inflight/ui/config"
)

// newConfig is the command `inflight config`.
func newConfig(s Streams) *cobra.Command {
	var set settings
	asJSON := false
	cmd := &cobra.Command{
		Use:   "config",
		Short: "Show every setting of `inflight run`, and where its value comes from",
		Long: `Show every setting and key of ` + "`inflight run`" + ` and where its value comes from:
a flag wins over an INFLIGHT_* variable, which wins over the settings file.
Flags may be given here as to ` + "`inflight run`" + `, to see what they come to.
INFLIGHT_CONFIG names another settings file; /dev/null is none.`,
		Example: `inflight config
inflight config --images ~/Pictures
# write a settings file with every setting as a comment
inflight config init
$EDITOR $(inflight config path)`,
		Args: noSuchCommand,
	}
	set.bind(cmd.Flags())
	cmd.Flags().BoolVar(&asJSON, "json", false, "as JSON")
	cmd.RunE = func(c *cobra.Command, _ []string) error {
		if err := set.dropIdle(c.Flags()); err != nil {
			return err
		}
		if err := set.complete(c.Flags().Changed); err != nil {
			return err
		}
		shown := settled(c.Flags(), s)
		if asJSON {
			return shown.writeJSON(s.Out)
		}
		return shown.write(s.Out)
	}
	cmd.AddCommand(newConfigPath(s), newConfigInit(s))
	return cmd
}

// newConfigPath is the command `inflight config path`.
func newConfigPath(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "path",
		Short: "Say where the settings file is",
		Args:  noArguments, Annotations: map[string]string{withoutSettings: ""},
		RunE: func(*cobra.Command, []string) error {
			path, err := settingsPath(s)
			if err != nil {
				return err
			}
			_, err = fmt.Fprintln(s.Out, path)
			return err
		},
	}
}

// newConfigInit is the command `inflight config init`.
func newConfigInit(s Streams) *cobra.Command {
	return &cobra.Command{
		Use:   "init",
		Short: "Write a settings file with all of them as comments",
		Args:  noArguments, Annotations: map[string]string{withoutSettings: ""},
		RunE: func(c *cobra.Command, _ []string) error {
			path, err := settingsPath(s)
			if err != nil {
				return err
			}
			if err := writeNew(path, example(c.Root())); err != nil {
				return err
			}
			sayf(s.Err, "wrote %s: take the # from what you want to change", path)
			return nil
		},
	}
}

// settingsPath is where the settings file is.
func settingsPath(s Streams) (string, error) {
	path := config.Path(s.Getenv)
	if path == "" {
		return "", errors.New("there is no home folder to keep settings in: set INFLIGHT_CONFIG to a file")
	}
	return path, nil
}

// writeNew writes a file that is not there yet.
func writeNew(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("make the folder of the settings file: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s is there already, and stays as it is", path)
	}
	if err != nil {
		return fmt.Errorf("write the settings file: %w", err)
	}
	_, err = io.WriteString(f, text)
	return errors.Join(err, f.Close())
}

// example is a settings file in which everything is a comment.
func example(root *cobra.Command) string {
	var b strings.Builder
	b.WriteString("# Settings of inflight. A flag on the command line wins, and so does an\n# INFLIGHT_* variable. `inflight config` shows what they come to.\n")
	root.Flags().VisitAll(func(f *pflag.Flag) {
		if slices.Contains(perRun, f.Name) {
			return
		}
		value := f.DefValue
		switch f.Value.Type() {
		case "bool", "int", "float64", "workers":
		case "stringSlice":
			value = `""`
		default:
			value = fmt.Sprintf("%q", value)
		}
		_, usage := pflag.UnquoteUsage(f)
		fmt.Fprintf(&b, "\n# %s\n# %s = %s\n", usage, f.Name, value)
	})
	b.WriteString("\n# The keys of the screen, a key or several in brackets.\n[keys]\n")
	for _, a := range ui.KeyActions(nil) {
		quoted := make([]string, len(a.Keys))
		for i, key := range a.Keys {
			quoted[i] = fmt.Sprintf("%q", key)
		}
		value := strings.Join(quoted, ", ")
		if len(quoted) > 1 {
			value = "[" + value + "]"
		}
		fmt.Fprintf(&b, "# %-18s = %-18s # %s\n", a.Name, value, a.Does)
	}
	return b.String()
}

// settledSettings are all settings with where they come from.
type settledSettings struct {
	Path     string           `json:"path"`
	Exists   bool             `json:"exists"`
	Settings []settledSetting `json:"settings"`
	Keys     []settledSetting `json:"keys"`
}

// settledSetting is the value of one setting.
type settledSetting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	From  string `json:"from"`
}

// settled collects what the flags of a command have come to.
func settled(flags *pflag.FlagSet, s Streams) settledSettings {
	all := settledSettings{Path: config.Path(s.Getenv)}
	_, err := os.Stat(all.Path)
	all.Exists = err == nil
	flags.VisitAll(func(f *pflag.Flag) {
		if f.Name == "help" || f.Name == "json" {
			return
		}
		from := originOf(f)
		if from == "default" && f.Value.String() != f.DefValue {
			from = "the demonstration"
		}
		all.Settings = append(all.Settings, settledSetting{f.Name, shownValue(f), from})
	})
	for _, of := range s.file.Settings { // of another command, such as the speed of a replay
		if flags.Lookup(of.Name) == nil {
			all.Settings = append(all.Settings, settledSetting{of.Name, of.Value, fmt.Sprintf("%s:%d", s.file.Path, of.Line)})
		}
	}
	webhook := settledSetting{Name: "discord webhook", Value: "none: a stand-in takes the posts", From: "default"}
	if s.Getenv(webhookVariable) != "" { // it is a secret
		webhook.Value, webhook.From = "set, and not shown", "environment "+webhookVariable
	}
	all.Settings = append(all.Settings, webhook)
	lines := map[string]int{}
	for _, b := range s.file.Keys {
		lines[b.Action] = b.Line
	}
	for _, a := range ui.KeyActions(keysOf(&s.file)) {
		from := "default"
		if line := lines[a.Name]; line > 0 {
			from = fmt.Sprintf("%s:%d", s.file.Path, line)
		}
		all.Keys = append(all.Keys, settledSetting{a.Name, strings.Join(a.Keys, " "), from})
	}
	return all
}

// shownValue is the value of a flag as one would write it.
func shownValue(f *pflag.Flag) string {
	if list, ok := f.Value.(pflag.SliceValue); ok {
		return strings.Join(list.GetSlice(), ",")
	}
	return f.Value.String()
}

// writeJSON writes it for a program.
func (a *settledSettings) writeJSON(w io.Writer) error {
	enc := json.NewEncoder(&escaped{w: w})
	enc.SetIndent("", "  ")
	return enc.Encode(a)
}

// write writes it for a person.
func (a *settledSettings) write(w io.Writer) error {
	there := ""
	if !a.Exists {
		there = " (not there; `inflight config init` writes one)"
	}
	fmt.Fprintf(w, "settings file: %s%s\n\n", oneLine(a.Path), there)
	for _, part := range []struct {
		title string
		rows  []settledSetting
	}{{"SETTING\tVALUE\tFROM", a.Settings}, {"ACTION\tKEYS\tFROM", a.Keys}} {
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		fmt.Fprintln(table, part.title)
		for _, row := range part.rows {
			fmt.Fprintf(table, "%s\t%s\t%s\n", row.Name, oneLine(row.Value), oneLine(row.From))
		}
		if err := table.Flush(); err != nil {
			return fmt.Errorf("stdout: %w", err)
		}
		fmt.Fprintln(w)
	}
	return nil
}
