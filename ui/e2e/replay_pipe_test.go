//go:build unix

package e2e_test

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestWhatComesThroughStandardInputIsReplayed, with keys from the terminal, also where
// somebody may write on.
func TestWhatComesThroughStandardInputIsReplayed(t *testing.T) {
	program := build(t)
	recording, err := filepath.Abs("../testdata/recordings/demonstration.jsonl.gz")
	if err != nil {
		t.Fatal(err)
	}
	for name, line := range map[string]string{
		"a file that is packed":         "cat " + recording + " | " + program + " replay -",
		"by its path":                   "cat " + recording + " | " + program + " replay /dev/stdin",
		"lines, of which more may come": "(gzip -dc " + recording + "; exec sleep 600) | " + program + " replay -",
	} {
		t.Run(name, func(t *testing.T) {
			term := openTerminal(t, 100, 30)
			settings, modes := term.settings(), term.modes()
			term.enter(line)
			term.see(`REPLAY`)
			term.see(`\[1 in flight\]`)
			term.press("3")
			term.see(`3 dead letters\]`)
			term.press("q")
			term.until("the shell's screen", func(s string) bool { return !strings.Contains(s, "REPLAY") })
			term.press("C-c") // ends who may write on
			term.see(prompt + `\s*$`)
			requireRestored(t, term, settings, modes)
		})
	}
}

// TestATerminalIsNotWaitedForAsIfItWereARecording: nobody types one.
func TestATerminalIsNotWaitedForAsIfItWereARecording(t *testing.T) {
	program := build(t)
	term := openTerminal(t, 120, 30)
	term.enter(program + " replay -; echo status $?")
	term.see(`standard input is the terminal: pipe a recording into it`)
	term.see(`status 2`)
}
