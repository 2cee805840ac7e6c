package cli_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/charmbracelet/x/term"
	"github.com/rogpeppe/go-internal/testscript"

	"inflight/ui/cli"
)

// TestMain lets the scripts run `inflight` as a program of its own: this test
// binary under another name, which treats signals as package main does.
func TestMain(m *testing.M) {
	testscript.Main(patient{m}, map[string]func(){
		"inflight": func() {
			signal.Ignore(syscall.SIGPIPE)
			signals := cli.WatchSignals(context.Background())
			status := cli.Main(signals.First, os.Args[1:], cli.Streams{
				In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Hurry: signals.Second,
				Terminal: term.IsTerminal(os.Stdin.Fd()) && term.IsTerminal(os.Stdout.Fd()),
			})
			signals.Stop()
			os.Exit(status)
		},
	})
}

// short are the scripts in which most runs at the same time.
var short = []string{"faults", "interrupt", "network", "scene", "signals", "worker"}

func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	if testing.Short() {
		files = nil
		for _, name := range short {
			files = append(files, filepath.Join("testdata/script", name+".txtar"))
		}
	}
	testscript.Run(t, testscript.Params{
		Files: files,
		Cmds:  commands(),
		Setup: setup,
		Condition: func(cond string) (bool, error) {
			addr, isPort := strings.CutPrefix(cond, "free:")
			if !isPort {
				return false, fmt.Errorf("no condition %s", cond)
			}
			l, err := net.Listen("tcp", addr)
			if err != nil {
				return false, nil //nolint:nilerr // that is the answer
			}
			return true, l.Close()
		},
	})
}
