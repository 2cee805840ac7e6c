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
		if err := b.restore(name, s.report); err != nil {
			return fmt.Errorf("%s is damaged; move it away to start without rules: %w", file, err)
		}
	}
	return nil
}

// restore checks a bus that was read from the file and parses its rules. One
// whose pattern was good when it was put, and is refused by now, matches nothing,
// which is reported.
func (b *bus) restore(name string, report func(error)) error {
	if b == nil || b.Name != name || b.Rules == nil || b.Tags == nil {
		return fmt.Errorf("the event bus %q is not whole", name)
	}
	for name, r := range b.Rules {
		if r == nil || r.Name != name || r.Targets == nil || r.Tags == nil {
			return fmt.Errorf("the rule %q is not whole", name)
		}
		if err := r.parse(); err != nil {
			if errors.Is(err, errBadSchedule) || !refusedSince(r.Pattern) {
				return fmt.Errorf("the rule %q: %w", name, err)
			}
			r.pattern = matchesNothing
			report(fmt.Errorf("the rule %s matches nothing, since AWS refuses its pattern; put it again with another: %w", name, err))
		}
		for id, t := range r.Targets {
			if err := t.validate(); err != nil {
				return fmt.Errorf("the target %q of the rule %q: %w", id, name, err)
			}
		}
	}
	return nil
}

// refusedSince tells whether a stored pattern that cannot be read is whole all
// the same: an earlier version took more than AWS does.
func refusedSince(pattern string) bool {
	var object map[string]json.RawMessage
	return json.Unmarshal([]byte(pattern), &object) == nil && object != nil
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
