//go:build unix

package e2e_test

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// patience is how long a test waits for a text. It is long because the machine
// may be busy; a test that passes never waits that long.
const patience = 60 * time.Second

// terminal is a window of a tmux server of the test's own, with a shell in it.
type terminal struct {
	t      *testing.T
	tmux   string
	socket string
}

// prompt is what the shell says when it is ready.
const prompt = "ready>"

// openTerminal starts a shell in a terminal of a size.
func openTerminal(t *testing.T, w, h int) *terminal {
	t.Helper()
	tmux, err := exec.LookPath("tmux")
	if err != nil {
		t.Skip("tmux is not installed: the program cannot be run in a real terminal")
	}
	// A socket's path must be short.
	dir, err := os.MkdirTemp("", "tmux")
	if err != nil {
		t.Fatal(err)
	}
	term := &terminal{t: t, tmux: tmux, socket: filepath.Join(dir, "s")}
	t.Cleanup(func() {
		_ = term.command("kill-server").Run() // it may have ended with its last window
		_ = os.RemoveAll(dir)
	})
	term.do("-f", os.DevNull, "new-session", "-d", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h), "env", "PS1="+prompt+" ", "ENV=", "INFLIGHT_CONFIG="+os.DevNull, "COLORTERM=truecolor", "sh")
	term.see(prompt)
	return term
}

func (term *terminal) command(args ...string) *exec.Cmd {
	return exec.CommandContext(context.Background(), term.tmux, append([]string{"-S", term.socket}, args...)...)
}

// do runs a command of tmux and returns what it says.
func (term *terminal) do(args ...string) string {
	term.t.Helper()
	out, err := term.command(args...).CombinedOutput()
	if err != nil {
		term.t.Fatalf("tmux %q: %v\n%s", args, err, out)
	}
	return string(out)
}

// press types keys, by their names.
func (term *terminal) press(keys ...string) {
	term.t.Helper()
	term.do(append([]string{"send-keys"}, keys...)...)
}

// enter types a line for the shell.
func (term *terminal) enter(line string) {
	term.t.Helper()
	term.do("send-keys", "-l", line)
	term.press("Enter")
}

// screen is what is to be seen.
func (term *terminal) screen() string { return term.do("capture-pane", "-p") }

// see waits until the screen matches a pattern, and returns it.
func (term *terminal) see(pattern string) string {
	term.t.Helper()
	re := regexp.MustCompile(pattern)
	return term.until(fmt.Sprintf("a screen with %q", pattern), re.MatchString)
}

// until waits for a screen. It looks again each time tmux has answered, and
// believes a screen only when the next look shows the same of it: tmux may be
// asked in the middle of a frame, when what was there is gone and what comes
// is not there yet.
func (term *terminal) until(what string, is func(screen string) bool) string {
	term.t.Helper()
	const pause = 30 * time.Millisecond
	look := time.NewTicker(pause)
	defer look.Stop()
	before := false
	for deadline := time.Now().Add(patience); ; <-look.C {
		screen := term.screen()
		now := is(screen)
		if now && before {
			return screen
		}
		before = now
		if time.Now().After(deadline) {
			term.t.Fatalf("waited %v for %s; there is:\n%s", patience, what, screen)
		}
	}
}

// resize changes the terminal's size.
func (term *terminal) resize(w, h int) {
	term.t.Helper()
	term.do("resize-window", "-x", strconv.Itoa(w), "-y", strconv.Itoa(h))
}

// modes are what a program may have changed of the terminal.
func (term *terminal) modes() string {
	term.t.Helper()
	return term.do("display-message", "-p", "alternate #{alternate_on} cursor #{cursor_flag} mouse #{mouse_any_flag} keypad #{keypad_flag} #{keypad_cursor_flag} wrap #{wrap_flag}")
}

// settings are the terminal line's: echo, line editing.
func (term *terminal) settings() string {
	term.t.Helper()
	term.enter("clear; stty -g")
	screen := term.see(`(?m)^[0-9a-f]+:[0-9a-f:]+$`)
	return regexp.MustCompile(`(?m)^[0-9a-f]+:[0-9a-f:]+$`).FindString(screen)
}

// child is the process that runs in the shell.
func (term *terminal) child() int {
	term.t.Helper()
	shell := strings.TrimSpace(term.do("display-message", "-p", "#{pane_pid}"))
	out, err := exec.CommandContext(context.Background(), "ps", "-A", "-o", "ppid=,pid=").Output()
	if err != nil {
		term.t.Skip("ps does not list processes here: there is no way to find the program")
	}
	for line := range strings.SplitSeq(string(out), "\n") {
		if f := strings.Fields(line); len(f) == 2 && f[0] == shell {
			pid, err := strconv.Atoi(f[1])
			if err != nil {
				term.t.Fatal(err)
			}
			return pid
		}
	}
	term.t.Fatal("nothing runs in the shell")
	return 0
}
