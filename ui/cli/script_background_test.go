package cli_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// Deadlines of the scripts: long for what a loaded machine may take long for,
// and what the design promises for an interrupt.
const (
	eventually = 60 * time.Second
	promptly   = 5 * time.Second
)

// background are the programs that a script has started, and what is in the
// environment of each.
type background struct {
	env      []string
	programs map[string]*running
}

// backgroundKey finds the background of a script.
type backgroundKey struct{}

// running is a program beside the script, with its output as it comes.
type running struct {
	cmd            *exec.Cmd
	stdout, stderr output
	ended          chan error
	signalled      time.Time
}

// output collects what is written and wakes whoever waits for it.
type output struct {
	mu      sync.Mutex
	text    bytes.Buffer
	changed chan struct{} // closed and made again by each write
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.changed != nil {
		close(o.changed)
		o.changed = nil
	}
	return o.text.Write(p)
}

// look is the text so far, and a channel that is closed when there is more.
func (o *output) look() (string, <-chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.changed == nil {
		o.changed = make(chan struct{})
	}
	return o.text.String(), o.changed
}

// setup gives every script its own set of programs beside it, which end with
// it, and characters that move a terminal's cursor: ESC begins an escape
// sequence, and so does CSI, a control character above ASCII.
func setup(env *testscript.Env) error {
	env.Setenv("ESC", "\x1b")
	env.Setenv("CSI", "\u009b")
	b := background{env: env.Vars, programs: map[string]*running{}}
	env.Values[backgroundKey{}] = b
	env.Defer(func() {
		for _, r := range b.programs {
			r.cmd.Process.Kill() // it may have ended
			<-r.ended
		}
	})
	return nil
}

// find is the program of that name.
func find(ts *testscript.TestScript, name string) *running {
	r := ts.Value(backgroundKey{}).(background).programs[name]
	if r == nil {
		ts.Fatalf("no program %s was started", name)
	}
	return r
}

// start NAME [VARIABLE=VALUE]... COMMAND... starts a program beside the script.
func start(ts *testscript.TestScript, _ bool, args []string) {
	b := ts.Value(backgroundKey{}).(background)
	name, args := args[0], args[1:]
	env := slices.Clone(b.env)
	for strings.Contains(args[0], "=") {
		env, args = append(env, args[0]), args[1:]
	}
	path, err := lookIn(ts.Getenv("PATH"), args[0])
	ts.Check(err)
	r := &running{cmd: exec.Command(path, args[1:]...), ended: make(chan error, 1)}
	r.cmd.Dir, r.cmd.Env = ts.MkAbs("."), env
	r.cmd.Stdout, r.cmd.Stderr = &r.stdout, &r.stderr
	ts.Check(r.cmd.Start())
	go func() { r.ended <- r.cmd.Wait() }()
	b.programs[name] = r
}

// await NAME stdout|stderr PATTERN [VARIABLE] waits until the output of a
// program matches, and sets the variable to what the first group matched.
func await(ts *testscript.TestScript, _ bool, args []string) {
	r := find(ts, args[0])
	pattern := regexp.MustCompile("(?m)" + args[2])
	out := &r.stdout
	if args[1] == "stderr" {
		out = &r.stderr
	}
	deadline := time.After(eventually)
	for {
		text, changed := out.look()
		if match := pattern.FindStringSubmatch(text); match != nil {
			if len(args) > 3 {
				ts.Setenv(args[3], match[1])
			}
			return
		}
		select {
		case <-changed:
		case err := <-r.ended:
			r.ended <- err
			if text, _ := out.look(); pattern.MatchString(text) {
				continue
			}
			ts.Fatalf("%s has ended (%v) without %s\n%s", args[0], err, args[2], r.said())
		case <-deadline:
			ts.Fatalf("no %s from %s\n%s", args[2], args[0], r.said())
		}
	}
}

// said is all the program has written.
func (r *running) said() string {
	out, _ := r.stdout.look()
	err, _ := r.stderr.look()
	return "stdout:\n" + out + "stderr:\n" + err
}

// interrupt NAME [SIGNAL] sends a program what ctrl+c sends, or another signal.
func interrupt(ts *testscript.TestScript, _ bool, args []string) {
	r := find(ts, args[0])
	r.signalled = time.Now()
	sig := os.Interrupt
	if len(args) > 1 {
		sig = map[string]os.Signal{"TERM": syscall.SIGTERM, "HUP": syscall.SIGHUP}[args[1]]
	}
	ts.Check(r.cmd.Process.Signal(sig))
}

// ended NAME STATUS waits for a program to end, by itself or promptly after an
// interrupt, checks its exit status, and keeps its output as NAME.stdout and
// NAME.stderr.
func ended(ts *testscript.TestScript, _ bool, args []string) {
	r := find(ts, args[0])
	limit := eventually
	if !r.signalled.IsZero() {
		limit = time.Until(r.signalled.Add(promptly))
	}
	select {
	case err := <-r.ended:
		r.ended <- err
		checkStatus(ts, args[1], err, r)
	case <-time.After(limit):
		ts.Fatalf("%s has not ended\n%s", args[0], r.said())
	}
	for name, out := range map[string]*output{"stdout": &r.stdout, "stderr": &r.stderr} {
		text, _ := out.look()
		ts.Check(os.WriteFile(filepath.Join(ts.MkAbs("."), args[0]+"."+name), []byte(text), 0o600))
	}
}

// checkStatus compares how a program ended with what the script wants.
func checkStatus(ts *testscript.TestScript, want string, err error, r *running) {
	got := 0
	if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
		got = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if strconv.Itoa(got) != want {
		ts.Fatalf("exit status %d, want %s\n%s", got, want, r.said())
	}
}

// lookIn finds a program in the script's path.
func lookIn(path, name string) (string, error) {
	for _, dir := range filepath.SplitList(path) {
		if found, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return found, nil
		}
	}
	return "", &exec.Error{Name: name, Err: exec.ErrNotFound}
}
