package local

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"syscall"
	"time"
)

// DefaultListen is where the embedded AWS listens when nothing else is said.
const DefaultListen = "127.0.0.1:4566"

// listener serves a Server on a port.
type listener struct {
	server *http.Server
	addr   net.Addr
	cancel context.CancelFunc // ends the requests that wait
	done   chan error
}

// Listen serves on addr, a host:port; port 0 is any free one. Where addr is ""
// it is DefaultListen or, if that port is taken, any free one. It returns the
// address it listens on.
func (s *Server) Listen(addr string) (net.Addr, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener != nil {
		return nil, fmt.Errorf("the embedded AWS listens on %s already", s.listener.addr)
	}
	var config net.ListenConfig
	l, err := config.Listen(context.Background(), "tcp", cmp.Or(addr, DefaultListen))
	if errors.Is(err, syscall.EADDRINUSE) && addr == "" {
		l, err = config.Listen(context.Background(), "tcp", "127.0.0.1:0")
	}
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, fmt.Errorf("the port of --listen %s is in use: end what uses it, or name another; port 0 is any free one", addr)
	case err != nil:
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	s.door = newDoor(append(slices.Clone(s.options.Hosts), addr)...)
	s.listener = serve(patient{s, bodyPatience()}, l)
	return l.Addr(), nil
}

// serve starts to answer.
func serve(h http.Handler, l net.Listener) *listener {
	ctx, cancel := context.WithCancel(context.Background())
	out := &listener{addr: l.Addr(), cancel: cancel, done: make(chan error, 1)}
	out.server = &http.Server{
		Handler: closing(h), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() { out.done <- out.server.Serve(l) }()
	return out
}

// close ends the polls that wait, lets other requests end until ctx does, and
// stops.
func (l *listener) close(ctx context.Context) error {
	l.cancel()
	err := l.server.Shutdown(ctx)
	if err != nil {
		err = errors.Join(fmt.Errorf("stop listening on %s: %w", l.addr, err), l.server.Close())
	}
	if served := <-l.done; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}

// Endpoint is the URL of the server: where it listens, or what stands for it in
// URLs while it does not.
func (s *Server) Endpoint() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		return "http://" + DefaultListen
	}
	return "http://" + reachable(s.listener.addr)
}

// reachable is where a program on this machine finds who listens on an address:
// one that listens everywhere is on the loopback too.
func reachable(a net.Addr) string {
	tcp, ok := a.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return a.String()
	}
	return net.JoinHostPort("127.0.0.1", strconv.Itoa(tcp.Port))
}
