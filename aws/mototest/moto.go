// Package mototest runs moto, an implementation of AWS that is not ours and whose
// clock nobody stops, for tests.
package mototest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os/exec"
	"testing"
	"time"
)

// Missing says what a test lacks where there is no moto.
const Missing = "moto_server is not on the PATH: `pip install 'moto[server]'` has it"

// patience is how long it may take until it listens: it is a Python.
const patience = 2 * time.Minute

// Server is a moto_server of the test's own.
type Server struct {
	URL string

	cmd  *exec.Cmd
	done chan struct{}
}

// Start starts one on a free port, and waits until it listens. It ends with ctx. Where
// none is installed the error is exec.ErrNotFound.
func Start(ctx context.Context) (*Server, error) {
	path, err := exec.LookPath("moto_server")
	if err != nil {
		return nil, fmt.Errorf("find moto_server: %w", err)
	}
	address, err := freeAddress(ctx)
	if err != nil {
		return nil, err
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("read the address %q: %w", address, err)
	}
	s := &Server{URL: "http://" + address, cmd: exec.CommandContext(ctx, path, "-H", host, "-p", port), done: make(chan struct{})}
	var said bytes.Buffer
	s.cmd.Stdout, s.cmd.Stderr = &said, &said
	s.cmd.WaitDelay = time.Second
	if err := s.cmd.Start(); err != nil {
		return nil, fmt.Errorf("start %s: %w", path, err)
	}
	go func() {
		defer close(s.done)
		_ = s.cmd.Wait() // it is killed in the end
	}()
	if err := s.listens(ctx, address); err != nil {
		s.Stop()
		return nil, fmt.Errorf("%w; it said: %s", err, said.String())
	}
	return s, nil
}

// Run starts one that ends with the test, and returns its URL. A test is skipped that
// finds none, and says what is missing.
func Run(t testing.TB) (url string) {
	t.Helper()
	s, err := Start(t.Context())
	switch {
	case errors.Is(err, exec.ErrNotFound):
		t.Skip(Missing)
	case err != nil:
		t.Fatal(err)
	}
	t.Cleanup(s.Stop)
	return s.URL
}

// Stop ends it.
func (s *Server) Stop() {
	_ = s.cmd.Process.Kill() // it may have ended
	<-s.done
}

// listens tries its port until it is open, or it has ended.
func (s *Server) listens(ctx context.Context, address string) error {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	again := time.NewTicker(100 * time.Millisecond)
	defer again.Stop()
	var dialer net.Dialer
	for {
		conn, err := dialer.DialContext(ctx, "tcp", address)
		if err == nil {
			return conn.Close()
		}
		select {
		case <-again.C:
		case <-s.done:
			return errors.New("moto_server ended at once")
		case <-ctx.Done():
			return fmt.Errorf("moto_server does not listen at %s: %w", address, err)
		}
	}
}

// freeAddress is one that nobody listens at just now.
func freeAddress(ctx context.Context) (string, error) {
	var listening net.ListenConfig
	l, err := listening.Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("find a free port: %w", err)
	}
	return l.Addr().String(), l.Close()
}
