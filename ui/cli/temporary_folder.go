package cli

import (
	"fmt"
	"os"
	"path/filepath"
)

// temporaryPrefix begins the names of temporary folders.
const temporaryPrefix = "inflight-"

// heldName is the file in a temporary folder that is locked as long as its run goes on,
// whichever way that ends. It has another name until it is locked.
const heldName = "held"

// temporaryFolder makes a folder for what is gone with the run. remove takes it away, and
// those of runs that were killed before they could do so.
func temporaryFolder() (dir string, remove func() error, err error) {
	dir, err = os.MkdirTemp("", temporaryPrefix)
	if err != nil {
		return "", nil, fmt.Errorf("make a temporary folder: %w", err)
	}
	letGo := hold(dir)
	return dir, func() error {
		err := os.RemoveAll(dir)
		letGo()
		removeAbandoned(os.TempDir())
		return err //nolint:wrapcheck // it names the folder
	}, nil
}

// hold locks a folder, and returns what unlocks it. Where that is not possible nobody will
// take the folder for abandoned.
func hold(dir string) (letGo func()) {
	before := filepath.Join(dir, heldName+"~")
	f, err := os.OpenFile(before, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return func() {}
	}
	if locked, err := lock(f); err == nil && locked {
		err = os.Rename(before, filepath.Join(dir, heldName))
		if err == nil {
			return func() { _ = f.Close() } // and with it the lock goes
		}
	}
	_, _ = f.Close(), os.Remove(before)
	return func() {}
}

// removeAbandoned removes the temporary folders of runs of this user that are no more. What
// cannot be removed is no fault of the run that ends.
func removeAbandoned(temp string) {
	held, _ := filepath.Glob(filepath.Join(temp, temporaryPrefix+"*", heldName)) // it fails where the folder's name is a pattern
	for _, name := range held {
		if abandoned(name) {
			_ = os.RemoveAll(filepath.Dir(name))
		}
	}
}

// abandoned tells whether nobody has locked a file any more, in a folder that this user
// made.
func abandoned(name string) bool {
	info, err := os.Lstat(filepath.Dir(name))
	if err != nil || !info.IsDir() || !isMine(info) {
		return false
	}
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close() //nolint:errcheck // it was only locked
	locked, err := lock(f)
	return err == nil && locked
}
