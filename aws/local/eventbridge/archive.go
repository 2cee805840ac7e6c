package eventbridge

import (
	"context"
	"maps"
	"slices"
	"time"

	"inflight/aws/local/wire"
)

// archive keeps the events of a bus that its pattern matches, to be replayed. It
// is guarded by the service's lock and written to archives.json; its events have
// a file of their own.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
type archive struct {
	Name        string
	ARN         string
	Bus         string // its name
	BusARN      string
	Description string `json:",omitempty"`
	Pattern     string `json:",omitempty"` // "" takes every event
	Retention   int    // days; 0 keeps them for ever
	Created     time.Time

	pattern *pattern
	events  []archived // oldest first
	size    int64      // of their texts
}

// archived is an event in an archive.
type archived struct {
	At    time.Time
	Event Event
	size  int64
}

const (
	maxArchiveName = 48
	archiveEnabled = "ENABLED"
)

// parse checks what can be changed of an archive and reads its pattern.
func (a *archive) parse() error {
	if a.Retention < 0 {
		return invalid("RetentionDays must be 0 or more.")
	}
	a.pattern = nil
	if a.Pattern == "" {
		return nil
	}
	p, err := parsePattern(a.Pattern)
	if err != nil {
		return badPattern(err)
	}
	a.pattern = p
	return nil
}

// wants tells whether the archive keeps an event.
func (a *archive) wants(bus string, p *parsedEvent) bool {
	return a.Bus == bus && p.event.ReplayName == "" && (a.pattern == nil || a.pattern.matches(p.fields))
}

// archived tells whether a bus has an archive. The lock is held.
func (s *Service) archived(bus string) bool {
	for _, a := range s.archives {
		if a.Bus == bus {
			return true
		}
	}
	return false
}

// archiveNamed finds an archive. The lock is held.
func (s *Service) archiveNamed(name string) (*archive, error) {
	if a := s.archives[name]; a != nil {
		return a, nil
	}
	return nil, notFound("Archive %s does not exist.", name)
}

type archiveInput struct {
	ArchiveName    string  `json:"ArchiveName"`
	EventSourceARN string  `json:"EventSourceArn"`
	Description    *string `json:"Description"`
	EventPattern   *string `json:"EventPattern"`
	RetentionDays  *int    `json:"RetentionDays"`
}

// applyTo puts what was given into an archive.
func (in *archiveInput) applyTo(a *archive) error {
	if in.Description != nil {
		a.Description = *in.Description
	}
	if in.EventPattern != nil {
		a.Pattern = *in.EventPattern
	}
	if in.RetentionDays != nil {
		a.Retention = *in.RetentionDays
	}
	return a.parse()
}

type archiveStateOutput struct {
	ArchiveARN   string         `json:"ArchiveArn"`
	State        string         `json:"State"`
	CreationTime wire.Timestamp `json:"CreationTime"`
}

func (a *archive) state() *archiveStateOutput {
	return &archiveStateOutput{ArchiveARN: a.ARN, State: archiveEnabled, CreationTime: wire.Timestamp(a.Created)}
}

func (s *Service) createArchive(_ context.Context, in *archiveInput) (*archiveStateOutput, error) {
	if err := validateName(in.ArchiveName, "archiveName", maxArchiveName); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	b, err := s.bus(in.EventSourceARN)
	switch {
	case in.EventSourceARN == "":
		return nil, invalid("EventSourceArn is required.")
	case err != nil:
		return nil, err
	case s.archives[in.ArchiveName] != nil:
		return nil, wire.Errorf("ResourceAlreadyExistsException", "Archive %s already exists.", in.ArchiveName)
	}
	a := &archive{
		Name: in.ArchiveName, ARN: "arn:aws:events:" + s.cfg.Region + ":" + s.cfg.Account + ":archive/" + in.ArchiveName,
		Bus: b.Name, BusARN: b.ARN, Created: s.cfg.Clock.Now(),
	}
	if err := in.applyTo(a); err != nil {
		return nil, err
	}
	s.archives[a.Name] = a
	return a.state(), s.saveArchives()
}

func (s *Service) updateArchive(_ context.Context, in *archiveInput) (*archiveStateOutput, error) {
	if in.EventPattern == nil && in.RetentionDays == nil && in.Description == nil {
		return nil, invalid("At least one of EventPattern, RetentionDays or Description must be provided.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.archiveNamed(in.ArchiveName)
	if err != nil {
		return nil, err
	}
	changed := *a
	if err := in.applyTo(&changed); err != nil {
		return nil, err
	}
	*a = changed
	return a.state(), s.saveArchives()
}

func (s *Service) deleteArchive(_ context.Context, in *archiveInput) (*wire.Nothing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.archiveNamed(in.ArchiveName)
	if err != nil {
		return nil, err
	}
	delete(s.archives, a.Name)
	if err := s.saveArchives(); err != nil {
		return nil, err
	}
	return nil, s.dropEvents(a)
}

// archiveOutput is an archive in a list, and with what follows the list leaves
// out, described.
type archiveOutput struct {
	ArchiveName    string         `json:"ArchiveName"`
	EventSourceARN string         `json:"EventSourceArn"`
	State          string         `json:"State"`
	RetentionDays  int            `json:"RetentionDays"`
	SizeBytes      int64          `json:"SizeBytes"`
	EventCount     int            `json:"EventCount"`
	CreationTime   wire.Timestamp `json:"CreationTime"`
	ArchiveARN     string         `json:"ArchiveArn,omitempty"`
	Description    string         `json:"Description,omitempty"`
	EventPattern   string         `json:"EventPattern,omitempty"`
}

func (a *archive) listed() archiveOutput {
	return archiveOutput{
		ArchiveName: a.Name, EventSourceARN: a.BusARN, State: archiveEnabled, RetentionDays: a.Retention,
		SizeBytes: a.size, EventCount: len(a.events), CreationTime: wire.Timestamp(a.Created),
	}
}

func (s *Service) describeArchive(_ context.Context, in *archiveInput) (*archiveOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, err := s.archiveNamed(in.ArchiveName)
	if err != nil {
		return nil, err
	}
	if err := s.prune(a); err != nil {
		return nil, err
	}
	out := a.listed()
	out.ArchiveARN, out.Description, out.EventPattern = a.ARN, a.Description, a.Pattern
	return &out, nil
}

type listArchivesInput struct {
	NamePrefix     string `json:"NamePrefix"`
	EventSourceARN string `json:"EventSourceArn"`
	State          string `json:"State"`
	page
}

type listArchivesOutput struct {
	Archives  []archiveOutput `json:"Archives"`
	NextToken string          `json:"NextToken,omitempty"`
}

func (s *Service) listArchives(_ context.Context, in *listArchivesInput) (*listArchivesOutput, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if in.EventSourceARN != "" {
		if _, err := s.bus(in.EventSourceARN); err != nil {
			return nil, err
		}
	}
	var fitting []string
	for _, name := range slices.Sorted(maps.Keys(s.archives)) {
		a := s.archives[name]
		if (in.EventSourceARN == "" || in.EventSourceARN == a.BusARN) && (in.State == "" || in.State == archiveEnabled) {
			fitting = append(fitting, name)
		}
	}
	names, next, err := in.of(fitting, in.NamePrefix)
	out := &listArchivesOutput{Archives: []archiveOutput{}, NextToken: next}
	for _, name := range names {
		if err := s.prune(s.archives[name]); err != nil {
			return nil, err
		}
		out.Archives = append(out.Archives, s.archives[name].listed())
	}
	return out, err
}
