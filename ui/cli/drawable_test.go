package cli_test

import (
	"bytes"
	"strings"
	"testing"

	"inflight/ui/cli"
)

// A terminal that cannot be drawn on, as a shell in Emacs, is left alone, and what runs
// without a screen runs there.
func TestATerminalThatCannotBeDrawnOnIsLeftAlone(t *testing.T) {
	const says = "TERM=dumb says that this terminal cannot be drawn on: run it in another, or with --plain for words"
	for _, row := range []struct {
		args   []string
		status int
	}{
		{nil, 2},
		{[]string{"run"}, 2},
		{[]string{"scene", "countdown"}, 2},
		{[]string{"replay", "../testdata/recordings/demonstration.jsonl.gz"}, 2},
		{[]string{"replay", "--plain", "--speed", "0", "../testdata/recordings/demonstration.jsonl.gz"}, 0},
		{[]string{"scene"}, 0},
	} {
		var out, errs bytes.Buffer
		env := map[string]string{"TERM": "dumb", "INFLIGHT_CONFIG": "/dev/null"}
		status := cli.Main(t.Context(), row.args, cli.Streams{
			In: strings.NewReader(""), Out: &out, Err: &errs, Terminal: true, Getenv: func(name string) string { return env[name] },
		})
		refused := strings.Contains(errs.String(), says)
		if status != row.status || refused != (status == 2) || refused && out.Len() > 0 {
			t.Errorf("inflight %q: status %d, %q, and %d bytes are written", row.args, status, errs.String(), out.Len())
		}
	}
}
