package cli

import (
	"slices"
	"strings"

	"github.com/spf13/pflag"

	"inflight/ui"
	"inflight/ui/editor"
	"inflight/ui/picture"
	"inflight/ui/theme"
)

// look are the flags of every command with a screen.
type look struct {
	theme    string
	pictures string
	mode     picture.Mode
	ascii    bool
}

// lookFlags are their names.
var lookFlags = []string{"theme", "pictures", "ascii"}

// bind adds the flags.
func (l *look) bind(f *pflag.FlagSet) {
	f.StringVar(&l.theme, "theme", theme.Auto, "colours: "+strings.Join(theme.Names(), ", "))
	f.StringVar(&l.pictures, "pictures", "auto", "pictures by: auto, kitty, sixel, blocks or off")
	f.BoolVar(&l.ascii, "ascii", false, "draw with ASCII characters only")
}

// validate says what is wrong with a value, in the words of the flag.
func (l *look) validate() error {
	if !slices.Contains(theme.Names(), l.theme) {
		return usagef("--theme %s: it has to be one of %s", l.theme, strings.Join(theme.Names(), ", "))
	}
	mode, err := picture.ParseMode(l.pictures)
	if err != nil {
		return usagef("--%v", err)
	}
	l.mode = mode
	return nil
}

// options are those of a screen that looks so.
func (l *look) options(s Streams) ui.Options {
	o := ui.Options{
		Theme: l.theme, ASCII: l.ascii, NoColor: s.Getenv("NO_COLOR") != "", Pictures: l.mode, Getenv: s.Getenv,
		Keys: keysOf(&s.file),
	}
	if command := editor.Command(s.Getenv); command != "" {
		o.Editor = &editor.Editor{Command: command, Spare: s.Spare}
	}
	return o
}
