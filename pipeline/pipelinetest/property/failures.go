// Package property is how tests of properties (pgregory.net/rapid) run here.
package property

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
)

// KeepNoFailures lets no failure of a property be written to a file, and throws away
// what an earlier version left: rapid would take it up again in the next run, whatever
// has been mended since. The seed that a failure prints makes it again. It is for
// TestMain, or an init of a package of tests that has none.
func KeepNoFailures() error {
	if err := flag.Set("rapid.nofailfile", "true"); err != nil {
		return fmt.Errorf("no fail files: %w", err)
	}
	if err := os.RemoveAll(filepath.Join("testdata", "rapid")); err != nil {
		return fmt.Errorf("fail files left: %w", err)
	}
	return nil
}

// Main is what a TestMain does: it keeps no failures, and then runs the tests by run,
// such as goleak.VerifyTestMain.
func Main(run func()) {
	if err := KeepNoFailures(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	run()
}
