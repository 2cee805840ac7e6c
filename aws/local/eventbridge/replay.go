package eventbridge

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"inflight/aws/local/wire"
)

// replay is the sending again of archived events. It is over before StartReplay
// answers: what it hands over is delivered as any event is.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-replay-archived-event.html
type replay struct {
	Name, ARN   string
	Archive     string            // its ARN
	Destination replayDestination // a bus, and which of its rules
	Description string            `json:",omitempty"`
	From, To    time.Time         // of the events
	Started     time.Time
	Ended       time.Time
	Last        time.Time // of the last event that was sent; zero if there was none
}

type replayDestination struct {
	ARN        string   `json:"Arn"`
	FilterARNs []string `json:"FilterArns,omitempty"`
}

const (
	maxReplayName   = 64
	replayStarting  = "STARTING"
	replayCompleted = "COMPLETED"
)

type startReplayInput struct {
	ReplayName     string             `json:"ReplayName"`
	Description    string             `json:"Description"`
	EventSourceARN string             `json:"EventSourceArn"`
	EventStartTime *wire.Timestamp    `json:"EventStartTime"`
	EventEndTime   *wire.Timestamp    `json:"EventEndTime"`
	Destination    *replayDestination `json:"Destination"`
}

type startReplayOutput struct {
	ReplayARN       string         `json:"ReplayArn"`
	State           string         `json:"State"`
	ReplayStartTime wire.Timestamp `json:"ReplayStartTime"`
}

func (in *startReplayInput) validate() error {
	if err := validateName(in.ReplayName, "replayName", maxReplayName); err != nil {
		return err
	}
	switch {
	case in.EventStartTime == nil || in.EventEndTime == nil || in.Destination == nil:
		return invalid("EventStartTime, EventEndTime and Destination are all needed.")
	case !time.Time(*in.EventStartTime).Before(time.Time(*in.EventEndTime)):
		return invalid("Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.")
	}
	return nil
}

// startReplay sends the events of an archive to the bus they came from.
func (s *Service) startReplay(ctx context.Context, in *startReplayInput) (*startReplayOutput, error) {
	if err := in.validate(); err != nil {
		return nil, err
	}
	r, bus, events, err := s.beginReplay(in)
	if err != nil {
		return nil, err
	}
	last, err := s.send(ctx, r, bus, events)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil { // its name may be used again
		delete(s.replays, r.Name)
		return nil, err
	}
	r.Last, r.Ended = last, s.cfg.Clock.Now()
	return &startReplayOutput{ReplayARN: r.ARN, State: replayStarting, ReplayStartTime: wire.Timestamp(r.Started)}, s.saveArchives()
}

// send puts the events on the bus again, for the rules that the replay is for. It
// returns when the last of them was archived.
func (s *Service) send(ctx context.Context, r *replay, bus string, events []archived) (last time.Time, err error) {
	rules := r.Destination.FilterARNs
	for _, e := range events {
		e.Event.ReplayName = r.Name
		p, err := parcel(e.Event)
		if err != nil {
			return last, err
		}
		found := slices.DeleteFunc(s.matching(bus, p), func(m match) bool { return len(rules) > 0 && !slices.Contains(rules, m.arn) })
		if err := s.handOver(ctx, bus, p, found); err != nil {
			return last, err
		}
		last = e.At
	}
	return last, nil
}

// beginReplay makes a replay and finds the events it is about.
func (s *Service) beginReplay(in *startReplayInput) (r *replay, bus string, events []archived, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, name, _ := strings.Cut(in.EventSourceARN, ":archive/")
	a := s.archives[name]
	if a == nil {
		return nil, "", nil, invalid("Parameter EventSourceArn is not valid. Reason: Archive %s does not exist.", name)
	}
	to, err := s.bus(in.Destination.ARN)
	switch {
	case err != nil:
		return nil, "", nil, err
	case to.ARN != a.BusARN:
		return nil, "", nil, invalid("Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.")
	case s.replays[in.ReplayName] != nil:
		return nil, "", nil, wire.Errorf("ResourceAlreadyExistsException", "Replay %s already exists.", in.ReplayName)
	}
	if err := s.prune(a); err != nil {
		return nil, "", nil, err
	}
	r = &replay{
		Name: in.ReplayName, ARN: "arn:aws:events:" + s.cfg.Region + ":" + s.cfg.Account + ":replay/" + in.ReplayName,
		Archive: a.ARN, Destination: *in.Destination, Description: in.Description,
		From: time.Time(*in.EventStartTime), To: time.Time(*in.EventEndTime), Started: s.cfg.Clock.Now(),
	}
	s.replays[r.Name] = r
	for _, e := range a.events {
		if !e.At.Before(r.From) && e.At.Before(r.To) {
			events = append(events, e)
		}
	}
	return r, a.Bus, events, nil
}

