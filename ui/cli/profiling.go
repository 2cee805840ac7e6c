package cli

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"runtime"
	rpprof "runtime/pprof"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// profiling is what the program writes about its own use of processor and memory,
// for who makes it faster: docs/performance.md says how to read it.
type profiling struct {
	cpu, memory string // files; empty: not written
	address     string // where profiles are served; empty: nowhere
}

// bind makes the flags.
func (p *profiling) bind(f *pflag.FlagSet) {
	f.StringVar(&p.cpu, "cpuprofile", "", "write a profile of the processor's time to this file")
	f.StringVar(&p.memory, "memprofile", "", "write a profile of the memory in use at the end to this file")
	f.StringVar(&p.address, "pprof", "", "serve profiles on this address of loopback, such as 127.0.0.1:6060")
}

// around has every command profiled while it runs.
func (p *profiling) around(cmd *cobra.Command, s Streams) {
	for _, sub := range cmd.Commands() {
		p.around(sub, s)
	}
	if cmd.RunE == nil {
		return
	}
	run := cmd.RunE
	cmd.RunE = func(c *cobra.Command, args []string) (err error) {
		stop, err := p.start(c.Context(), s)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, stop()) }()
		return run(c, args)
	}
}

// start begins to profile; stop ends it, and writes what is written at the end.
func (p *profiling) start(ctx context.Context, s Streams) (stop func() error, err error) {
	var ends []func() error
	stop = func() (err error) {
		for i := len(ends) - 1; i >= 0; i-- {
			err = errors.Join(err, ends[i]())
		}
		return err
	}
	for _, begin := range []func(context.Context, Streams) (func() error, error){p.startServer, p.startCPU, p.startMemory} {
		end, err := begin(ctx, s)
		if err != nil {
			return nil, errors.Join(err, stop())
		}
		if end != nil {
			ends = append(ends, end)
		}
	}
	return stop, nil
}

func (p *profiling) startCPU(context.Context, Streams) (end func() error, err error) {
	if p.cpu == "" {
		return nil, nil //nolint:nilnil // there is nothing to end
	}
	f, err := os.Create(p.cpu)
	if err != nil {
		return nil, fmt.Errorf("--cpuprofile: %w", err)
	}
	if err := rpprof.StartCPUProfile(f); err != nil {
		return nil, errors.Join(fmt.Errorf("--cpuprofile: %w", err), f.Close())
	}
	return func() error {
		rpprof.StopCPUProfile()
		return f.Close()
	}, nil
}

// startMemory makes the file at once: that it cannot be made is said before the work.
func (p *profiling) startMemory(context.Context, Streams) (end func() error, err error) {
	if p.memory == "" {
		return nil, nil //nolint:nilnil // there is nothing to end
	}
	f, err := os.Create(p.memory)
	if err != nil {
		return nil, fmt.Errorf("--memprofile: %w", err)
	}
	return func() error {
		runtime.GC() // what is in use, and not what was
		return errors.Join(rpprof.WriteHeapProfile(f), f.Close())
	}, nil
}

// startServer serves the profiles in a goroutine that end waits for. Profiles tell
// much, so only loopback will do.
func (p *profiling) startServer(ctx context.Context, s Streams) (end func() error, err error) {
	if p.address == "" {
		return nil, nil //nolint:nilnil // there is nothing to end
	}
	host, _, err := net.SplitHostPort(p.address)
	if ip := net.ParseIP(host); err != nil || host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, usagef("--pprof: %q is no address of loopback: write one as in 127.0.0.1:6060", p.address)
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp", p.address)
	if err != nil {
		return nil, fmt.Errorf("--pprof: %w", err)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
	mux.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	mux.HandleFunc("/debug/pprof/trace", pprof.Trace)
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Minute}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	sayf(s.Err, "profiles at http://%s/debug/pprof/", listener.Addr())
	return func() error {
		err := server.Close()
		if served := <-done; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, served)
		}
		return err
	}, nil
}
