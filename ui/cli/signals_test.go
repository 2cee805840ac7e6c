package cli

import (
	"bytes"
	"context"
	"net"
	"os"
	"strings"
	"syscall"
	"testing"
)

// TestACommandThatASignalEndsSaysWhich: against an AWS that never answers.
func TestACommandThatASignalEndsSaysWhich(t *testing.T) {
	silent, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer silent.Close()
	environment := map[string]string{"INFLIGHT_CONFIG": os.DevNull}
	t.Setenv("AWS_ACCESS_KEY_ID", "any")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "any")
	for _, command := range []string{"up", "status", "worker"} {
		for signal, want := range map[os.Signal]struct {
			status int
			said   string
		}{
			os.Interrupt:    {130, "interrupted"},
			syscall.SIGTERM: {1, "SIGTERM"},
			syscall.SIGHUP:  {129, "SIGHUP"},
		} {
			t.Run(command+" "+nameOf(signal), func(t *testing.T) {
				ctx, end := context.WithCancelCause(t.Context())
				go func() {
					if conn, err := silent.Accept(); err == nil { // it asks
						end(signalled{signal})
						conn.Close()
					}
				}()
				var out bytes.Buffer
				s := Streams{In: strings.NewReader(""), Out: &out, Err: &out, Getenv: func(name string) string { return environment[name] }}
				status := Main(ctx, []string{command, "--endpoint", "http://" + silent.Addr().String()}, s)
				if command == "worker" && signal == syscall.SIGTERM {
					want.status = 0 // nothing was in hand
				}
				if status != want.status || !strings.Contains(out.String(), want.said) {
					t.Errorf("status %d, want %d; it said %q", status, want.status, out.String())
				}
			})
		}
	}
}
