package cli_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"inflight/ui/cli"
)

// awaited ends a run when all that is awaited has been said, and notes when.
type awaited struct {
	begun time.Time
	left  map[string]time.Duration // by when it has to be said
	late  []string
	all   strings.Builder
	end   context.CancelFunc
}

// Write implements io.Writer.
func (a *awaited) Write(p []byte) (int, error) {
	a.all.Write(p)
	for text, by := range a.left {
		if !strings.Contains(a.all.String(), text) {
			continue
		}
		delete(a.left, text)
		if time.Since(a.begun) > by {
			a.late = append(a.late, text)
		}
	}
	if len(a.left) == 0 {
		a.end()
	}
	return len(p), nil
}

// The demonstration with its own settings: it takes its own time, some 25 s.
func TestTheDemonstrationShowsWithinAMinuteWhatCanHappen(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("a minute is not short")
	}
	const soon, minute = 30 * time.Second, time.Minute
	ctx, cancel := context.WithTimeout(context.Background(), minute)
	defer cancel()
	out := &awaited{begun: time.Now(), end: cancel, left: map[string]time.Duration{
		"created the queue practiceQ": soon,
		": uploaded to ":              soon,
		": received by worker ":       soon,
		": heartbeat of worker ":      soon,
		"thumbnail by ":               soon,
		"announced on ":               soon,
		"; comes back in ":            soon,
		": dead after 3 receives":     soon,

		"in the queue, delayed for 5.0 s":                              minute,
		"was there":                                                    minute,
		"its heartbeat is left out on purpose":                         minute,
		"the visibility timeout ran out while worker ":                 minute,
		"no rule of the bus default matched Object Deleted":            minute,
		"the demonstration deletes ":                                   minute,
		"Its heartbeat was left out on purpose: that is what comes of": minute,
	}}
	var errs bytes.Buffer
	status := cli.Main(ctx, []string{"run", "--plain", "--listen", "127.0.0.1:0"},
		cli.Streams{In: new(bytes.Buffer), Out: out, Err: io.Discard, Getenv: func(string) string { return "" }})
	if raw := "SQS ChangeMessageVisibility failed"; strings.Contains(out.all.String(), raw) {
		t.Errorf("it says %q of a race that is lost on purpose", raw)
	}
	if len(out.left) > 0 || len(out.late) > 0 {
		t.Errorf("exit status %d; not said: %v; too late: %q\n%s%s", status, out.left, out.late, errs.String(), out.all.String())
	}
}
