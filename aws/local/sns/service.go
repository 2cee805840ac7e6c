package sns

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"sync"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/wire"
)

// Config says where a Service pretends to be and what it delivers with.
type Config struct {
	Region  string      // in ARNs; "" means us-east-1
	Account string      // in ARNs; "" means 000000000000
	Clock   clock.Clock // nil is the wall clock
	// Observer, if set, hears how deliveries ended.
	Observer Observer
	// Queues takes what goes to SQS; without it, delivery to SQS fails.
	Queues QueueSender
	// Mail takes what goes to email subscribers; without it, email cannot be
	// subscribed.
	Mail Mailer
	// Endpoint is the base URL of the server that this Service is part of, for
	// the links in messages; nil means http://127.0.0.1:4566.
	Endpoint func() string
	// HTTP sends to http(s) subscribers; nil is a client with SNS's timeout of
	// 15 s that obeys PrivateEndpoints.
	HTTP *http.Client
	// PrivateEndpoints lets http(s) subscribers have loopback, private and
	// link-local addresses.
	PrivateEndpoints bool
	// Dir is the folder that keeps topics and subscriptions, in topics.json; ""
	// keeps them in memory only.
	Dir string
	// Report, if set, hears of faults of the service itself.
	Report func(error)
}

// Service is all topics of one account in one region. It is safe for use by
// many goroutines.
type Service struct {
	region, account  string
	clock            clock.Clock
	observer         Observer
	queues           QueueSender
	mail             Mailer
	endpoint         func() string
	client           *http.Client
	privateEndpoints bool
	report           func(error)
	table            wire.Table
	signer           signer
	lines            lines
	store            *store // nil in memory only

	ctx    context.Context // of what goes on in the background; Close ends it
	cancel context.CancelFunc
	work   sync.WaitGroup // publishers and lines at work

	// fifoTurn is held while a message of a FIFO topic is published.
	fifoTurn sync.Mutex

	// mu guards everything below, and everything in the topics.
	mu      sync.Mutex
	topics  map[string]*topic // by ARN
	retries map[*delivery]clock.Timer
	closed  bool
}

// New starts a service. With a Config.Dir it goes on with what the folder
// holds; an error names the file that is damaged.
func New(c Config) (*Service, error) {
	ctx, cancel := context.WithCancel(context.Background())
	s := &Service{
		region: orElse(c.Region, "us-east-1"), account: orElse(c.Account, "000000000000"),
		clock: c.Clock, observer: c.Observer, queues: c.Queues, mail: c.Mail, endpoint: c.Endpoint,
		client: c.HTTP, privateEndpoints: c.PrivateEndpoints, report: c.Report,
		ctx: ctx, cancel: cancel, topics: map[string]*topic{}, retries: map[*delivery]clock.Timer{},
	}
	s.fillIn()
	if c.Dir != "" {
		if err := s.open(c.Dir); err != nil {
			cancel()
			return nil, err
		}
	}
	return s, nil
}

// fillIn gives what the Config left out.
func (s *Service) fillIn() {
	if s.clock == nil {
		s.clock = clock.Real{}
	}
	if s.observer == nil {
		s.observer = nobody{}
	}
	if s.endpoint == nil {
		s.endpoint = func() string { return "http://127.0.0.1:4566" }
	}
	if s.client == nil {
		s.client = newClient(s.privateEndpoints)
	}
	if s.report == nil {
		s.report = func(error) {}
	}
	s.table = s.operations()
}

func orElse(value, otherwise string) string {
	if value == "" {
		return otherwise
	}
	return value
}

// Close ends retries and deliveries under way, and waits until they have
// ended. What was still to be delivered is reported as failed. It may be called
// twice.
func (s *Service) Close() error {
	s.mu.Lock()
	s.closed = true
	abandoned := make([]*delivery, 0, len(s.retries))
	for j, t := range s.retries {
		if t.Stop() {
			abandoned = append(abandoned, j)
		}
		delete(s.retries, j)
	}
	s.mu.Unlock()
	s.cancel()
	for _, j := range abandoned {
		s.reportFailed(j, errClosed)
	}
	s.work.Wait()
	s.client.CloseIdleConnections()
	return nil
}

var errClosed = errors.New("the embedded SNS was stopped")

// begin counts a piece of work that Close waits for; done ends it. It is false
// when the service is closed.
func (s *Service) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return false
	}
	s.work.Add(1)
	return true
}

// now is the present time as SNS writes it, to the millisecond.
func (s *Service) now() time.Time { return s.clock.Now().UTC().Truncate(time.Millisecond) }

// Operations are the names of what a Service can be asked, in their order.
func Operations() []string { return slices.Sorted(maps.Keys(new(Service).operations())) }

// operations is the table of what SNS can be asked.
func (s *Service) operations() wire.Table {
	return wire.Table{
		"CreateTopic": wire.Do(s.createTopic), "DeleteTopic": wire.Do(s.deleteTopic), "ListTopics": wire.Do(s.listTopics),
		"GetTopicAttributes": wire.Do(s.getTopicAttributes), "SetTopicAttributes": wire.Do(s.setTopicAttributes),
		"TagResource": wire.Do(s.tagResource), "UntagResource": wire.Do(s.untagResource),
		"ListTagsForResource": wire.Do(s.listTagsForResource),
		"AddPermission":       wire.Do(s.addPermission), "RemovePermission": wire.Do(s.removePermission),

		"Subscribe": wire.Do(s.subscribe), "ConfirmSubscription": wire.Do(s.confirmSubscription),
		"Unsubscribe":               wire.Do(s.unsubscribe),
		"ListSubscriptions":         wire.Do(s.listSubscriptions),
		"ListSubscriptionsByTopic":  wire.Do(s.listSubscriptionsByTopic),
		"GetSubscriptionAttributes": wire.Do(s.getSubscriptionAttributes),
		"SetSubscriptionAttributes": wire.Do(s.setSubscriptionAttributes),

		"Publish": wire.Do(s.publish), "PublishBatch": wire.Do(s.publishBatch),
	}
}

// ServeHTTP answers the query protocol; to a person who opens a link of a mail
// it answers with a page.
func (s *Service) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case s.signer.isCertificate(r.URL.Path):
		s.serveCertificate(w, r)
	case isLink(r):
		s.servePage(w, r)
	default:
		s.table.ServeQuery(w, r, wire.Query{XMLNS: "http://sns.amazonaws.com/doc/2010-03-31/", Report: s.report})
	}
}
