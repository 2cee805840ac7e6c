package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/credentials"
	sdk "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"inflight/aws/local/sqs"
)

// plan is what is measured.
type plan struct {
	rounds  int
	each    time.Duration
	clients []int // with the fewest waiting
	waiting []int // with backlogClients
}

const (
	fewest         = 100 // messages waiting while the clients grow
	backlogClients = 16
	batch          = 10
)

// kinds are the ways to keep queues, in the order in which they take turns.
var kinds = []string{"memory", "durable", "synced"}

// point is the medians of one measurement: messages a second that went all the way,
// and the milliseconds of a call.
type point struct {
	kind                     string
	x                        int // clients, or messages waiting
	perSecond, half, percent float64
}

// results are all points.
type results struct {
	machine          string
	clients, backlog []point
}

// measure takes all measurements.
func (p plan) measure(ctx context.Context) (*results, error) {
	r := &results{}
	var err error
	if r.clients, err = p.series(ctx, []int{fewest}, p.clients, kinds); err != nil {
		return nil, err
	}
	for _, waiting := range p.waiting {
		points, err := p.series(ctx, []int{waiting}, []int{backlogClients}, kinds[:2])
		if err != nil {
			return nil, err
		}
		for _, at := range points {
			at.x = waiting
			r.backlog = append(r.backlog, at)
		}
	}
	return r, nil
}

// series measures with so many waiting and each number of clients, kinds by turns.
func (p plan) series(ctx context.Context, waiting, clients []int, kinds []string) (points []point, err error) {
	for _, n := range waiting {
		servers := map[string]*server{}
		defer func() {
			for _, s := range servers {
				err = errors.Join(err, s.close())
			}
		}()
		for _, kind := range kinds {
			s, err := newServer(ctx, kind, n)
			if err != nil {
				return nil, err
			}
			servers[kind] = s
		}
		runtime.GC() // what filling them left is not theirs
		for _, c := range clients {
			taken := map[string][]point{}
			for range p.rounds {
				for _, kind := range kinds {
					one, err := servers[kind].measure(ctx, c, p.each)
					if err != nil {
						return nil, fmt.Errorf("%s with %d clients: %w", kind, c, err)
					}
					taken[kind] = append(taken[kind], one)
				}
			}
			for _, kind := range kinds {
				points = append(points, medians(kind, c, taken[kind]))
			}
		}
	}
	return points, nil
}

// medians is the middle of several measurements, number by number.
func medians(kind string, x int, taken []point) point {
	middle := func(of func(point) float64) float64 {
		numbers := make([]float64, len(taken))
		for i, t := range taken {
			numbers[i] = of(t)
		}
		slices.Sort(numbers)
		return numbers[len(numbers)/2]
	}
	return point{
		kind: kind, x: x,
		perSecond: middle(func(t point) float64 { return t.perSecond }),
		half:      middle(func(t point) float64 { return t.half }),
		percent:   middle(func(t point) float64 { return t.percent }),
	}
}

// server is one embedded SQS with a queue, on loopback.
type server struct {
	service   *sqs.Service
	http      *http.Server
	transport *http.Transport
	served    chan error
	dir       string // "" in memory
	endpoint  string
	queue     string
}

// newServer starts a server whose queue has so many messages waiting. Its owner
// closes it.
func newServer(ctx context.Context, kind string, waiting int) (_ *server, err error) {
	s := &server{served: make(chan error, 1), transport: &http.Transport{MaxIdleConnsPerHost: 64}}
	if kind != "memory" {
		if s.dir, err = os.MkdirTemp("", "chart-"); err != nil {
			return nil, err
		}
	}
	if s.service, err = sqs.New(sqs.Config{Dir: s.dir, Sync: kind == "synced"}); err != nil {
		return nil, errors.Join(err, os.RemoveAll(s.dir))
	}
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return nil, errors.Join(err, s.service.Close(), os.RemoveAll(s.dir))
	}
	s.endpoint = "http://" + l.Addr().String()
	s.http = &http.Server{Handler: s.service, ReadHeaderTimeout: time.Minute}
	go func() { s.served <- s.http.Serve(l) }()
	if err := s.fill(ctx, waiting); err != nil {
		return nil, errors.Join(err, s.close())
	}
	return s, nil
}

func (s *server) close() error {
	err := s.http.Close()
	if ended := <-s.served; !errors.Is(ended, http.ErrServerClosed) {
		err = errors.Join(err, ended)
	}
	s.transport.CloseIdleConnections()
	err = errors.Join(err, s.service.Close())
	if s.dir != "" {
		err = errors.Join(err, os.RemoveAll(s.dir))
	}
	return err
}

