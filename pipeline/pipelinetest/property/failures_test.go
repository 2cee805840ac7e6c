package property_test

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"pgregory.net/rapid"

	"inflight/pipeline/pipelinetest/property"
)

func TestAFailureOfAPropertyThatWasLeftFailsNoLaterRun(t *testing.T) {
	left := filepath.Join("testdata", "rapid", "TestX", "TestX-1.fail")
	if err := os.MkdirAll(filepath.Dir(left), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(left, []byte("# left\nv0.4.8#1\n0x0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := property.KeepNoFailures(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(left); !os.IsNotExist(err) {
		t.Errorf("it is there still: %v", err)
	}
	failing := &quietly{TB: t, name: "TestY"}
	done := make(chan struct{})
	go func() { // a failed check ends its goroutine
		defer close(done)
		rapid.Check(failing, func(t *rapid.T) { t.Fatalf("%d", rapid.Int().Draw(t, "n")) })
	}()
	<-done
	if files, _ := filepath.Glob(filepath.Join("testdata", "rapid", "*", "*")); !failing.failed || len(files) > 0 {
		t.Errorf("failed: %v, and it left %v", failing.failed, files)
	}
}

// quietly is a test that fails for itself.
type quietly struct {
	testing.TB

	name   string
	failed bool
}

func (q *quietly) Name() string          { return q.name }
func (q *quietly) Logf(string, ...any)   {}
func (q *quietly) Errorf(string, ...any) { q.failed = true }
func (q *quietly) Failed() bool          { return q.failed }
func (q *quietly) FailNow()              { runtime.Goexit() }
