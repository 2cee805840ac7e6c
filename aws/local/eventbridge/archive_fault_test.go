package eventbridge_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"inflight/aws/local/clock"
	"inflight/aws/local/eventbridge"
)

// faults are what a service reported.
type faults struct {
	mu  sync.Mutex
	all []string
}

func (f *faults) report(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all = append(f.all, err.Error())
}

// take are the faults since the last time.
func (f *faults) take() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	all := f.all
	f.all = nil
	return all
}

// An archive is a target of AWS's own among the others of a bus.
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-archive.html
func TestAnArchiveThatCannotBeWrittenIsReportedAndKeepsTheEventFromNobody(t *testing.T) {
	for name, obstacle := range map[string]func(file string) error{
		"a folder is in its place": func(file string) error { return os.Mkdir(file, 0o700) },
		"the disk is full":         func(file string) error { return os.Symlink("/dev/full", file) },
		"it leads to nowhere":      func(file string) error { return os.Symlink(filepath.Join(file, "there", "is", "none"), file) },
	} {
		t.Run(name, func(t *testing.T) {
			dir, told := t.TempDir(), &faults{}
			w := newWorld(t, in(dir), func(c *eventbridge.Config) { c.Report = told.report })
			for _, each := range []string{"all", "also"} {
				if _, err := w.client.CreateArchive(t.Context(), &sdk.CreateArchiveInput{ArchiveName: &each, EventSourceArn: new(busARN + "default"), EventPattern: new(shopOnly)}); err != nil {
					t.Fatal(err)
				}
			}
			w.rule("default", "r", shopOnly, types.Target{Id: new("q"), Arn: new(queueARN), InputPath: new("$.detail")})
			file := filepath.Join(dir, fmt.Sprintf("archive-%x.jsonl", "all"))
			if err := obstacle(file); err != nil {
				t.Fatal(err)
			}
			sent := w.send(entry(`{"n":1}`))
			if err := w.service.PutServiceEvent(t.Context(), eventbridge.Event{Source: "shop", DetailType: "order", Detail: []byte(`{"n":2}`)}); err != nil {
				t.Errorf("a service's event: %v", err)
			}
			if got, want := w.targets.bodies(), "{\"n\":1}\n{\"n\":2}\n"; got != want {
				t.Errorf("the rule's target has %q, want %q", got, want)
			}
			got := told.take()
			if len(got) != 2 || !strings.Contains(got[0], *sent.Entries[0].EventId) || !strings.Contains(got[0], "the archive all,") || !strings.Contains(got[0], file) {
				t.Errorf("reported %q", got)
			}
			if err := os.Remove(file); err != nil {
				t.Fatal(err)
			}
			w.send(entry(`{"n":3}`))
			if got := told.take(); len(got) != 0 {
				t.Errorf("reported %q of an archive that can be written again", got)
			}
			again := newWorld(t, in(dir))
			for archive, want := range map[string]int64{"all": 1, "also": 3} {
				if out, err := again.client.DescribeArchive(t.Context(), &sdk.DescribeArchiveInput{ArchiveName: &archive}); err != nil || out.EventCount != want {
					t.Errorf("the archive %s is %+v, %v; want %d events", archive, out, err, want)
				}
			}
		})
	}
}

func TestAnEventForAnotherBusGoesOnThoughTheArchiveThereCannotBeWritten(t *testing.T) {
	dir, told := t.TempDir(), &faults{}
	w := newWorld(t, in(dir), func(c *eventbridge.Config) { c.Report = told.report })
	if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("photos")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.CreateArchive(t.Context(), &sdk.CreateArchiveInput{ArchiveName: new("photos"), EventSourceArn: new(busARN + "photos")}); err != nil {
		t.Fatal(err)
	}
	w.rule("default", "on", shopOnly, to(busARN+"photos"))
	w.rule("photos", "r", shopOnly, types.Target{Id: new("q"), Arn: new(queueARN), InputPath: new("$.detail")})
	if err := os.Mkdir(filepath.Join(dir, fmt.Sprintf("archive-%x.jsonl", "photos")), 0o700); err != nil {
		t.Fatal(err)
	}
	w.send(entry(`{"n":1}`))
	w.close()
	if got := w.targets.bodies(); got != "{\"n\":1}\n" || len(told.take()) != 1 {
		t.Errorf("the target has %q", got)
	}
}

// Rules and archives that an earlier version took, and AWS does not, start as
// what they are: nothing matches them, and that is said.
func TestAStoredPatternThatIsRefusedByNowIsReportedAndMatchesNothing(t *testing.T) {
	dir, told := t.TempDir(), &faults{}
	first := newWorld(t, in(dir))
	first.archive(0)
	first.rule("default", "good", shopOnly, types.Target{Id: new("q"), Arn: new(queueARN), InputPath: new("$.detail")})
	first.rule("default", "old", `{"source":["shop"],"detail":{"n":[1]}}`, types.Target{Id: new("q"), Arn: new(deadARN), InputPath: new("$.detail")})
	first.close()
	for file, change := range map[string][2]string{
		"events.json":   {`\"n\":[1]`, `\"n\":[{\"numeric\":[\">\",0,\">\",0]}]`},
		"archives.json": {`{\"source\":[\"shop\"]}`, `{\"source\":[{\"anything-but\":{\"prefix\":\"\"}}]}`},
	} {
		path := filepath.Join(dir, file)
		text, err := os.ReadFile(path)
		if err != nil || strings.Count(string(text), change[0]) != 1 {
			t.Fatalf("%s: %s, %v", file, text, err)
		}
		if err := os.WriteFile(path, []byte(strings.Replace(string(text), change[0], change[1], 1)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w := newWorld(t, in(dir), func(c *eventbridge.Config) { c.Report = told.report })
	if got := strings.Join(told.take(), "\n"); strings.Count(got, "\n") != 1 || !strings.Contains(got, "the rule old matches nothing") || !strings.Contains(got, "the archive all takes no events") {
		t.Errorf("reported %q", got)
	}
	w.send(entry(`{"n":1}`))
	w.close()
	if got := w.targets.all(); len(got) != 1 || got[0].TargetARN != queueARN {
		t.Errorf("sent %+v", got)
	}
	if out, err := w.client.DescribeArchive(t.Context(), &sdk.DescribeArchiveInput{ArchiveName: new("all")}); err != nil || out.EventCount != 0 {
		t.Errorf("the archive is %+v, %v", out, err)
	}
	if err := w.replay("r", time.Now().Add(-time.Hour), time.Now()); err != nil {
		t.Error(err)
	}
}

func TestAStoredScheduleRunsThoughThePatternBesideItIsRefusedByNow(t *testing.T) {
	dir, c := t.TempDir(), clock.NewControlled(nil, 0)
	const rules = `{"default":{"Name":"default","ARN":"` + busARN + `default","Tags":{},"Rules":{"r":{"Name":"r","Bus":"default","State":"ENABLED","Tags":{},
		"Pattern":"{\"a\":[{\"anything-but\":{\"suffix\":\"\"}}]}","Schedule":"rate(1 minute)",
		"Targets":{"q":{"Id":"q","Arn":"` + queueARN + `","Input":"1","InputTransformer":null}}}}}}`
	if err := os.WriteFile(filepath.Join(dir, "events.json"), []byte(rules), 0o600); err != nil {
		t.Fatal(err)
	}
	w := newWorld(t, in(dir), stopped(c))
	w.send(entry(`{"a":"b"}`))
	c.Advance(time.Minute)
	w.close()
	if got := w.targets.bodies(); got != "1\n" {
		t.Errorf("sent %q", got)
	}
}
