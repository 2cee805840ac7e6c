package s3

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// unfinished ends the name of a record that has still to be moved into place.
const unfinished = ".new"

// loadObjects reads the records of a bucket's objects.
func (s *store) loadObjects(b *bucket) error {
	dir := filepath.Join(s.dir, metaFolder, b.Name, "objects")
	entries, err := os.ReadDir(dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the objects of bucket %s: %w", b.Name, err)
	}
	names := map[string]bool{}
	for _, e := range entries {
		if record, ok := strings.CutSuffix(e.Name(), unfinished); ok {
			done, err := s.finish(filepath.Join(dir, record))
			if err != nil {
				return err
			}
			if !done {
				continue
			}
			names[record] = true
		} else if filepath.Ext(e.Name()) == ".json" {
			names[e.Name()] = true
		}
	}
	for name := range names {
		if err := s.loadObject(b, filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

// finish ends what a crash interrupted: where the content was moved into place,
// its record follows; where it was not, the record is dropped, since nobody was
// told that the object is stored.
func (s *store) finish(record string) (done bool, err error) {
	o := &object{}
	err = readJSON(record+unfinished, o)
	if err == nil && o.Upload != "" {
		_, err = os.Stat(filepath.Join(s.dir, metaFolder, uploadsFolder, filepath.Base(o.Upload)))
		if errors.Is(err, fs.ErrNotExist) {
			return true, commitJSON(record)
		}
	}
	if err := os.Remove(record + unfinished); err != nil {
		return false, fmt.Errorf("remove a record that was cut off: %w", err)
	}
	return false, nil
}

// loadObject reads one record and looks whether its content is there.
func (s *store) loadObject(b *bucket, record string) error {
	o := &object{}
	if err := readJSON(record, o); err != nil {
		return err
	}
	if filepath.Base(record) != keyID(o.Key)+".json" || !filepath.IsLocal(filepath.FromSlash(o.File)) {
		return damaged(record, fmt.Errorf("it is not the record of %q", o.Key))
	}
	file := s.dataFile(b.Name, o)
	info, err := os.Stat(file)
	switch {
	case err != nil:
		return damaged(record, fmt.Errorf("the content of the object %q is missing: %w", o.Key, err))
	case info.Size() != o.Size:
		return damaged(file, fmt.Errorf("the object %q has %d bytes, not %d", o.Key, info.Size(), o.Size))
	}
	b.add(o)
	return nil
}

// writeJSON writes a record so that it is there whole or not at all.
func writeJSON(file string, v any) error {
	if err := prepareJSON(file, v); err != nil {
		return err
	}
	return commitJSON(file)
}

// prepareJSON writes a record beside its place.
func prepareJSON(file string, v any) error {
	b, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return fmt.Errorf("make a folder: %w", err)
	}
	if err := os.WriteFile(file+unfinished, b, 0o600); err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	return nil
}

// commitJSON moves a prepared record into place.
func commitJSON(file string) error {
	if err := os.Rename(file+unfinished, file); err != nil {
		return fmt.Errorf("write a record: %w", err)
	}
	return nil
}

// readJSON reads a record; the error names the file.
func readJSON(file string, v any) error {
	b, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("read a record: %w", err)
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return damaged(file, errors.New("it is empty"))
	}
	if err := json.Unmarshal(b, v); err != nil {
		return damaged(file, err)
	}
	return nil
}

// damaged is the error of a file that is not what it should be.
func damaged(file string, err error) error {
	return fmt.Errorf("%s is damaged; move it away to go on without what it describes: %w", file, err)
}
