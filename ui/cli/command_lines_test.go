package cli_test

import (
	"bytes"
	"context"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"inflight/aws/local"
	"inflight/pipeline/event"
	"inflight/pipeline/pipelinetest"
	"inflight/pipeline/state"
	"inflight/ui/cli"
	"inflight/ui/panel"
)

// hasPassed are errors that AWS gives to a call that was right when it was made, and
// comes once more.
var hasPassed = map[string]string{
	"InvalidParameterValue": "the message is not in flight any more",
	"404":                   "it asked for a thumbnail before it was there",
}

// recordedRun is what a run against an AWS over the network did: its events, with
// the requests of its calls.
func recordedRun(t *testing.T, endpoint string, more ...string) []event.Event {
	t.Helper()
	file := filepath.Join(t.TempDir(), "run.jsonl")
	var errs bytes.Buffer
	streams := cli.Streams{In: new(bytes.Buffer), Out: io.Discard, Err: &errs, Getenv: func(string) string { return "" }}
	args := []string{
		"run", "--headless", "--drain", "--grace", "1s", "--endpoint", endpoint, "--count", "3", "--broken", "0.3", "--max-receives", "1", "--engine", "builtin", "--record", file,
		"--wait", "1s", "--retry-delay", "0s",
	}
	if got := cli.Main(t.Context(), append(args, more...), streams); got > 1 {
		t.Fatalf("exit status %d\n%s", got, errs.String())
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var events []event.Event
	if err := event.ReadRecording(f, func(e event.Event) bool {
		events = append(events, e)
		return true
	}); err != nil {
		t.Fatal(err)
	}
	return events
}

// embeddedAt is where an embedded AWS listens until the test ends.
func embeddedAt(t *testing.T) string {
	t.Helper()
	server, err := local.New(local.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := new(net.ListenConfig).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	web := &http.Server{Handler: server, ReadHeaderTimeout: time.Minute}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = web.Serve(listener) // it ends when it is closed below
	}()
	t.Cleanup(func() {
		_ = web.Close()
		<-served
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return "http://" + listener.Addr().String()
}

func TestTheCommandLinesOfCallsAreUnderstoodByTheAWSCLI(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("the AWS CLI is not short")
	}
	if _, err := exec.LookPath("aws"); err != nil {
		t.Skip("the AWS CLI is not here: https://docs.aws.amazon.com/cli/latest/userguide/getting-started-install.html")
	}
	endpoint := embeddedAt(t)
	s, tried := state.NewState(), map[string]bool{}
	events := recordedRun(t, endpoint)
	s.Apply(events...)
	for _, e := range events {
		if !event.Is[event.APICalled](&e) || tried[pipelinetest.As[event.APICalled](e).Operation] {
			continue
		}
		line := panel.CommandLine(&state.Call{Service: pipelinetest.As[event.APICalled](e).Service, Operation: pipelinetest.As[event.APICalled](e).Operation, Request: pipelinetest.As[event.APICalled](e).Request}, &s.Setup)
		if line == "" {
			continue
		}
		if !strings.Contains(line, " --endpoint-url http://127.0.0.1:") {
			t.Fatalf("it would not go to the AWS of the run: %s", line)
		}
		tried[pipelinetest.As[event.APICalled](e).Operation] = true
		t.Run(pipelinetest.As[event.APICalled](e).Operation, func(t *testing.T) { understood(t, pipelinetest.As[event.APICalled](e).Operation, line) })
	}
	for _, operation := range []string{
		"ReceiveMessage", "DeleteMessage", "ChangeMessageVisibility", "GetQueueAttributes", "GetObject", "PutObject", "HeadObject", "PutObjectTagging", "CreateQueue", "PutRule", "PutTargets", "CreateBucket",
	} {
		if !tried[operation] {
			t.Errorf("no line of %s was tried", operation)
		}
	}
}

// understood runs a line of the AWS CLI, and fails where it is no line of it, or AWS
// does not know what it asks for.
func understood(t *testing.T, operation, line string) {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "FILE"), []byte("an image"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "sh", "-c", line)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY=test", "AWS_PAGER=", "AWS_CONFIG_FILE="+os.DevNull, "AWS_SHARED_CREDENTIALS_FILE="+os.DevNull)
	out, err := cmd.CombinedOutput()
	if err == nil {
		return
	}
	code := ""
	if _, after, ok := strings.Cut(string(out), "An error occurred ("); ok {
		code, _, _ = strings.Cut(after, ")")
	}
	if hasPassed[code] == "" || !strings.Contains(string(out), "when calling the "+operation+" operation") {
		t.Errorf("%s\n%v: %s", line, err, out)
	}
}
