package eventbridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// fileName is the file that keeps the buses.
const fileName = "events.json"

// load reads what an earlier run kept.
func (s *Service) load() error {
	if s.cfg.Dir == "" {
		return nil
	}
	file := filepath.Join(s.cfg.Dir, fileName)
	text, err := os.ReadFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the event buses: %w", err)
	}
	if err := json.Unmarshal(text, &s.buses); err != nil {
		return fmt.Errorf("%s is damaged; move it away to start without rules: %w", file, err)
	}
	for _, b := range s.buses {
		for _, r := range b.Rules {
			if r.pattern, err = parsePattern(r.Pattern); err != nil {
				return fmt.Errorf("%s is damaged: the pattern of rule %s: %w", file, r.Name, err)
			}
		}
	}
	return nil
}

// save writes the buses so that the file is there whole, old or new. The lock
// is held.
func (s *Service) save() error {
	if s.cfg.Dir == "" {
		return nil
	}
	text, err := json.MarshalIndent(s.buses, "", "\t")
	if err != nil {
		return fmt.Errorf("write the event buses: %w", err)
	}
	f, err := os.CreateTemp(s.cfg.Dir, fileName+".*")
	if err != nil {
		return fmt.Errorf("write the event buses: %w", err)
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(s.cfg.Dir, fileName))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write the event buses: %w", err), os.Remove(f.Name()))
	}
	return nil
}
