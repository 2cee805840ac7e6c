package config_test

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"inflight/ui/config"
)

const written = `# what I like
workers = 8
rate = 2.5
heartbeat = false
theme = "contrast"

[keys]
redrive = "ctrl+r"
quit = ["q", "Q"]
`

func TestAFileSaysWhatIsOnWhichLine(t *testing.T) {
	got, err := config.Parse("c.toml", []byte(written))
	if err != nil {
		t.Fatal(err)
	}
	want := config.File{
		Path: "c.toml",
		Settings: []config.Setting{
			{Name: "workers", Value: "8", Line: 2},
			{Name: "rate", Value: "2.5", Line: 3},
			{Name: "heartbeat", Value: "false", Line: 4},
			{Name: "theme", Value: "contrast", Line: 5},
		},
		Keys: []config.Binding{
			{Action: "redrive", Keys: []string{"ctrl+r"}, Line: 8},
			{Action: "quit", Keys: []string{"q", "Q"}, Line: 9},
		},
	}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got  %+v\nwant %+v", got, want)
	}
}

func TestAMistakeNamesItsLine(t *testing.T) {
	for text, want := range map[string]string{
		"a = 1\nworkers = = 3\n":           "c.toml:2: ",
		"\n\nworkers = [1]\n":              "c.toml:3: workers has to be a text, a number, true or false",
		"x = 1\n[keys]\n\nquit = 3\n":      "c.toml:4: the key of quit has to be a text",
		"keys.quit = [\"q\", 3]\n":         "c.toml:1: the keys of quit have to be texts",
		"[colours]\nred = 1\n":             "c.toml:1: colours has to be a text",
		"workers = 1\nworkers = 2\n":       "c.toml:2: ",
		"at = 2026-11-23T12:00:00Z\n":      "c.toml:1: at has to be",
		"text = \"never ends\n":            "c.toml:1: ",
		"\xef\xbb\xbfworkers = \"\xff\"\n": "c.toml:1: ",
	} {
		t.Run(text, func(t *testing.T) {
			_, err := config.Parse("c.toml", []byte(text))
			if err == nil || !strings.HasPrefix(err.Error(), want) {
				t.Errorf("got %v, want %s…", err, want)
			}
		})
	}
}

func TestAFileThatIsNotThereSaysNothing(t *testing.T) {
	got, err := config.Read(filepath.Join(t.TempDir(), "none.toml"))
	if err != nil || len(got.Settings)+len(got.Keys) > 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	if _, err := config.Read(t.TempDir()); err == nil {
		t.Error("a folder was read as a file")
	}
}

func FuzzParse(f *testing.F) {
	f.Add(written)
	f.Add("keys.a.b = 1\n[[keys]]\n")
	f.Add("'a.b' = {c = [1, 2]}")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := config.Parse("c.toml", []byte(text))
		if err != nil {
			return
		}
		for _, s := range file.Settings {
			if s.Line < 1 {
				t.Errorf("%q is on line %d", s.Name, s.Line)
			}
		}
		for _, b := range file.Keys {
			if b.Line < 1 {
				t.Errorf("%q is on line %d", b.Action, b.Line)
			}
		}
	})
}

func ExamplePath() {
	env := map[string]string{"XDG_CONFIG_HOME": "/home/ann/settings", "HOME": "/home/ann"}
	fmt.Println(filepath.ToSlash(config.Path(func(name string) string { return env[name] })))
	// Output: /home/ann/settings/inflight/config.toml
}

func ExampleRead() {
	dir, err := os.MkdirTemp("", "config")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, []byte("workers = 8\n"), 0o600); err != nil {
		panic(err)
	}
	file, err := config.Read(path)
	fmt.Println(file.Settings, err)
	// Output: [{workers 8 1}] <nil>
}
