//go:build linux

package thumbnail_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"inflight/pipeline/event"
	"inflight/pipeline/freeze"
	"inflight/pipeline/thumbnail"
)

// stateOf is the letter by which the kernel calls what a process does: T is stopped;
// empty: there is none.
func stateOf(pid int) string {
	b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	_, rest, _ := strings.Cut(string(b), ") ")
	state, _, _ := strings.Cut(rest, " ")
	return state
}

// await fails the test unless what is asked for comes true.
func await(t *testing.T, what string, so func() bool) {
	t.Helper()
	for begun := time.Now(); !so(); {
		if time.Since(begun) > 20*time.Second {
			t.Fatalf("in vain: %s", what)
		}
		_ = unix.Nanosleep(&unix.Timespec{Nsec: 1_000_000}, nil)
	}
}

// sleepy is an engine whose script starts a child, names both, and ends when told.
type sleepy struct {
	thumbnail.Engine
	names, tells string // pipes: of the script's processes, and to its child
}

func newSleepy(t *testing.T, world *freeze.World, limit time.Duration) *sleepy {
	t.Helper()
	dir := t.TempDir()
	s := &sleepy{names: filepath.Join(dir, "names"), tells: filepath.Join(dir, "tells")}
	for _, pipe := range []string{s.names, s.tells} {
		if err := unix.Mkfifo(pipe, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	file := filepath.Join(dir, "script.sh")
	script := fmt.Sprintf("cat %s >\"$2\" & echo $$ $! >%s\nwait\n", s.tells, s.names)
	if err := os.WriteFile(file, []byte(script), 0o600); err != nil {
		t.Fatal(err)
	}
	var err error
	if s.Engine, _, err = thumbnail.Choose("script", thumbnail.Options{Script: file, Limit: limit, World: world}); err != nil {
		t.Fatal(err)
	}
	return s
}

// pids waits until the script has named its processes.
func (s *sleepy) pids(t *testing.T) (all []int) {
	t.Helper()
	b, err := os.ReadFile(s.names)
	if err != nil {
		t.Fatal(err)
	}
	for _, field := range strings.Fields(string(b)) {
		var pid int
		_, _ = fmt.Sscan(field, &pid)
		all = append(all, pid)
	}
	if len(all) != 2 {
		t.Fatalf("it named %q", b)
	}
	return all
}

func TestAScriptAndItsChildrenStandWithTheWorld(t *testing.T) {
	log := &event.Log{}
	events := log.NewReader()
	world := freeze.New(log, nil)
	engine := newSleepy(t, world, time.Minute)
	want := onePNG(t)
	made := make(chan error, 1)
	go func() {
		if err := world.Enter(t.Context()); err != nil {
			made <- err
			return
		}
		defer world.Leave()
		_, err := engine.Shrink(t.Context(), encodeJPEG(t, scene(100, 100)))
		made <- err
	}()
	pids := engine.pids(t)
	world.Freeze()
	for _, pid := range pids {
		await(t, fmt.Sprintf("%d stands", pid), func() bool { return stateOf(pid) == "T" })
	}
	kinds := func() (all []event.Kind) {
		for _, e := range events.Take(nil) {
			all = append(all, e.Kind())
		}
		return all
	}
	if got := kinds(); !slices.Equal(got, []event.Kind{event.KindOf[event.WorldFreezing](), event.KindOf[event.WorldFrozen]()}) {
		t.Errorf("with the script inside the world says %v", got)
	}
	world.Thaw()
	for _, pid := range pids {
		await(t, fmt.Sprintf("%d goes on", pid), func() bool { return stateOf(pid) != "T" })
	}
	if err := os.WriteFile(engine.tells, want, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := <-made; err != nil {
		t.Error(err)
	}
}

// onePNG is a thumbnail.
func onePNG(t *testing.T) []byte {
	t.Helper()
	builtin, _, err := thumbnail.Choose("builtin", thumbnail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	out, err := builtin.Shrink(t.Context(), encodeJPEG(t, scene(100, 100)))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestAnFFmpegStandsWithTheWorldAndNoImageIsLost(t *testing.T) {
	if _, err := exec.LookPath("ffmpeg"); err != nil {
		t.Skip("ffmpeg is not on the PATH: there is nothing to stop")
	}
	for name, oneShot := range map[string]bool{"kept warm": false, "one an image": true} {
		t.Run(name, func(t *testing.T) {
			world := freeze.New(&event.Log{}, nil)
			engine, _, err := thumbnail.Choose("ffmpeg", thumbnail.Options{World: world, OneShot: oneShot})
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = engine.Close() }()
			image := encodeJPEG(t, scene(2000, 2000))
			results := make(chan error, 8)
			for range cap(results) {
				go func() {
					err := world.Enter(t.Context())
					if err == nil {
						_, err = engine.Shrink(t.Context(), image)
						world.Leave()
					}
					results <- err
				}()
			}
			for done := range cap(results) { // frozen again and again, in the midst of each
				world.Freeze()
				world.Thaw()
				if err := <-results; err != nil {
					t.Errorf("image %d: %v", done, err)
				}
			}
		})
	}
}

func TestAProgramThatStandsEndsWithItsCaller(t *testing.T) {
	world := freeze.New(&event.Log{}, nil)
	engine := newSleepy(t, world, time.Minute)
	ctx, interrupt := context.WithCancel(t.Context())
	made := make(chan error, 1)
	go func() {
		if err := world.Enter(ctx); err != nil {
			made <- err
			return
		}
		defer world.Leave()
		_, err := engine.Shrink(ctx, encodeJPEG(t, scene(100, 100)))
		made <- err
	}()
	pids := engine.pids(t)
	world.Freeze()
	interrupt()
	if err := <-made; !errors.Is(err, context.Canceled) {
		t.Errorf("it ends with %v", err)
	}
	for _, pid := range pids {
		await(t, fmt.Sprintf("%d has ended", pid), func() bool { s := stateOf(pid); return s == "" || s == "Z" })
	}
}

// This test starts itself as a parent that is killed while the world stands, or panics.
func TestNothingThatStandsIsLeftOfAParentThatIsKilledOrPanics(t *testing.T) {
	const child = "INFLIGHT_TEST_PARENT_OF_STOPPED"
	if os.Getenv(child) != "" {
		// What stands in a group without a parent is hung up by the kernel. Tests that
		// nohup started ignore that, and what they start would too.
		signal.Notify(make(chan os.Signal, 1), unix.SIGHUP)
		world := freeze.New(&event.Log{}, nil)
		engine := newSleepy(t, world, time.Minute)
		go func() {
			_ = world.Enter(t.Context())
			_, _ = engine.Shrink(t.Context(), encodeJPEG(t, scene(100, 100)))
		}()
		pids := engine.pids(t)
		world.Freeze()
		for _, pid := range pids {
			await(t, "it stands", func() bool { return stateOf(pid) == "T" })
		}
		fmt.Println("stopped", pids[0], pids[1])
		_, _ = io.Copy(io.Discard, os.Stdin) // until it is killed
		go panic("as a fault of the program would")
		select {}
	}
	for name, end := range map[string]func(parent *exec.Cmd, in io.Closer) error{
		"killed": func(parent *exec.Cmd, _ io.Closer) error { return parent.Process.Kill() },
		"panics": func(_ *exec.Cmd, in io.Closer) error { return in.Close() },
	} {
		t.Run(name, func(t *testing.T) { nothingStandsAfter(t, child, end) })
	}
}

// nothingStandsAfter starts this test as a parent, ends it while the world stands, and
// fails the test unless what it has started ends with it.
func nothingStandsAfter(t *testing.T, child string, end func(parent *exec.Cmd, in io.Closer) error) {
	t.Helper()
	test, _, _ := strings.Cut(t.Name(), "/")
	parent := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^"+test+"$", "-test.v")
	parent.Env = append(os.Environ(), child+"=1")
	in, err := parent.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := parent.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := parent.Start(); err != nil {
		t.Fatal(err)
	}
	pids := make([]int, 2)
	for lines := bufio.NewScanner(out); pids[0] == 0 && lines.Scan(); {
		if rest, ok := strings.CutPrefix(lines.Text(), "stopped "); ok {
			_, _ = fmt.Sscan(rest, &pids[0], &pids[1])
		}
	}
	if err := end(parent, in); err != nil {
		t.Fatal(err)
	}
	if err := parent.Wait(); err == nil {
		t.Error("the parent has ended well")
	}
	for _, pid := range pids {
		if pid == 0 {
			t.Fatal("nothing stood")
		}
		defer func() { _ = unix.Kill(pid, unix.SIGKILL) }()
		await(t, fmt.Sprintf("%d has ended", pid), func() bool { s := stateOf(pid); return s == "" || s == "Z" })
	}
}
