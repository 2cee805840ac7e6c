//go:build unix

// Package e2e_test runs the built program in a real terminal, as a person does.
package e2e_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"

	_ "inflight/ui/cli" // the program that is built: a result of another one is none of this one
)

// build makes the program.
func build(t testing.TB) string {
	t.Helper()
	if testing.Short() {
		t.Skip("it builds and runs the whole program, which is not short")
	}
	program := filepath.Join(t.TempDir(), "inflight")
	cmd := exec.CommandContext(context.Background(), "go", "build", "-o", program, "inflight")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// arguments make a run with images that are all well, at a pace that lets every
// step be seen, and on a port of its own.
const arguments = " run --listen 127.0.0.1:0 --rate 1 --broken 0 --slow 0 --pace 150ms --engine builtin"

// thumbnailed is a screen that has thumbnails: in the title of their panel, for in the line
// of tabs a number follows the word, too.
const thumbnailed = `thumbnails [1-9][0-9,]* ─`

func TestAPersonUsesTheScreen(t *testing.T) {
	program := build(t)
	term := openTerminal(t, 120, 36)
	settings, modes := term.settings(), term.modes()
	term.enter(program + arguments)

	term.see(`LOCAL`)
	term.see(thumbnailed)
	term.see(`▀▀▀▀▀▀▀▀`)

	term.press("b")
	term.see(`uploaded a broken image`)
	term.press("3")
	term.see(`▸ dead letters 1`)
	term.press("r")
	term.see(`redrive started`)
	term.see(`[1-9] came back by redrive`)
	term.see(`▸ dead letters 1`)
	term.press("P")
	term.see(`Purge practiceDLQ\?`)
	term.press("y")
	term.see(`purged practiceDLQ`)
	term.see(`▸ dead letters( 0| ─)`)
	term.press("p")
	term.see(`Purge practiceQ\?`)
	term.press("y")
	term.see(`purged practiceQ`)

	term.press("+", "+")
	term.see(`pool ×6`)
	term.press("-")
	term.see(`pool ×5`)
	term.press("c")
	term.see(`‖ paused`)
	term.press("c")
	term.see(`● live`)

	term.press("5", "/")
	term.press("-l", "putobject")
	term.see(`/ putobject_`)
	term.press("Enter")
	term.until("calls of one kind", func(s string) bool {
		return strings.Contains(s, "PutObject ") && !strings.Contains(s, "sqs    ReceiveMessage ")
	})
	term.press("Escape")
	term.see(`(ReceiveMessage|GetQueueAttri|GetObject) *.* 200`)

	term.press("z")
	term.until("the calls alone", func(s string) bool {
		return !strings.Contains(s, "EventBridge ─") && strings.Contains(s, "API calls")
	})
	term.press("z")
	term.see(`EventBridge ─`)

	term.resize(80, 24)
	term.see(`7 inbox +8 rates`)
	term.resize(50, 10)
	term.see(`inflight needs 60x16`)
	term.resize(200, 60)
	term.see(`inbox [0-9]+ ─`)
	term.resize(120, 36)
	term.until("no charts", func(s string) bool { return whole(s) && !strings.Contains(s, "cumulative flow") })

	term.press("?")
	term.see(`race the visibility countdown`)
	term.press("Escape")
	term.until("no help", func(s string) bool { return whole(s) && !strings.Contains(s, "race the") })

	term.press("q")
	term.see(`(?m)^` + prompt + ` $|` + prompt + `\s*$`)
	requireRestored(t, term, settings, modes)
}

func TestTheTerminalIsRestoredAfterASignal(t *testing.T) {
	program := build(t)
	for signal, status := range map[syscall.Signal]string{syscall.SIGTERM: "0", syscall.SIGINT: "130", syscall.SIGHUP: "129"} {
		t.Run(signal.String(), func(t *testing.T) {
			term := openTerminal(t, 100, 30)
			settings, modes := term.settings(), term.modes()
			term.enter(program + arguments + "; echo status $?")
			term.see(`LOCAL`)
			if err := syscall.Kill(term.child(), signal); err != nil {
				t.Fatal(err)
			}
			term.see(`(?m)^status ` + status + `$\s+` + prompt + `\s*$`)
			requireRestored(t, term, settings, modes)
		})
	}
}

// whole says whether a screen has been drawn to its end: the header above, the
// diagram's last title, the keys below. What is looked for by its absence is
// looked for on such a screen only: a screen half drawn lacks everything.
func whole(screen string) bool {
	return regexp.MustCompile(`(?s)● live.*EventBridge ─.*API calls.*q quit`).MatchString(screen)
}

// requireRestored fails the test unless the terminal is as it was: the shell's
// screen, the cursor, the mouse, and the settings of its line.
func requireRestored(t *testing.T, term *terminal, settings, modes string) {
	t.Helper()
	if screen := term.screen(); regexp.MustCompile(`[╭╰│]`).MatchString(screen) {
		t.Errorf("the program left something on the screen:\n%s", screen)
	}
	if got := term.modes(); got != modes {
		t.Errorf("the terminal's modes are %q, and were %q", got, modes)
	}
	if got := term.settings(); got != settings {
		t.Errorf("the terminal's settings are %q, and were %q", got, settings)
	}
}
