//go:build unix

package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

func TestAnInterruptEndsTheChildrenAndRemovesTheFolder(t *testing.T) {
	dir := t.TempDir()
	held := filepath.Join(dir, "held")
	if err := syscall.Mkfifo(held, 0o600); err != nil {
		t.Fatal(err)
	}
	// a program that does not hear, and leaves another behind; both hold the pipe
	program := filepath.Join(dir, "inflight")
	script := "#!/bin/sh\ntrap '' TERM\nexec 3>" + held + "\necho up >&3\nsleep 1000 &\nwait\n"
	if err := os.WriteFile(program, []byte(script), 0o700); err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	t.Setenv("TMPDIR", temp)
	ctx, interrupt := context.WithCancel(t.Context())
	defer interrupt()
	s, err := parse([]string{"--quick", "--images", pictures(t), "--program", program, "--only", "builtin"}, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() { ended <- s.bench(ctx, io.Discard, io.Discard) }()
	pipe, err := os.Open(held) // once the program has it open, too
	if err != nil {
		t.Fatal(err)
	}
	defer pipe.Close()
	lines := bufio.NewReader(pipe)
	if up, err := lines.ReadString('\n'); err != nil || up != "up\n" {
		t.Fatalf("%q, %v", up, err)
	}
	interrupt()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	if _, err := lines.ReadString('\n'); !errors.Is(err, io.EOF) { // it comes when nobody holds the pipe
		t.Error(err)
	}
	if left, err := os.ReadDir(temp); err != nil || len(left) > 0 {
		t.Errorf("it left %v, %v", left, err)
	}
}

func TestWhatAChildCostCountsItsChildrenToo(t *testing.T) {
	w := &workplace{dir: t.TempDir()}
	const burn = `i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done`
	one, err := w.child(t.Context(), os.Environ(), "sh", "-c", burn)
	if err != nil {
		t.Fatal(err)
	}
	four, err := w.child(t.Context(), os.Environ(), "sh", "-c", `for n in 1 2 3 4; do sh -c "$0"; done`, burn)
	if err != nil {
		t.Fatal(err)
	}
	if four.cpu < 2*one.cpu || one.cpu <= 0 {
		t.Errorf("one cost %s, four of them, as children of another, %s", one.cpu, four.cpu)
	}
}

func TestAllRowsHaveThePriorityOfThePipelinesFFmpegs(t *testing.T) {
	w := &workplace{dir: t.TempDir()}
	if _, err := exec.LookPath("nice"); err != nil {
		t.Skip("there is no nice on the PATH")
	}
	// it is given while the program begins already
	const until = `n=0; while [ "$(nice)" != "$0" ] && [ $n -lt 1000 ]; do n=$((n+1)); done; nice`
	if _, err := w.child(t.Context(), os.Environ(), "sh", "-c", until, strconv.Itoa(niceness)); err != nil {
		t.Fatal(err)
	}
	said, err := os.ReadFile(w.stdout())
	if err != nil || strings.TrimSpace(string(said)) != strconv.Itoa(niceness) {
		t.Errorf("its niceness is %q, %v", said, err)
	}
}

func TestTheErrorOfAChildHasItsLastWordsFitForATerminal(t *testing.T) {
	w := &workplace{dir: t.TempDir()}
	_, err := w.child(t.Context(), os.Environ(), "sh", "-c", `printf '\033[2Jno such %0500d' 7 >&2; exit 3`)
	if err == nil || !strings.Contains(err.Error(), "exit status 3") || !strings.HasSuffix(err.Error(), `7"`) || len(err.Error()) > 2*mostSaid {
		t.Error(err)
	}
	_, err = w.child(t.Context(), os.Environ(), "sh", "-c", `printf '\033[2Jno' >&2; exit 3`)
	if err == nil || strings.Contains(err.Error(), "\x1b") || !strings.Contains(err.Error(), "no") {
		t.Error(err)
	}
}
