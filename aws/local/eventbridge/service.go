package eventbridge

import (
	"maps"
	"net/http"
	"slices"
	"sync"

	"inflight/aws/local/clock"
	"inflight/aws/local/wire"
)

// Config says where a Service pretends to be and what it delivers to.
type Config struct {
	Region  string      // in ARNs; "" means us-east-1
	Account string      // in ARNs; "" means 000000000000
	Clock   clock.Clock // nil is the wall clock
	// Observer, if set, hears of matches and failures.
	Observer Observer
	// Queues takes what goes to SQS.
	Queues QueueSender
	// Topics takes what goes to SNS.
	Topics TopicSender
	// Dir is the folder that keeps buses, rules and targets, in events.json; ""
	// keeps them in memory only.
	Dir string
	// Report, if set, hears of faults of the service itself.
	Report func(error)
}

// Service is all buses of one account in one region. It is safe for use by many
// goroutines. It owns one goroutine, which delivers, and the timers of scheduled
// rules; Close ends them.
type Service struct {
	cfg   Config
	table wire.Table
	out   *outbound

	running sync.WaitGroup // alarms that have not been taken back

	mu       sync.RWMutex
	buses    map[string]*bus
	archives map[string]*archive // by name
	replays  map[string]*replay
	closed   bool
}

// New starts a service with the default bus. With a Config.Dir it goes on with
// what the folder holds; an error names the file that is damaged.
func New(cfg Config) (*Service, error) {
	if cfg.Region == "" {
		cfg.Region = "us-east-1"
	}
	if cfg.Account == "" {
		cfg.Account = "000000000000"
	}
	if cfg.Clock == nil {
		cfg.Clock = clock.Real{}
	}
	if cfg.Observer == nil {
		cfg.Observer = nobody{}
	}
	if cfg.Queues == nil {
		cfg.Queues = unconnected{}
	}
	if cfg.Topics == nil {
		cfg.Topics = unconnected{}
	}
	s := &Service{cfg: cfg, buses: map[string]*bus{}, archives: map[string]*archive{}, replays: map[string]*replay{}}
	if err := s.load(); err != nil {
		return nil, err
	}
	if s.buses[defaultBus] == nil {
		s.buses[defaultBus] = newBus(defaultBus, s.busARN(defaultBus), cfg.Clock.Now())
	}
	if err := s.loadArchives(); err != nil {
		return nil, err
	}
	s.table = s.operations()
	s.out = newOutbound(s.attempt, cfg.Clock)
	s.start()
	return s, nil
}

// start makes the loaded rules watch and ring.
func (s *Service) start() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, b := range s.buses {
		b.watch()
		for _, r := range b.Rules {
			s.arm(r, s.cfg.Clock.Now())
		}
	}
}

// Close stops the scheduled rules, delivers what is on its way and drops what
// waits for another try. It may be called again.
func (s *Service) Close() error {
	s.mu.Lock()
	s.closed = true
	for _, b := range s.buses {
		for _, r := range b.Rules {
			s.disarm(r)
		}
	}
	s.mu.Unlock()
	s.running.Wait()
	s.out.close()
	return nil
}

// ServeHTTP answers in AWS JSON 1.1.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.table.ServeJSON(w, r, wire.JSON{Version: "1.1", Report: s.cfg.Report})
}

// Operations are the names of what a Service can be asked, in their order.
func Operations() []string { return slices.Sorted(maps.Keys(new(Service).operations())) }

// operations are what can be asked.
func (s *Service) operations() wire.Table {
	return wire.Table{
		"CreateEventBus":        wire.Do(s.createEventBus),
		"DescribeEventBus":      wire.Do(s.describeEventBus),
		"ListEventBuses":        wire.Do(s.listEventBuses),
		"DeleteEventBus":        wire.Do(s.deleteEventBus),
		"PutRule":               wire.Do(s.putRule),
		"DescribeRule":          wire.Do(s.describeRule),
		"ListRules":             wire.Do(s.listRules),
		"EnableRule":            wire.Do(s.enableRule),
		"DisableRule":           wire.Do(s.disableRule),
		"DeleteRule":            wire.Do(s.deleteRule),
		"PutTargets":            wire.Do(s.putTargets),
		"RemoveTargets":         wire.Do(s.removeTargets),
		"ListTargetsByRule":     wire.Do(s.listTargetsByRule),
		"ListRuleNamesByTarget": wire.Do(s.listRuleNamesByTarget),
		"PutEvents":             wire.Do(s.putEvents),
		"TestEventPattern":      wire.Do(s.testEventPattern),
		"CreateArchive":         wire.Do(s.createArchive),
		"DescribeArchive":       wire.Do(s.describeArchive),
		"ListArchives":          wire.Do(s.listArchives),
		"UpdateArchive":         wire.Do(s.updateArchive),
		"DeleteArchive":         wire.Do(s.deleteArchive),
		"StartReplay":           wire.Do(s.startReplay),
		"DescribeReplay":        wire.Do(s.describeReplay),
		"ListReplays":           wire.Do(s.listReplays),
		"CancelReplay":          wire.Do(s.cancelReplay),
		"TagResource":           wire.Do(s.tagResource),
		"UntagResource":         wire.Do(s.untagResource),
		"ListTagsForResource":   wire.Do(s.listTagsForResource),
	}
}

// report reports a fault that no caller hears of.
func (s *Service) report(err error) {
	if s.cfg.Report != nil {
		s.cfg.Report(err)
	}
}

// Errors that several operations have.
func notFound(format string, args ...any) error {
	return wire.Errorf("ResourceNotFoundException", format, args...)
}

func invalid(format string, args ...any) error {
	return wire.Errorf("ValidationException", format, args...)
}
