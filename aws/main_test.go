package aws_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"inflight/aws"
	"inflight/pipeline/pipelinetest/property"
)

// moto is an independent implementation of AWS, where it is installed.
var moto motoServer

func TestMain(m *testing.M) {
	if err := property.KeepNoFailures(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status := m.Run()
	moto.stop()
	http.DefaultClient.CloseIdleConnections()
	if err := goleak.Find(); status == 0 && err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// motoServer is a moto_server that is started when the first test wants it.
type motoServer struct {
	once sync.Once
	cmd  *exec.Cmd
	done chan struct{}
	log  bytes.Buffer
	url  string
	err  error
}

// connect makes clients of an empty moto, or skips the test.
func (s *motoServer) connect(t testing.TB, o aws.Options) *aws.Clients {
	t.Helper()
	s.once.Do(s.start)
	switch {
	case errors.Is(s.err, exec.ErrNotFound):
		t.Skip("moto_server is not on PATH: `pip install 'moto[server]'` has it")
	case s.err != nil:
		t.Fatal(s.err)
	}
	s.post(t, "/moto-api/reset")
	o.Endpoint = s.url
	c, err := aws.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *motoServer) post(t testing.TB, path string) {
	t.Helper()
	resp, err := http.Post(s.url+path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
}

func (s *motoServer) start() {
	path, err := exec.LookPath("moto_server")
	if err != nil {
		s.err = err
		return
	}
	port, err := freePort()
	if err != nil {
		s.err = err
		return
	}
	s.url = "http://" + net.JoinHostPort("127.0.0.1", port)
	s.cmd = exec.Command(path, "-H", "127.0.0.1", "-p", port)
	s.cmd.Stdout, s.cmd.Stderr = &s.log, &s.log
	if s.err = s.cmd.Start(); s.err != nil {
		return
	}
	s.done = make(chan struct{})
	go func() {
		defer close(s.done)
		_ = s.cmd.Wait() // it is killed in the end
	}()
	if s.err = s.await(net.JoinHostPort("127.0.0.1", port), 60*time.Second); s.err != nil {
		s.stop()
		s.err = fmt.Errorf("%w; it said: %s", s.err, s.log.String())
	}
}

// await polls the port until it is open.
func (s *motoServer) await(address string, limit time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	for {
		if conn, err := net.Dial("tcp", address); err == nil {
			return conn.Close()
		}
		select {
		case <-again.C:
		case <-s.done:
			return errors.New("moto_server ended at once")
		case <-ctx.Done():
			return fmt.Errorf("moto_server did not listen within %v", limit)
		}
	}
}

func (s *motoServer) stop() {
	if s.done == nil {
		return
	}
	_ = s.cmd.Process.Kill()
	<-s.done
}

// freePort is a port that nobody listens on just now.
func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	_, port, err := net.SplitHostPort(l.Addr().String())
	return port, errors.Join(err, l.Close())
}

// place is an empty AWS to test against.
type place struct {
	*aws.Clients
	// forgets are the resources that it takes and does not tell of again.
	forgets []string
	// stuck is true where dead letters cannot be redriven.
	stuck bool
}

// kinds are the implementations of AWS that the tests run against.
var kinds = []struct {
	name    string
	connect func(testing.TB, aws.Options) *aws.Clients
	forgets []string
	stuck   bool
}{
	// moto 5.2 does not know RedriveAllowPolicy, and GetBucketNotificationConfiguration
	// leaves EventBridge out. It has no StartMessageMoveTask.
	{"moto", moto.connect, []string{"dead-letter queue", "EventBridge notification"}, true},
	{"embedded", embedded, nil, false},
}

// everyAWS runs a test against each kind of AWS there is, empty each time.
func everyAWS(t *testing.T, test func(t *testing.T, p place)) {
	t.Helper()
	for _, kind := range kinds {
		t.Run(kind.name, func(t *testing.T) {
			test(t, place{kind.connect(t, aws.Options{}), kind.forgets, kind.stuck})
		})
	}
}