// RoundTrip hides the request body's WriteTo from net/http, which an SDK that has
// its answer early makes it take for a failed write.
func (s *server) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil && r.Body != http.NoBody {
		r = r.Clone(r.Context())
		r.Body = struct{ io.ReadCloser }{r.Body}
	}
	return s.transport.RoundTrip(r)
}

func (s *server) client() *sdk.Client {
	return sdk.New(sdk.Options{
		BaseEndpoint: &s.endpoint, Region: "us-east-1", HTTPClient: &http.Client{Transport: s}, RetryMaxAttempts: 1,
		Credentials: credentials.NewStaticCredentialsProvider("AKIDEXAMPLE", "secret", ""),
	})
}

// fill makes the queue and sends what is to wait in it.
func (s *server) fill(ctx context.Context, waiting int) error {
	c := s.client()
	made, err := c.CreateQueue(ctx, &sdk.CreateQueueInput{QueueName: new("chart")})
	if err != nil {
		return err
	}
	s.queue = *made.QueueUrl
	left := make(chan struct{}, waiting/batch)
	for range waiting / batch {
		left <- struct{}{}
	}
	close(left)
	return together(8, func(int) error {
		for range left {
			if err := s.send(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// together calls f from so many goroutines, and returns when all have ended.
func together(n int, f func(i int) error) error {
	errs := make([]error, n)
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { errs[i] = f(i) })
	}
	wg.Wait()
	return errors.Join(errs...)
}

// measure has clients send, receive and delete for a while: as many messages wait
// after it as before.
func (s *server) measure(ctx context.Context, clients int, length time.Duration) (point, error) {
	calls := make([][]time.Duration, clients)
	begin := time.Now()
	err := together(clients, func(i int) error {
		c := s.client()
		timed := func(call func(context.Context, *sdk.Client) error) error {
			start := time.Now()
			err := call(ctx, c)
			calls[i] = append(calls[i], time.Since(start))
			return err
		}
		for time.Since(begin) < length {
			var got []types.Message
			if err := errors.Join(
				timed(s.send),
				timed(func(ctx context.Context, c *sdk.Client) (err error) { got, err = s.receive(ctx, c); return err }),
				timed(func(ctx context.Context, c *sdk.Client) error { return s.delete(ctx, c, got) }),
			); err != nil {
				return err
			}
		}
		return nil
	})
	took := time.Since(begin)
	all := slices.Sorted(slices.Values(slices.Concat(calls...)))
	if err != nil || len(all) == 0 {
		return point{}, errors.Join(err, ctx.Err())
	}
	ms := func(d time.Duration) float64 { return float64(d) / float64(time.Millisecond) }
	return point{
		perSecond: float64(len(all)/3*batch) / took.Seconds(),
		half:      ms(all[len(all)/2]), percent: ms(all[len(all)*99/100]),
	}, nil
}

var body = strings.Repeat("0123456789abcdef", 64)

func (s *server) send(ctx context.Context, c *sdk.Client) error {
	in := &sdk.SendMessageBatchInput{QueueUrl: &s.queue}
	for i := range batch {
		in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{Id: new(strconv.Itoa(i)), MessageBody: &body})
	}
	out, err := c.SendMessageBatch(ctx, in)
	if err == nil && len(out.Failed) > 0 {
		err = fmt.Errorf("%d messages were not sent: %s", len(out.Failed), *out.Failed[0].Code)
	}
	return err
}

func (s *server) receive(ctx context.Context, c *sdk.Client) ([]types.Message, error) {
	out, err := c.ReceiveMessage(ctx, &sdk.ReceiveMessageInput{QueueUrl: &s.queue, MaxNumberOfMessages: batch})
	if err == nil && len(out.Messages) != batch {
		err = fmt.Errorf("received %d messages, not %d", len(out.Messages), batch)
	}
	if err != nil {
		return nil, err
	}
	return out.Messages, nil
}

func (s *server) delete(ctx context.Context, c *sdk.Client, got []types.Message) error {
	in := &sdk.DeleteMessageBatchInput{QueueUrl: &s.queue}
	for i, m := range got {
		in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{Id: new(strconv.Itoa(i)), ReceiptHandle: m.ReceiptHandle})
	}
	if len(in.Entries) == 0 {
		return nil
	}
	out, err := c.DeleteMessageBatch(ctx, in)
	if err == nil && len(out.Failed) > 0 {
		err = fmt.Errorf("%d messages were not deleted: %s", len(out.Failed), *out.Failed[0].Code)
	}
	return err
}
