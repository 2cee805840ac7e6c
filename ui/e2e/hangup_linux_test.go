package e2e_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// TestATerminalThatGoesAwayLeavesNothingBehind: a window that is closed, or a
// connection that is lost, hangs up on the program in it.
func TestATerminalThatGoesAwayLeavesNothingBehind(t *testing.T) {
	program := build(t)
	inside, screen := openPty(t, 100, 30)
	temp := t.TempDir()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, strings.Fields(arguments)...)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = inside, inside, inside
	cmd.Env = append(os.Environ(), "TMPDIR="+temp, "TERM=xterm-256color", "INFLIGHT_CONFIG="+os.DevNull)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	inside.Close()
	readUntil(t, screen, "LOCAL")
	if left, err := os.ReadDir(temp); err != nil || len(left) == 0 {
		t.Fatalf("it has no temporary folder to leave: %v", err)
	}
	begun := time.Now()
	screen.Close() // the kernel sends SIGHUP
	err := cmd.Wait()
	if exit := (*exec.ExitError)(nil); !errors.As(err, &exit) || exit.ExitCode() != 129 {
		t.Errorf("it ended with %v, want exit status 129", err)
	}
	if took := time.Since(begun); took > 20*time.Second {
		t.Errorf("it took %s", took)
	}
	left, err := os.ReadDir(temp)
	if err != nil || len(left) != 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

// readUntil reads what is drawn until there is a text in it.
func readUntil(t *testing.T, screen *os.File, text string) {
	t.Helper()
	var seen bytes.Buffer
	buf := make([]byte, 4096)
	for !bytes.Contains(seen.Bytes(), []byte(text)) {
		n, err := screen.Read(buf)
		seen.Write(buf[:n])
		if err != nil {
			t.Fatalf("%v; it drew %q", err, seen.String())
		}
	}
}
