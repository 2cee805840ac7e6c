package eventbridge

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"inflight/aws/local/wire"
)

// defaultBus is the bus that services of AWS put their events on. It cannot be
// deleted.
const defaultBus = "default"

// bus is an event bus. It is guarded by the service's lock, and written to
// events.json as it is.
type bus struct {
	Name    string
	ARN     string
	Created time.Time
	// Description is what its maker said of it.
	Description string `json:",omitempty"`
	Rules       map[string]*rule
	Tags        map[string]string

	watching []*rule // the enabled rules with a pattern, in the order of their names
}

func newBus(name, arn string, at time.Time) *bus {
	return &bus{Name: name, ARN: arn, Created: at, Rules: map[string]*rule{}, Tags: map[string]string{}}
}

// ruleNames are the names of the rules, sorted.
func (b *bus) ruleNames() []string { return slices.Sorted(maps.Keys(b.Rules)) }

// watch finds the rules that look at events again, after a change.
func (b *bus) watch() {
	b.watching = nil
	for _, name := range b.ruleNames() {
		if r := b.Rules[name]; r.pattern != nil && r.State != disabled {
			b.watching = append(b.watching, r)
		}
	}
}

// busARN is the ARN of a bus.
func (s *Service) busARN(name string) string {
	return "arn:aws:events:" + s.cfg.Region + ":" + s.cfg.Account + ":event-bus/" + name
}

// busName takes a bus's name out of its ARN; a name stays as it is.
func busName(nameOrARN string) string {
	if i := strings.LastIndex(nameOrARN, ":event-bus/"); i >= 0 && strings.HasPrefix(nameOrARN, "arn:") {
		return nameOrARN[i+len(":event-bus/"):]
	}
	return nameOrARN
}

// bus finds a bus by name or ARN; "" is the default bus. The lock is held.
func (s *Service) bus(nameOrARN string) (*bus, error) {
	name := busName(nameOrARN)
	if name == "" {
		name = defaultBus
	}
	b := s.buses[name]
	if b == nil {
		return nil, notFound("Event bus %s does not exist.", name)
	}
	return b, nil
}

type createEventBusInput struct {
	Name        string `json:"Name"`
	Description string `json:"Description"`
	Tags        []tag  `json:"Tags"`
}

type createEventBusOutput struct {
	EventBusARN string `json:"EventBusArn"`
	Description string `json:"Description,omitempty"`
}

const (
	maxBusName     = 256
	maxDescription = 512
)

func (s *Service) createEventBus(_ context.Context, in *createEventBusInput) (*createEventBusOutput, error) {
	var c constraints
	c.name(in.Name, "name", maxBusName)
	c.length(in.Description, "description", maxDescription)
	if err := c.err(); err != nil {
		return nil, err
	}
	if in.Name == defaultBus || strings.HasPrefix(in.Name, "aws.") {
		return nil, invalid("Event bus name %s is not valid: it is AWS's own.", in.Name)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.buses[in.Name] != nil {
		return nil, wire.Errorf("ResourceAlreadyExistsException", "Event bus %s already exists.", in.Name)
	}
	b := newBus(in.Name, s.busARN(in.Name), s.cfg.Clock.Now())
	b.Description = in.Description
	for _, t := range in.Tags {
		b.Tags[t.Key] = t.Value
	}
	s.buses[in.Name] = b
	return &createEventBusOutput{EventBusARN: b.ARN, Description: b.Description}, s.save()
}

type describeEventBusInput struct {
	Name string `json:"Name"`
}

type eventBusOutput struct {
	Name         string         `json:"Name"`
	ARN          string         `json:"Arn"`
	Description  string         `json:"Description,omitempty"`
	CreationTime wire.Timestamp `json:"CreationTime"`
	LastModified wire.Timestamp `json:"LastModifiedTime"`
}

// output describes a bus. Nothing that can be changed of one is built, so that it
// was last changed when it was made.
func (b *bus) output() eventBusOutput {
	made := wire.Timestamp(b.Created)
	return eventBusOutput{Name: b.Name, ARN: b.ARN, Description: b.Description, CreationTime: made, LastModified: made}
}

func (s *Service) describeEventBus(_ context.Context, in *describeEventBusInput) (*eventBusOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	b, err := s.bus(in.Name)
	if err != nil {
		return nil, err
	}
	out := b.output()
	return &out, nil
}

type listEventBusesInput struct {
	NamePrefix string `json:"NamePrefix"`
	page
}

type listEventBusesOutput struct {
	EventBuses []eventBusOutput `json:"EventBuses"`
	NextToken  string           `json:"NextToken,omitempty"`
}

func (s *Service) listEventBuses(_ context.Context, in *listEventBusesInput) (*listEventBusesOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	names, next, err := in.of(slices.Sorted(maps.Keys(s.buses)), in.NamePrefix)
	out := &listEventBusesOutput{EventBuses: []eventBusOutput{}, NextToken: next}
	for _, name := range names {
		out.EventBuses = append(out.EventBuses, s.buses[name].output())
	}
	return out, err
}

func (s *Service) deleteEventBus(_ context.Context, in *describeEventBusInput) (*wire.Nothing, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	name := busName(in.Name)
	b := s.buses[name]
	switch {
	case name == defaultBus:
		return nil, invalid("Cannot delete event bus default.")
	case b == nil:
		return nil, nil // deleting what is not there is no error
	case len(b.Rules) > 0 || s.archived(name): // an archive is a rule of AWS's own
		return nil, invalid("Event bus can't be deleted since it has rules.")
	}
	delete(s.buses, name)
	return nil, s.save()
}
