//go:build darwin || linux

package cli

import (
	"os"
	"path/filepath"
	"testing"
)

// TestWhatAKilledRunLeftIsRemovedAndNothingElse: by the next run that ends. A folder whose run
// goes on is locked, and what has no such file is not a run's.
func TestWhatAKilledRunLeftIsRemovedAndNothingElse(t *testing.T) {
	temp, elsewhere := t.TempDir(), t.TempDir()
	t.Setenv("TMPDIR", temp)
	write := func(path ...string) {
		t.Helper()
		name := filepath.Join(path...)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte("x"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	goesOn, ends, err := temporaryFolder()
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := ends(); err != nil {
			t.Error(err)
		}
	}()
	write(temp, "inflight-killed", heldName)
	write(temp, "inflight-killed", "s3", "bucket", "object")
	write(temp, "inflight-begins", heldName+"~") // and is not locked yet
	write(temp, "inflight-older", "s3", "object")
	write(temp, "inflight-file")
	write(temp, "somebody-else", heldName)
	write(elsewhere, heldName)
	if err := os.Symlink(elsewhere, filepath.Join(temp, "inflight-link")); err != nil {
		t.Fatal(err)
	}
	dir, remove, err := temporaryFolder()
	if err != nil {
		t.Fatal(err)
	}
	write(dir, "s3", "object")
	if err := remove(); err != nil {
		t.Fatal(err)
	}
	for path, stays := range map[string]bool{
		dir: false, filepath.Join(temp, "inflight-killed"): false,
		goesOn: true, filepath.Join(temp, "inflight-begins", heldName+"~"): true, filepath.Join(temp, "inflight-older", "s3", "object"): true,
		filepath.Join(temp, "inflight-file"): true, filepath.Join(temp, "somebody-else", heldName): true,
		filepath.Join(temp, "inflight-link"): true, filepath.Join(elsewhere, heldName): true,
	} {
		if _, err := os.Lstat(path); (err == nil) != stays {
			t.Errorf("%s stays: %t, want %t", path, err == nil, stays)
		}
	}
}
