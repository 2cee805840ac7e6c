//go:build linux

package thumbnail_test

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A process whose parent is killed has nobody to end it. This test starts itself as
// such a parent.
func TestAWarmFFmpegEndsWithAParentThatIsKilled(t *testing.T) {
	const child = "INFLIGHT_TEST_PARENT_OF_WARM"
	if os.Getenv(child) != "" {
		warm, _ := warmAndOneShot(t, "cover")
		if _, err := warm.Shrink(t.Context(), encodeJPEG(t, scene(100, 100))); err != nil {
			t.Fatal(err)
		}
		for _, pid := range ffmpegs() {
			fmt.Printf("ffmpeg %d\n", pid)
		}
		_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed
		return
	}
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not on the PATH: there is nothing to keep warm")
	}
	parent := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+t.Name()+"$", "-test.v")
	parent.Env = append(os.Environ(), child+"=1")
	if _, err := parent.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	var pid int
	for lines := bufio.NewScanner(out); pid == 0 && lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "ffmpeg "); ok {
			_, _ = fmt.Sscan(rest, &pid)
		}
	}
	if pid == 0 {
		t.Fatal("it keeps no ffmpeg warm")
	}
	fd, err := unix.PidfdOpen(pid, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer unix.Close(fd)
	if err := parent.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = parent.Wait()
	if err := endsWithin(fd, 10*time.Second); err != nil {
		_ = unix.Kill(pid, unix.SIGKILL)
		t.Errorf("it goes on without its parent: %v", err)
	}
}

// endsWithin waits for the end of a process that is nobody's child here. A signal, which
// Go's own scheduler sends too, interrupts poll(2) whatever its handler asked for.
func endsWithin(pidfd int, limit time.Duration) error {
	end := time.Now().Add(limit)
	gone := []unix.PollFd{{Fd: int32(pidfd), Events: unix.POLLIN}}
	for {
		left := max(0, time.Until(end))
		switch n, err := unix.Poll(gone, int(left.Milliseconds())); {
		case errors.Is(err, unix.EINTR):
		case err != nil:
			return fmt.Errorf("wait for it: %w", err)
		case n == 0:
			return fmt.Errorf("it has not ended after %v", limit)
		default:
			return nil
		}
	}
}
