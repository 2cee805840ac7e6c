//go:build unix

package e2e_test

import (
	"bufio"
	"os"
	"os/exec"
	"regexp"
	"testing"
)

// TestLeavingAnAWSThatIsFarAway: a receive under way is not cancelled there; the
// screen says that it is waited for, and goes at the second q.
func TestLeavingAnAWSThatIsFarAway(t *testing.T) {
	program := build(t)
	server := exec.Command(program, "local", "--stack", "--listen", "127.0.0.1:0")
	server.Env = append(os.Environ(), "TMPDIR="+t.TempDir(), "INFLIGHT_CONFIG="+os.DevNull)
	out, err := server.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
	})
	endpoint := ""
	for lines := bufio.NewScanner(out); endpoint == "" && lines.Scan(); {
		if found := regexp.MustCompile(`AWS_ENDPOINT_URL=(\S+)`).FindStringSubmatch(lines.Text()); found != nil {
			endpoint = found[1]
		}
	}
	for name, tc := range map[string]struct {
		flags string
		keys  []string
		sees  string
	}{
		"at once, at the second q":   {keys: []string{"q", "q"}, sees: `status 0`},
		"by ctrl+c":                  {keys: []string{"C-c", "C-c"}, sees: `status 130`},
		"by itself, when they ended": {flags: " --wait 8s", keys: []string{"q"}, sees: `status 0`},
	} {
		t.Run(name, func(t *testing.T) {
			term := openTerminal(t, 100, 30)
			settings, modes := term.settings(), term.modes()
			term.enter(program + " run --count 0 --engine builtin --endpoint " + endpoint + tc.flags + "; echo status $?")
			term.see(`(?s)● live.*4 poll`)
			for i, key := range tc.keys {
				term.press(key)
				if i == 0 {
					term.see(`stopping: waits up to (22|10)s for \d calls? of ReceiveMessage`)
					term.see(`q leaves at once`)
				}
			}
			term.see(tc.sees + `\s+` + prompt + `\s*$`)
			requireRestored(t, term, settings, modes)
		})
	}
}
