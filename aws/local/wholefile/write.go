// Package wholefile writes files that are there whole or not at all.
package wholefile

import (
	"errors"
	"os"
	"path/filepath"
)

// Write puts a file in its place, over the one that may be there, so that nobody
// ever sees half of one, whenever the process is killed.
func Write(path string, content []byte) error { return write(path, content, false) }

// WriteLasting is Write for what has to survive the loss of power too: it
// returns when the disk has the file.
func WriteLasting(path string, content []byte) error { return write(path, content, true) }

func write(path string, content []byte, lasting bool) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil && lasting {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if lasting {
		syncDir(dir)
	}
	return nil
}

// syncDir makes a rename in the folder last. Some systems cannot sync a folder,
// and do not need it.
func syncDir(dir string) {
	if d, err := os.Open(dir); err == nil {
		_ = d.Sync()
		_ = d.Close()
	}
}
