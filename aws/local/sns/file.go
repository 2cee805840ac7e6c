package sns

import (
	"errors"
	"os"
	"path/filepath"
)

// writeFile puts a file in its place as a whole, so that nobody ever sees half
// of one. With sync it also survives the loss of power.
func writeFile(path string, content []byte, sync bool) error {
	dir := filepath.Dir(path)
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err == nil && sync {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(f.Name()))
	}
	if sync {
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
