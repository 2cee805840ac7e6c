package aws_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"testing"

	"go.uber.org/goleak"

	"inflight/aws"
	"inflight/aws/mototest"
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
	once   sync.Once
	server *mototest.Server
	err    error
}

// connect makes clients of an empty moto, or skips the test.
func (s *motoServer) connect(t testing.TB, o aws.Options) *aws.Clients {
	t.Helper()
	if testing.Short() {
		t.Skip("moto, which is a Python, is not short")
	}
	s.once.Do(func() { s.server, s.err = mototest.Start(context.Background()) }) // it is every test's
	switch {
	case errors.Is(s.err, exec.ErrNotFound):
		t.Skip(mototest.Missing)
	case s.err != nil:
		t.Fatal(s.err)
	}
	s.post(t, "/moto-api/reset")
	o.Endpoint = s.server.URL
	c, err := aws.Connect(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func (s *motoServer) post(t testing.TB, path string) {
	t.Helper()
	resp, err := http.Post(s.server.URL+path, "", nil)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
}

func (s *motoServer) stop() {
	if s.server != nil {
		s.server.Stop()
	}
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
