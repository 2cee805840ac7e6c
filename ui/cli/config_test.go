package cli

import (
	"regexp"
	"slices"
	"testing"

	"github.com/spf13/pflag"

	"inflight/ui"
	"inflight/ui/config"
)

func TestTheExampleOfASettingsFileSaysWhatIsSoAnyway(t *testing.T) {
	root := newRoot(Streams{Getenv: environment(nil)})
	text := regexp.MustCompile(`(?m)^# ([a-z-]+ += )`).ReplaceAllString(example(root), "$1")
	file, err := config.Parse("example.toml", []byte(text))
	if err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	run, _, err := root.Find([]string{"run"})
	if err != nil {
		t.Fatal(err)
	}
	run.Flags().VisitAll(func(f *pflag.Flag) { f.Changed = false })
	if err := applyFile(run, &file); err != nil {
		t.Fatal(err)
	}
	run.Flags().VisitAll(func(f *pflag.Flag) {
		if f.Changed == slices.Contains(perRun, f.Name) {
			t.Errorf("%s is in the example: %v", f.Name, f.Changed)
		}
		if f.Value.String() != f.DefValue {
			t.Errorf("%s is %q, by default %q", f.Name, f.Value, f.DefValue)
		}
	})
	if got, want := len(file.Keys), len(ui.KeyActions(nil)); got != want {
		t.Errorf("%d actions are in the example, of %d", got, want)
	}
}
