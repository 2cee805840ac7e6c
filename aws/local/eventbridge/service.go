package eventbridge

import (
	"context"
	"net/http"
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
}

// QueueSender delivers to a queue, if the queue's policy allows it.
type QueueSender interface {
	SendToQueue(ctx context.Context, d Delivery) error
}

// TopicSender delivers to a topic, if the topic's policy allows it.
type TopicSender interface {
	SendToTopic(ctx context.Context, d Delivery) error
}

// Delivery is what a rule sends to a target.
type Delivery struct {
	TargetARN  string
	SourceARN  string // of the rule
	Body       string
	GroupID    string            // for FIFO queues
	Attributes map[string]string // of a dead letter: why it died
}

// Service is all buses of one account in one region. It is safe for use by many
// goroutines. It owns one goroutine, which Close ends.
type Service struct {
	cfg   Config
	table wire.Table
	out   *outbound

	mu    sync.RWMutex
	buses map[string]*bus
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
	s := &Service{cfg: cfg, buses: map[string]*bus{}}
	if err := s.load(); err != nil {
		return nil, err
	}
	if s.buses[defaultBus] == nil {
		s.buses[defaultBus] = newBus(defaultBus, s.busARN(defaultBus), cfg.Clock.Now())
	}
	s.table = s.operations()
	s.out = newOutbound(s.attempt, cfg.Clock)
	return s, nil
}

// Close stops delivering. What waits for another try is dropped.
func (s *Service) Close() error {
	s.out.close()
	return nil
}

// ServeHTTP answers in AWS JSON 1.1.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.table.ServeJSON(w, r, wire.JSON{Version: "1.1"})
}

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
		"TagResource":           wire.Do(s.tagResource),
		"UntagResource":         wire.Do(s.untagResource),
		"ListTagsForResource":   wire.Do(s.listTagsForResource),
	}
}

// Errors that several operations have.
func notFound(format string, args ...any) error {
	return wire.Errorf("ResourceNotFoundException", format, args...)
}

func invalid(format string, args ...any) error {
	return wire.Errorf("ValidationException", format, args...)
}
