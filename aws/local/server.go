package local

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"sync"
	"time"

	"inflight/aws/local/clock"
	"inflight/aws/local/eventbridge"
	"inflight/aws/local/s3"
	"inflight/aws/local/sigv4"
	"inflight/aws/local/sns"
	"inflight/aws/local/sqs"
)

// What the embedded AWS pretends to be where nothing else is said.
const (
	DefaultRegion  = "us-east-1"
	DefaultAccount = "000000000000"
)

// Options say how an embedded AWS is to be.
type Options struct {
	// Dir is the folder for objects (DIR/s3/BUCKET/KEY) and mail (DIR/mail).
	Dir string
	// Durable keeps queues, rules, topics and what is known of objects in Dir as
	// well, so that another run over the same folder goes on with them. Otherwise
	// they are in memory, and Dir is to be a folder of this server alone.
	Durable bool
	// Sync has each change of a queue on the disk before it is answered. Durable
	// without it outlives the end of the process, however that ends, but not a
	// loss of power. Objects are never waited for.
	Sync bool
	// Region and Account are in ARNs; "" are DefaultRegion and DefaultAccount.
	Region, Account string
	// Clock is the time of everything. A *clock.Controlled can be changed at
	// /_inflight/clock. nil is one that follows the wall clock until that is done.
	Clock clock.Clock
	// Latency is how long each request is on its way: its answer comes that much
	// later, and requests wait side by side. What is asked for is done when it
	// arrives, so that who hangs up meanwhile has changed nothing. It is wall time.
	Latency time.Duration
	// ClockSet, if set, is told the speed that somebody has given the clock there.
	ClockSet func(speed float64)
	// Observer hears what happens; nil is nobody.
	Observer Observer
	// SMTP is the host:port of a mail server that gets the mail instead of the
	// folder.
	SMTP string
	// RequireSignature lets in only what is signed with the server's
	// Credentials, for every service. Open stay the links that confirm and end a
	// subscription, the certificate of SNS, and the health check. Without it, S3
	// still checks what is signed with the Credentials, and nothing is asked of
	// other keys.
	RequireSignature bool
	// Hosts are names by which others call this server, besides addresses,
	// localhost and what is below it, and the host that Listen is given. Requests
	// for other names are refused, and those that a page of another site makes:
	// see door.
	Hosts []string
	// SNSHTTPPrivate lets SNS deliver to http(s) subscribers at loopback, private and
	// link-local addresses.
	SNSHTTPPrivate bool
	// Faults decide what goes wrong on purpose; nil is nothing.
	Faults Faults
	// Report hears of faults of the server itself, such as a bug in an operation
	// or a file that cannot be written, that no caller is there to hear of. It is
	// called by many goroutines; nil is nobody.
	Report func(error)
}

// Observer hears what only AWS itself can know, and of every call that came
// over the network.
type Observer interface {
	sqs.Observer
	eventbridge.Observer
	sns.Observer
	APICalled(ctx context.Context, c APICall)
	// ObjectChanged reports an object that came or went in a bucket that sends its
	// events to EventBridge.
	ObjectChanged(ctx context.Context, e s3.ObjectEvent)
}

// Server is an embedded AWS. It is safe for use by many goroutines. Close it.
type Server struct {
	options Options
	keys    credentials
	signing sigv4.Keys
	sqs     *sqs.Service
	sns     *sns.Service
	events  *eventbridge.Service
	s3      *s3.Service
	outage  outage

	mu       sync.Mutex
	listener *listener // nil until Listen
	door     door
}

// New starts an embedded AWS over what is in Options.Dir. An error names the
// file that is damaged or in use. It listens nowhere yet.
func New(o Options) (*Server, error) {
	if o.Dir == "" {
		return nil, errors.New("the embedded AWS needs a folder for its objects")
	}
	if o.Region == "" {
		o.Region = DefaultRegion
	}
	if o.Account == "" {
		o.Account = DefaultAccount
	}
	s := &Server{options: o, keys: newCredentials(), door: newDoor(o.Hosts...)}
	if err := s.start(); err != nil {
		return nil, errors.Join(err, s.closeServices())
	}
	return s, nil
}

// report hands a fault of the server itself to whoever asked for it.
func (s *Server) report(err error) {
	if s.options.Report != nil {
		s.options.Report(err)
	}
}

// MailFolder is where mail is put, as .eml files whose names sort by time.
func (s *Server) MailFolder() string { return filepath.Join(s.options.Dir, "mail") }

// Credentials are a pair of keys that this server knows: what is signed with
// them is checked.
func (s *Server) Credentials() (accessKey, secretKey string) { return s.keys.access, s.keys.private }

// Close stops listening, lets requests under way end until ctx does, and stops
// the services, those that deliver before those that are delivered to. The
// errors are joined. It may be called again.
func (s *Server) Close(ctx context.Context) error {
	s.mu.Lock()
	l := s.listener
	s.listener = nil
	s.mu.Unlock()
	var err error
	if l != nil {
		err = l.close(ctx)
	}
	return errors.Join(err, s.closeServices(), s.closeClock())
}

// healthPath answers whoever asks whether the server is up, and what its queues
// survive.
const healthPath = "/_inflight/health"

func (s *Server) serveHealth(w http.ResponseWriter) {
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprintf(w, `{"status":"ok","services":["s3","sqs","events","sns","sts"],"queues_survive":%q}`+"\n", s.sqs.Survives())
}
