//go:build unix

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakeEditor says what it was given and does what is typed, until it is told to end.
const fakeEditor = `#!/bin/sh
for file; do :; done
trap 'echo "interrupted"' INT
echo "given $# arguments, the second: $2"
ls -l "$file" | cut -c1-10
for thumbnails in STATE/s3/*thumbnails; do :; done
while :; do
	printf 'editing: '
	read -r line
	case $line in
	run) # as far as the pipeline runs on meanwhile
		had=$(ls "$thumbnails" | wc -l)
		until [ "$(ls "$thumbnails" | wc -l)" -gt "$((had + 1))" ]; do sleep 0.1; done
		echo "two thumbnails were made" ;;
	leave) exit 0 ;;
	change) sed -i.bak 's/aws\.s3/aws.nobody/' "$file" && exit 0 ;;
	fail) exit 3 ;;
	esac
done
`

func TestAPersonEditsThePatternInTheirEditor(t *testing.T) {
	state, temp := t.TempDir(), t.TempDir()
	path := filepath.Join(t.TempDir(), "my editor")
	if err := os.WriteFile(path, []byte(strings.ReplaceAll(fakeEditor, "STATE", state)), 0o700); err != nil {
		t.Fatal(err)
	}
	run := " TMPDIR='" + temp + "' " + build(t) + arguments + " --state " + state
	term := openTerminal(t, 120, 36)
	settings, modes := term.settings(), term.modes()
	term.enter(`VISUAL="'` + path + `' --wait 'two words'" EDITOR=no-such-editor` + run)
	term.see(`LOCAL`)
	term.see(thumbnailed)
	screens := term.modes()
	term.press("BTab", "Left")
	term.see(`▸ EventBridge`)

	term.press("E")
	term.see(`editing:\s*$`)
	if got := term.modes(); got != modes {
		t.Errorf("the editor has the terminal with %s, not with %s", got, modes)
	}
	term.press("C-c")
	term.see(`interrupted`)
	term.enter("run")
	shown := term.see(`two thumbnails were made\nediting:\s*$`)
	for _, want := range []string{"given 3 arguments, the second: two words", "-rw-------"} {
		if !strings.Contains(shown, want) {
			t.Errorf("the editor does not say %q:\n%s", want, shown)
		}
	}
	if strings.ContainsAny(shown, "│─") {
		t.Errorf("something is drawn over the editor:\n%s", shown)
	}
	term.enter("change")
	term.see(`"aws.nobody"`)
	term.see(`Not set yet\. .*not match`)
	if got := term.modes(); got != screens {
		t.Errorf("after the editor the screen has %s, not %s", got, screens)
	}
	term.press("C-s")
	term.see(`It is set\.`)

	term.press("C-e")
	term.see(`editing:\s*$`)
	term.enter("fail")
	term.see(`failed, and its text is not taken: exit`)
	term.press("C-e")
	term.see(`editing:\s*$`)
	term.enter("leave")
	term.see(`This is what AWS has\.`)
	term.press("C-r")
	term.see(`"aws\.s3"`)
	term.see(`It is set\.`)
	term.press("Escape")
	term.until("no window", func(s string) bool { return !strings.Contains(s, "event pattern of rule") })
	term.press("q")
	term.see(prompt + `\s*$`)
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("left behind are %v, %v", left, err)
	}

	term.enter("clear; VISUAL= EDITOR=no-such-editor" + run)
	term.see(`● live`)
	term.press("BTab", "Left")
	term.see(`▸ EventBridge`)
	term.press("E")
	term.see(`the editor no-such-editor does not start`)
	term.press("x")
	term.see(`it is no JSON: line 1`)
	term.press("Escape")
	term.until("no window", func(s string) bool { return !strings.Contains(s, "event pattern of rule") })
	term.press("q")
	term.see(prompt + `\s*$`)
	if got := term.settings(); got != settings {
		t.Errorf("the terminal's line is left with %s, not with %s", got, settings)
	}
	if got := term.modes(); got != modes {
		t.Errorf("the terminal is left with %s, not with %s", got, modes)
	}
}
