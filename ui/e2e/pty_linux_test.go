package e2e_test

import (
	"io"
	"os"
	"strconv"
	"syscall"
	"testing"

	"golang.org/x/sys/unix"
)

// openPty opens a terminal of a size without anybody in front of it: a program
// is given the one end, and all it draws can be read from the other.
func openPty(tb testing.TB, columns, rows uint16) (program, screen *os.File) {
	tb.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR, 0)
	if err != nil {
		tb.Skipf("there are no pseudo terminals here: %v", err)
	}
	tb.Cleanup(func() { screen.Close() })
	fd := int(screen.Fd())
	number, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err == nil {
		err = unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0)
	}
	if err == nil {
		err = unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: rows, Col: columns})
	}
	if err != nil {
		tb.Fatalf("set up a pseudo terminal: %v", err)
	}
	program, err = os.OpenFile("/dev/pts/"+strconv.Itoa(number), os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		tb.Fatal(err)
	}
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
