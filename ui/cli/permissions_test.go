package cli_test

import (
	"bytes"
	"context"
	"image/png"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"inflight/aws/gatetest"
	"inflight/aws/local"
	"inflight/pipeline/paint"
	"inflight/ui/cli"
)

// permissions reads the table of docs/permissions.md: the calls that each
// command always makes, and those that it makes when there is reason to.
func permissions(t *testing.T) (always, sometimes map[string][]string) {
	t.Helper()
	text, err := os.ReadFile("../../docs/permissions.md")
	if err != nil {
		t.Fatal(err)
	}
	always, sometimes = map[string][]string{}, map[string][]string{}
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 5 || !strings.Contains(cells[1], "`inflight ") {
			continue
		}
		name := strings.Trim(cells[1], " `")
		always[name], sometimes[name] = calls(cells[2]), calls(cells[3])
	}
	return always, sometimes
}

// call is the name of one.
var call = regexp.MustCompile(`\b(?:s3|sqs|sns|sts|events):[A-Z]\w+`)

// calls are those named in a cell.
func calls(cell string) []string { return call.FindAllString(cell, -1) }

// inflight runs a command, and returns its status and what it said.
func inflight(t *testing.T, in string, args ...string) (status int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = cli.Main(t.Context(), args, cli.Streams{
		In: strings.NewReader(in), Out: &stdout, Err: &stderr,
		Getenv: func(name string) string { return map[string]string{"INFLIGHT_CONFIG": os.DevNull}[name] },
	})
	return status, "stdout:\n" + stdout.String() + "stderr:\n" + stderr.String()
}

// gate puts a gate before an embedded AWS.
func gate(t *testing.T) (g *gatetest.Gate, free, gated string) {
	t.Helper()
	server, err := local.New(local.Options{Dir: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	g = &gatetest.Gate{Next: server.RoundTripper()}
	open := httptest.NewServer(&gatetest.Gate{Next: server.RoundTripper()})
	closed := httptest.NewServer(g)
	t.Cleanup(func() {
		open.Close()
		closed.Close()
		if err := server.Close(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return g, open.URL, closed.URL
}

func TestEachCommandMakesOnlyTheCallsOfTheTable(t *testing.T) {
	if testing.Short() {
		t.Skip("a run for each command is not short")
	}
	t.Setenv("AWS_ACCESS_KEY_ID", "any")
	t.Setenv("AWS_SECRET_ACCESS_KEY", "any")
	image := filepath.Join(t.TempDir(), "a.png")
	var picture bytes.Buffer
	if err := png.Encode(&picture, paint.Picture(1)); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(image, picture.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	always, sometimes := permissions(t)
	produce := []string{"produce", image}
	for name, c := range map[string]struct {
		before [][]string // with every permission
		args   []string
	}{
		"inflight produce": {[][]string{{"up"}}, produce},
		"inflight worker":  {[][]string{{"up"}, produce}, []string{"worker", "--drain", "--grace", "1s"}},
		"inflight up":      {nil, []string{"up"}},
		"inflight status":  {[][]string{{"up"}}, []string{"status"}},
		"inflight down":    {[][]string{{"up"}, produce}, []string{"down", "--yes"}},
		"inflight doctor":  {[][]string{{"up"}}, []string{"doctor"}},
		"inflight run":     {nil, []string{"run", "--headless", "--drain", "--count", "1", "--grace", "1s"}},
	} {
		t.Run(name, func(t *testing.T) {
			g, free, gated := gate(t)
			for _, args := range c.before {
				if status, said := inflight(t, "", append(args, "--endpoint", free)...); status != 0 {
					t.Fatalf("%v: %d\n%s", args, status, said)
				}
			}
			allowed := slices.Concat(always[name], sometimes[name])
			refused := []string{}
			g.Refuse = func(operation string) bool {
				if slices.Contains(allowed, operation) {
					return false
				}
				refused = append(refused, operation)
				return true
			}
			if status, said := inflight(t, "", append(c.args, "--endpoint", gated)...); status != 0 {
				t.Errorf("status %d\n%s", status, said)
			}
			if len(refused) > 0 {
				t.Errorf("the table lacks %q", refused)
			}
			for _, operation := range always[name] {
				if g.Seen()[operation] == 0 {
					t.Errorf("the table has %s, which is not called", operation)
				}
			}
			t.Logf("called: %s", strings.Join(slices.Sorted(maps.Keys(g.Seen())), ", "))
		})
	}
}