type replayInput struct {
	ReplayName string `json:"ReplayName"`
}

// replayOutput is a replay in a list, and with what follows the times, which the
// list leaves out, described.
type replayOutput struct {
	ReplayName            string             `json:"ReplayName"`
	EventSourceARN        string             `json:"EventSourceArn"`
	State                 string             `json:"State"`
	EventStartTime        wire.Timestamp     `json:"EventStartTime"`
	EventEndTime          wire.Timestamp     `json:"EventEndTime"`
	EventLastReplayedTime *wire.Timestamp    `json:"EventLastReplayedTime,omitempty"`
	ReplayStartTime       wire.Timestamp     `json:"ReplayStartTime"`
	ReplayEndTime         *wire.Timestamp    `json:"ReplayEndTime,omitempty"`
	ReplayARN             string             `json:"ReplayArn,omitempty"`
	Description           string             `json:"Description,omitempty"`
	Destination           *replayDestination `json:"Destination,omitempty"`
}

func (r *replay) listed() replayOutput {
	out := replayOutput{
		ReplayName: r.Name, EventSourceARN: r.Archive, State: r.state(), EventStartTime: wire.Timestamp(r.From),
		EventEndTime: wire.Timestamp(r.To), ReplayStartTime: wire.Timestamp(r.Started),
	}
	if !r.Ended.IsZero() {
		out.ReplayEndTime = new(wire.Timestamp(r.Ended))
		if !r.Last.IsZero() {
			out.EventLastReplayedTime = new(wire.Timestamp(r.Last))
		}
	}
	return out
}

func (r *replay) state() string {
	if r.Ended.IsZero() {
		return replayStarting
	}
	return replayCompleted
}

func (s *Service) describeReplay(_ context.Context, in *replayInput) (*replayOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.replays[in.ReplayName]
	if r == nil {
		return nil, notFound("Replay %s does not exist.", in.ReplayName)
	}
	out := r.listed()
	out.ReplayARN, out.Description, out.Destination = r.ARN, r.Description, &r.Destination
	return &out, nil
}

// cancelReplay finds that it is too late: a replay is over when it has begun.
func (s *Service) cancelReplay(_ context.Context, in *replayInput) (*wire.Nothing, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	r := s.replays[in.ReplayName]
	if r == nil {
		return nil, notFound("Replay %s does not exist.", in.ReplayName)
	}
	return nil, wire.Errorf("IllegalStatusException", "Replay %s is not in a valid state for this operation: it is %s.", r.Name, r.state())
}

type listReplaysInput struct {
	NamePrefix     string `json:"NamePrefix"`
	EventSourceARN string `json:"EventSourceArn"`
	State          string `json:"State"`
	page
}

type listReplaysOutput struct {
	Replays   []replayOutput `json:"Replays"`
	NextToken string         `json:"NextToken,omitempty"`
}

func (s *Service) listReplays(_ context.Context, in *listReplaysInput) (*listReplaysOutput, error) {
	s.mu.RLock()
	defer s.mu.RUnlock()
	var fitting []string
	for _, name := range slices.Sorted(maps.Keys(s.replays)) {
		r := s.replays[name]
		if (in.EventSourceARN == "" || in.EventSourceARN == r.Archive) && (in.State == "" || in.State == r.state()) {
			fitting = append(fitting, name)
		}
	}
	names, next, err := in.of(fitting, in.NamePrefix)
	out := &listReplaysOutput{Replays: []replayOutput{}, NextToken: next}
	for _, name := range names {
		out.Replays = append(out.Replays, s.replays[name].listed())
	}
	return out, err
}
