//go:build linux

package e2e_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// processState is the state of a process, as of /proc; empty: there is none.
func processState(pid string) string {
	b, err := os.ReadFile("/proc/" + pid + "/stat")
	if err != nil {
		return ""
	}
	_, rest, _ := strings.Cut(string(b), ") ")
	state, _, _ := strings.Cut(rest, " ")
	return state
}

// TestNoProgramThatStandsIsLeftHoweverARunEnds: a script and its child, stopped with the
// world, end with the run that started them: when a person leaves it, when it is told to
// end, when it is killed, and when its runtime ends it as it does at a panic.
func TestNoProgramThatStandsIsLeftHoweverARunEnds(t *testing.T) {
	program := build(t)
	for name, end := range map[string]func(*terminal){
		"q":         func(term *terminal) { term.press("q") },
		"SIGTERM":   func(term *terminal) { signal(t, term, syscall.SIGTERM) },
		"kill -9":   func(term *terminal) { signal(t, term, syscall.SIGKILL) },
		"a runtime": func(term *terminal) { signal(t, term, syscall.SIGQUIT) },
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			script, names := filepath.Join(dir, "script.sh"), filepath.Join(dir, "names")
			// It names itself and a child, which waits for longer than any test takes.
			text := fmt.Sprintf("sleep 3600 &\necho $$ $! >%[1]s.part\nmv %[1]s.part %[1]s\nwait\n", names)
			if err := os.WriteFile(script, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			term := openTerminal(t, 120, 36)
			term.enter(program + " run --count 1 --workers 1 --pace 0s --broken 0 --slow 0 --script " + script + " --listen 127.0.0.1:0")
			var pids []string
			await(t, "the script to begin", func() bool {
				b, err := os.ReadFile(names)
				pids = strings.Fields(string(b))
				return err == nil && len(pids) == 2
			})
			all := func(is func(state string) bool) func() bool {
				return func() bool { return is(processState(pids[0])) && is(processState(pids[1])) }
			}
			term.press("Space")
			term.see(`‖ frozen`)
			await(t, "both to stand", all(func(state string) bool { return state == "T" }))
			end(term)
			await(t, "both to end", all(func(state string) bool { return state == "" || state == "Z" }))
		})
	}
}

// signal sends a signal to what runs in a terminal.
func signal(t *testing.T, term *terminal, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(term.child(), s); err != nil {
		t.Fatal(err)
	}
}
