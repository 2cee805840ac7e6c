//go:build unix

package editor

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// program writes a program that is given a file last, and returns its path: one with
// spaces in it.
func program(t *testing.T, does string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "an editor's")
	if err := os.WriteFile(path, []byte("#!/bin/sh\nfor file; do :; done\n"+does+"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	return path
}

// quoted is a path as a shell reads it.
func quoted(path string) string { return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'" }

// edited has a text edited, as Bubble Tea would, and returns what became of it, and what
// the terminal was given.
func edited(t *testing.T, e *Editor, text string) (got, shown string, err error) {
	t.Helper()
	t.Setenv("TMPDIR", t.TempDir())
	var terminal strings.Builder
	r := &running{editor: e, ctx: t.Context(), name: "event-pattern.json", text: text}
	r.SetStdin(strings.NewReader(""))
	r.SetStdout(&terminal)
	r.SetStderr(&terminal)
	err = r.Run()
	left, lerr := os.ReadDir(os.Getenv("TMPDIR"))
	if lerr != nil || len(left) > 0 {
		t.Errorf("left behind are %v, %v", left, lerr)
	}
	return r.text, terminal.String(), err
}

func TestATextIsEditedInAFileOfOnesOwn(t *testing.T) {
	for name, c := range map[string]struct {
		does, args string
		want       string
	}{
		"as it was":                {does: ":", want: "{\n  \"a\": 1\n}"},
		"changed":                  {does: `printf '{"a": 2}\n\n' > "$file"`, want: `{"a": 2}`},
		"replaced by another file": {does: `printf '{}' > "$file.new"; mv "$file.new" "$file"`, want: "{}"},
		"a copy beside it":         {does: `cp "$file" "$file~"; printf '[]' > "$file"`, want: "[]"},
		"from another system":      {does: `printf '\357\273\277{\r\n}\r\n' > "$file"`, want: "{\n}"},
		"nobody else may read it":  {does: `ls -l "$file" | cut -c1-10 > "$file.mode"; ls -ld "${file%/*}" | cut -c1-10 >> "$file.mode"; mv "$file.mode" "$file"`, want: "-rw-------\ndrwx------"},
		"its name":                 {does: `printf '%s' "${file##*/}" > "$file.name"; mv "$file.name" "$file"`, want: "event-pattern.json"},
		"its arguments":            {does: `printf '%s|' "$#" "$1" "$2" "$3" > "$file"`, args: ` -w "two  words" "$NAMED"`, want: "4|-w|two  words|by a variable|"},
		"nothing":                  {does: `: > "$file"`, want: ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Setenv("NAMED", "by a variable")
			got, _, err := edited(t, &Editor{Command: quoted(program(t, c.does)) + c.args}, "{\n  \"a\": 1\n}")
			if err != nil || got != c.want {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestAnEditorThatFailsChangesNothingAndIsNamed(t *testing.T) {
	for name, c := range map[string]struct {
		command func(t *testing.T) string
		want    string
	}{
		"missing":                {func(*testing.T) string { return "no-such-editor" }, "the editor no-such-editor does not start: exec:"},
		"missing with arguments": {func(*testing.T) string { return "no-such-editor -w" }, "the editor no-such-editor -w does not start: the shell finds no such program"},
		"with a status":          {func(t *testing.T) string { return quoted(program(t, `echo no > "$file"; exit 3`)) }, "failed, and its text is not taken: exit status 3"},
		"by a signal":            {func(t *testing.T) string { return quoted(program(t, `kill -9 $$`)) }, "failed, and its text is not taken: "},
		"without the file":       {func(t *testing.T) string { return quoted(program(t, `rm "$file"`)) }, "read what was edited: "},
		"too much":               {func(t *testing.T) string { return quoted(program(t, `head -c 70000 /dev/zero | tr '\0' a > "$file"`)) }, "longer than 64 kB, and is not taken"},
		"no text":                {func(t *testing.T) string { return quoted(program(t, `printf '\377' > "$file"`)) }, "no UTF-8, and is not taken"},
	} {
		t.Run(name, func(t *testing.T) {
			got, _, err := edited(t, &Editor{Command: c.command(t)}, "{}")
			if err == nil || !strings.Contains(err.Error(), c.want) || got != "{}" {
				t.Errorf("%q, %v; want %q", got, err, c.want)
			}
		})
	}
}

func TestTheEditorHasTheTerminalAndWhatCtrlCSends(t *testing.T) {
	begun, ended := 0, 0
	_, out, err := edited(t, &Editor{
		Command: quoted(program(t, "echo it says this")),
		Spare:   func() func() { begun++; return func() { ended++ } },
	}, "{}")
	if err != nil || !strings.Contains(out, "it says this") {
		t.Errorf("%v: the terminal has %q", err, out)
	}
	if begun != 1 || ended != 1 {
		t.Errorf("spared %d times, %d at its end", begun, ended)
	}
}

func TestAnEditorEndsWithTheProgram(t *testing.T) {
	ctx, end := context.WithCancel(t.Context())
	r := &running{editor: &Editor{Command: quoted(program(t, "echo begun; exec sleep 600"))}, ctx: ctx, name: "a.json", text: "{}"}
	r.SetStdout(onText{"begun", end})
	if err := r.Run(); err == nil || !strings.Contains(err.Error(), "terminated") || r.text != "{}" {
		t.Errorf("%q, %v", r.text, err)
	}
}

// onText does something when a text is written.
type onText struct {
	text string
	do   func()
}

func (o onText) Write(p []byte) (int, error) {
	if strings.Contains(string(p), o.text) {
		o.do()
	}
	return len(p), nil
}

func TestTheEditorIsThatOfVisualBeforeThatOfEditor(t *testing.T) {
	for want, environment := range map[string]map[string]string{
		"code -w": {"VISUAL": " code -w ", "EDITOR": "ed"},
		"ed":      {"VISUAL": " ", "EDITOR": "ed"},
		"":        {"PAGER": "less"},
	} {
		if got := Command(func(name string) string { return environment[name] }); got != want {
			t.Errorf("%v: %q", environment, got)
		}
	}
}
