package thumbnail

import (
	"io"
	"os/exec"
	"runtime"
	"sync/atomic"
	"testing"
	"time"
)

// patience is how long a test waits for what must not take long.
const patience = 20 * time.Second

// stuckReader gives nothing until it is closed.
type stuckReader struct{ closed chan struct{} }

func (s stuckReader) Read([]byte) (int, error) {
	<-s.closed
	return 0, io.EOF
}

// slowToEnd is a process whose end takes until release.
func slowToEnd(t *testing.T) (w *warmProcess, release func()) {
	t.Helper()
	program, err := exec.LookPath("sleep")
	if err != nil {
		t.Skip("there is no sleep on the PATH")
	}
	stdin := stuckReader{make(chan struct{})}
	w = &warmProcess{cmd: exec.Command(program, "1000")}
	ownGroup(w.cmd)
	w.cmd.Cancel, w.cmd.Stdin = nil, stdin // whose copy Wait waits for
	if err := w.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return w, func() { close(stdin.closed) }
}

// until waits for a state of the pool, and tells whether it came. It needs the lock.
func (p *warmPool) until(is func() bool) bool {
	came := make(chan bool)
	var late atomic.Bool
	go func() {
		for {
			p.mu.Lock()
			now := is()
			p.mu.Unlock()
			if now || late.Load() {
				came <- now
				return
			}
			runtime.Gosched()
		}
	}()
	select {
	case is := <-came:
		return is
	case <-time.After(patience):
		late.Store(true)
		go func() { <-came }()
		return false
	}
}

func TestNobodyWaitsWhileAnFFmpegThatWasIdleEnds(t *testing.T) {
	for name, end := range map[string]func(*warmPool){"for long": (*warmPool).endIdle, "at the close": (*warmPool).close} {
		t.Run(name, func(t *testing.T) {
			w, release := slowToEnd(t)
			w.since = time.Now().Add(-2 * warmIdle)
			p := &warmPool{idle: []*warmProcess{w}}
			ended := make(chan struct{})
			go func() { end(p); close(ended) }()
			if !p.until(func() bool { return len(p.idle) == 0 }) {
				t.Error("the pool is locked while a process ends")
			}
			release()
			<-ended
		})
	}
}

func TestTheCloseWaitsForAnFFmpegThatIsEndingAlready(t *testing.T) {
	w, release := slowToEnd(t)
	w.since = time.Now().Add(-2 * warmIdle)
	p := &warmPool{idle: []*warmProcess{w}}
	go p.endIdle()
	if !p.until(func() bool { return len(p.idle) == 0 }) {
		t.Fatal("the pool is locked while a process ends")
	}
	closed := make(chan struct{})
	go func() { p.close(); close(closed) }()
	p.until(func() bool { return p.closed })
	select {
	case <-closed:
		t.Error("it is closed before its last process has ended")
	case <-time.After(100 * time.Millisecond):
	}
	release()
	<-closed
}
