package e2e_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"testing"
	"time"
)

// pastFor is how long the pipeline works in the test, and pastRate what comes meanwhile:
// the less than the workers take, the less waits in the queue, and all that waits is in
// memory.
var (
	pastFor  = flag.Duration("past", 5*time.Second, "for how long the pipeline works at full speed in the test of what one can go back to")
	pastRate = flag.Float64("past-rate", 0, "how many images a second are uploaded in that test; 0 is as fast as it goes")
)

// memory is how much of a process is resident, and the most that ever was, in MB.
func memory(t *testing.T, pid int) (now, most int) {
	t.Helper()
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	of := func(name string) int {
		kB, err := strconv.Atoi(string(regexp.MustCompile(name + `:\s+(\d+) kB`).FindSubmatch(b)[1]))
		if err != nil {
			t.Fatal(err)
		}
		return kB >> 10
	}
	return of("VmRSS"), of("VmHWM")
}

// manyImages fills a folder with small photographs, which are the same few.
func manyImages(t *testing.T, n int) string {
	t.Helper()
	few, dir := drawImages(t, 50), t.TempDir()
	for i := range n {
		if err := os.Link(filepath.Join(few, fmt.Sprintf("small-%05d.jpg", i%50)), filepath.Join(dir, fmt.Sprintf("photo-%06d.jpg", i))); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// What it says of memory, and of how far back one can go, is for the documentation:
// -past 10m -timeout 20m, and -past-rate with what the machine can do.
func TestOneCanGoBackInARunAtFullSpeed(t *testing.T) {
	const most = 250 // images a second, more than any machine makes
	term := openTerminal(t, 120, 36)
	term.enter(build(t) + fmt.Sprintf(" run --engine builtin --listen 127.0.0.1:0 --rate %g --images ", *pastRate) + manyImages(t, int(most*pastFor.Seconds())))
	term.see(thumbnailed)
	pid, begun := term.child(), time.Now()
	for look, peak := time.NewTicker(time.Second), 0; time.Since(begun) < *pastFor; <-look.C {
		if now, _ := memory(t, pid); now > peak {
			peak = now
			t.Logf("after %3.0f s: %d MB", time.Since(begun).Seconds(), peak)
		}
	}
	now, peak := memory(t, pid)
	screen := term.see(`(?m)^( kept since)? \d\d:\d\d:\d\d .* now`)
	first := regexp.MustCompile(`(?m)^(?: kept since)? (\d\d:\d\d:\d\d) .* now`).FindStringSubmatch(screen)[1]
	done := regexp.MustCompile(`thumbnails (\d[\d,]*) ─`).FindStringSubmatch(screen)
	t.Logf("after %s: %d MB resident, %d at most; one can go back to %s, it is %s; thumbnails: %s", *pastFor, now, peak, first, time.Now().UTC().Format(time.TimeOnly), done[1:])
	term.press("Space") // nothing more comes
	t.Log("\n" + term.screen())
	term.press("<")
	t.Log("\n" + term.see(`◀ \d\d:\d\d:\d\d, 1\d s ago`))
}
