package eventbridge

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"inflight/aws/local/wholefile"
)

// keptArchives is what archives.json looks like.
type keptArchives struct {
	Archives map[string]*archive
	Replays  map[string]*replay
}

func (s *Service) archivesFile() string { return filepath.Join(s.cfg.Dir, "archives.json") }

// eventsFile is the file of an archive's events, one a line. Its name tells names
// apart also where files know no upper case.
func (s *Service) eventsFile(a *archive) string {
	return filepath.Join(s.cfg.Dir, fmt.Sprintf("archive-%x.jsonl", a.Name))
}

// keep puts an event into the archives of a bus that want it, before any rule
// has it. An archive is one receiver of many, as it is on AWS: one that cannot be
// written is reported, and keeps the event from nobody else.
func (s *Service) keep(bus string, p *parsedEvent) {
	s.mu.RLock()
	wanted := s.archived(bus)
	s.mu.RUnlock()
	if !wanted {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.archives {
		if !a.wants(bus, p) {
			continue
		}
		if err := s.append(a, archived{At: s.cfg.Clock.Now(), Event: p.event, size: int64(len(p.text))}); err != nil {
			s.report(fmt.Errorf("the event %s is not in the archive %s, from which it cannot be replayed: %w", p.event.ID, a.Name, err))
		}
	}
}

// append adds an event to an archive. The lock is held.
func (s *Service) append(a *archive, e archived) (err error) {
	if s.cfg.Dir != "" {
		line, err := json.Marshal(e)
		if err != nil {
			return fmt.Errorf("write the event: %w", err)
		}
		f, err := os.OpenFile(s.eventsFile(a), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err != nil {
			return fmt.Errorf("write the event: %w", err)
		}
		if err = errors.Join(addLine(f, line), f.Close()); err != nil {
			return fmt.Errorf("write the event: %w", err)
		}
	}
	a.events, a.size = append(a.events, e), a.size+e.size
	return nil
}

// lines is a file of lines.
type lines interface {
	io.WriteSeeker
	Truncate(size int64) error
}

// addLine adds a line to a file, or nothing: what was written of a line that does
// not fit would spoil the next.
func addLine(f lines, line []byte) error {
	end, err := f.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	if _, err = f.Write(append(line, '\n')); err != nil {
		return errors.Join(err, f.Truncate(end))
	}
	return nil
}

// prune takes out what is past the archive's retention. The lock is held.
func (s *Service) prune(a *archive) error {
	const forEver = 36_500 // days, and no more than a time.Duration can hold
	if a.Retention == 0 || a.Retention > forEver {
		return nil
	}
	oldest := s.cfg.Clock.Now().Add(-time.Duration(a.Retention) * 24 * time.Hour)
	gone := 0
	for gone < len(a.events) && a.events[gone].At.Before(oldest) {
		a.size -= a.events[gone].size
		gone++
	}
	if gone == 0 {
		return nil
	}
	a.events = slices.Clone(a.events[gone:])
	if s.cfg.Dir == "" {
		return nil
	}
	var lines bytes.Buffer
	encoder := json.NewEncoder(&lines)
	for _, e := range a.events {
		if err := encoder.Encode(e); err != nil {
			return fmt.Errorf("prune the archive %s: %w", a.Name, err)
		}
	}
	if err := wholefile.Write(s.eventsFile(a), lines.Bytes()); err != nil {
		return fmt.Errorf("prune the archive %s: %w", a.Name, err)
	}
	return nil
}

// dropEvents removes the events of an archive that is gone. The lock is held.
func (s *Service) dropEvents(a *archive) error {
	if s.cfg.Dir == "" {
		return nil
	}
	if err := os.Remove(s.eventsFile(a)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("delete the events of the archive %s: %w", a.Name, err)
	}
	return nil
}

// saveArchives writes what the archives and replays are. The lock is held.
func (s *Service) saveArchives() error {
	if s.cfg.Dir == "" {
		return nil
	}
	text, err := json.MarshalIndent(keptArchives{s.archives, s.replays}, "", "\t")
	if err == nil {
		err = wholefile.WriteLasting(s.archivesFile(), text)
	}
	if err != nil {
		return fmt.Errorf("write the archives: %w", err)
	}
	return nil
}

// loadArchives reads what an earlier run kept.
func (s *Service) loadArchives() error {
	if s.cfg.Dir == "" {
		return nil
	}
	text, err := os.ReadFile(s.archivesFile())
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("read the archives: %w", err)
	}
	kept := keptArchives{s.archives, s.replays}
	if err := json.Unmarshal(text, &kept); err != nil {
		return fmt.Errorf("%s is damaged; move it away to start without archives: %w", s.archivesFile(), err)
	}
	for name, r := range s.replays {
		if r == nil || r.Name != name {
			return fmt.Errorf("%s is damaged; move it away to start without archives: the replay %q is not whole", s.archivesFile(), name)
		}
	}
	for name, a := range s.archives {
		if a == nil || a.Name != name || s.buses[a.Bus] == nil {
			return fmt.Errorf("%s is damaged; move it away to start without archives: the archive %q is not whole", s.archivesFile(), name)
		}
		if err := a.parse(); err != nil {
			if !refusedSince(a.Pattern) {
				return fmt.Errorf("%s is damaged; move it away to start without archives: the archive %q: %w", s.archivesFile(), name, err)
			}
			a.pattern = matchesNothing
			s.report(fmt.Errorf("the archive %s takes no events, since AWS refuses its pattern; give it another: %w", name, err))
		}
		if err := s.loadEvents(a); err != nil {
			return err
		}
	}
	return nil
}

// loadEvents reads the events of an archive. A last line that has no end was
// being written when the process was killed, and nobody was told that it is kept.
func (s *Service) loadEvents(a *archive) error {
	text, err := os.ReadFile(s.eventsFile(a))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("read the events of the archive %s: %w", a.Name, err)
	}
	whole := bytes.LastIndexByte(text, '\n') + 1
	for line := range bytes.Lines(text[:whole]) {
		var e archived
		if err := json.Unmarshal(line, &e); err != nil {
			return fmt.Errorf("%s is damaged; move it away to start without the events of the archive %s: %w", s.eventsFile(a), a.Name, err)
		}
		text, err := encode(e.Event)
		if err != nil {
			return fmt.Errorf("%s is damaged; move it away to start without the events of the archive %s: %w", s.eventsFile(a), a.Name, err)
		}
		e.size = int64(len(text))
		a.events, a.size = append(a.events, e), a.size+e.size
	}
	if whole < len(text) {
		if err := os.Truncate(s.eventsFile(a), int64(whole)); err != nil {
			return fmt.Errorf("mend the events of the archive %s: %w", a.Name, err)
		}
	}
	return nil
}
