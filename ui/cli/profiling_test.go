package cli_test

import (
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"inflight/ui/cli"
)

func TestARunCanBeProfiled(t *testing.T) {
	dir := t.TempDir()
	cpu, memory := filepath.Join(dir, "cpu"), filepath.Join(dir, "memory")
	var errs bytes.Buffer
	streams := cli.Streams{In: new(bytes.Buffer), Out: io.Discard, Err: &errs, Getenv: func(string) string { return "" }}
	args := []string{"run", "--headless", "--drain", "--count", "2", "--engine", "builtin", "--listen", "127.0.0.1:0", "--cpuprofile", cpu, "--memprofile", memory}
	if got := cli.Main(t.Context(), args, streams); got != 0 {
		t.Fatalf("exit status %d\n%s", got, errs.String())
	}
	for _, file := range []string{cpu, memory} {
		b, err := os.ReadFile(file)
		if err != nil || !bytes.HasPrefix(b, []byte{0x1f, 0x8b}) {
			t.Errorf("%s is no profile: %d bytes, %v", filepath.Base(file), len(b), err)
		}
	}
}

// asking is a stderr that asks for a page as soon as its address is said.
type asking struct {
	mu   sync.Mutex
	all  bytes.Buffer
	page string
}

var profiles = regexp.MustCompile(`http://\S+/debug/pprof/`)

func (a *asking) Write(b []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if address := profiles.Find(b); address != nil && a.page == "" {
		answer, err := http.Get(string(address))
		if err == nil {
			text, _ := io.ReadAll(answer.Body)
			_ = answer.Body.Close()
			a.page = string(text)
		}
	}
	return a.all.Write(b)
}

func TestProfilesAreServedOnLoopbackWhileARunLasts(t *testing.T) {
	errs := &asking{}
	streams := cli.Streams{In: new(bytes.Buffer), Out: io.Discard, Err: errs, Getenv: func(string) string { return "" }}
	args := []string{"run", "--headless", "--drain", "--count", "1", "--engine", "builtin", "--listen", "127.0.0.1:0", "--pprof", "127.0.0.1:0"}
	if got := cli.Main(t.Context(), args, streams); got != 0 {
		t.Fatalf("exit status %d\n%s", got, errs.all.String())
	}
	if !strings.Contains(errs.page, "goroutine") {
		t.Errorf("got %q after %s", errs.page, errs.all.String())
	}
	address := profiles.FindString(errs.all.String())
	if answer, err := http.Get(address); err == nil {
		_ = answer.Body.Close()
		t.Error("it is served after the run")
	}
}

func TestAProfileThatCannotBeMadeIsSaidBeforeTheWork(t *testing.T) {
	for want, args := range map[string][]string{
		"no address of loopback": {"--pprof", "0.0.0.0:6060"},
		"--pprof: \"6060\"":      {"--pprof", "6060"},
		"--cpuprofile: open":     {"--cpuprofile", "/no such folder/cpu"},
		"--memprofile: open":     {"--memprofile", "/no such folder/memory"},
	} {
		var out, errs bytes.Buffer
		streams := cli.Streams{In: new(bytes.Buffer), Out: &out, Err: &errs, Getenv: func(string) string { return "" }}
		got := cli.Main(t.Context(), append([]string{"run", "--headless", "--drain", "--count", "1", "--listen", "127.0.0.1:0"}, args...), streams)
		if got == 0 || !strings.Contains(errs.String(), want) || out.Len() > 0 {
			t.Errorf("%v: exit status %d, %q\n%s", args, got, errs.String(), out.String())
		}
	}
}
