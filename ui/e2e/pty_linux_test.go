package e2e_test

import (
	"io"
	"os"
	"testing"

	"inflight/ui/e2e/pty"
)

// openPty opens a terminal of a size without anybody in front of it: a program
// is given the one end, and all it draws can be read from the other.
func openPty(tb testing.TB, columns, rows uint16) (program, screen *os.File) {
	tb.Helper()
	program, screen, err := pty.Open(columns, rows)
	if err != nil {
		tb.Skip(err)
	}
	tb.Cleanup(func() { screen.Close() })
	return program, screen
}

// drawn counts what a program draws until it ends.
func drawn(screen io.Reader) <-chan int64 {
	out := make(chan int64, 1)
	go func() {
		n, _ := io.Copy(io.Discard, screen) // it ends with an error when the last program has left the terminal
		out <- n
	}()
	return out
}
