package eventbridge

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"inflight/aws/local/wholefile"
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
	if s.buses == nil {
		s.buses = map[string]*bus{}
	}
	for name, b := range s.buses {
		if err := b.restore(name); err != nil {
			return fmt.Errorf("%s is damaged; move it away to start without rules: %w", file, err)
		}
	}
	return nil
}

// restore checks a bus that was read from the file and parses its rules.
func (b *bus) restore(name string) error {
	if b == nil || b.Name != name || b.Rules == nil || b.Tags == nil {
		return fmt.Errorf("the event bus %q is not whole", name)
	}
	for name, r := range b.Rules {
		if r == nil || r.Name != name || r.Targets == nil || r.Tags == nil {
			return fmt.Errorf("the rule %q is not whole", name)
		}
		if err := r.parse(); err != nil {
			return fmt.Errorf("the rule %q: %w", name, err)
		}
		for id, t := range r.Targets {
			if err := t.check(); err != nil {
				return fmt.Errorf("the target %q of the rule %q: %w", id, name, err)
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
	if err := wholefile.WriteLasting(filepath.Join(s.cfg.Dir, fileName), text); err != nil {
		return fmt.Errorf("write the event buses: %w", err)
	}
	return nil
}
