package eventbridge_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/aws/aws-sdk-go-v2/service/eventbridge"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge/types"

	"inflight/aws/local/clock"
	"inflight/aws/local/eventbridge"
)

const (
	archiveARN = "arn:aws:events:us-east-1:000000000000:archive/all"
	shopOnly   = `{"source":["shop"]}`
)

// stopped runs a service on a clock that moves only when it is told to.
func stopped(c *clock.Controlled) func(*eventbridge.Config) {
	return func(config *eventbridge.Config) { config.Clock = c }
}

// archive makes an archive of the default bus.
func (w *world) archive(days int32) {
	w.t.Helper()
	out, err := w.client.CreateArchive(w.t.Context(), &sdk.CreateArchiveInput{
		ArchiveName: new("all"), EventSourceArn: new(busARN + "default"), EventPattern: new(shopOnly), RetentionDays: new(days),
	})
	if err != nil || *out.ArchiveArn != archiveARN || out.State != types.ArchiveStateEnabled {
		w.t.Fatalf("the archive is %+v, %v", out, err)
	}
}

// replay replays what the archive took between two times.
func (w *world) replay(name string, from, to time.Time, rules ...string) error {
	w.t.Helper()
	_, err := w.client.StartReplay(w.t.Context(), &sdk.StartReplayInput{
		ReplayName: &name, EventSourceArn: new(archiveARN), EventStartTime: &from, EventEndTime: &to,
		Destination: &types.ReplayDestination{Arn: new(busARN + "default"), FilterArns: rules},
	})
	return err
}

func TestWhatAnArchiveKeptIsReplayedInOrderAndInTime(t *testing.T) {
	c := clock.NewControlled(nil, 0)
	w := newWorld(t, stopped(c))
	w.archive(0)
	from := c.Now()
	w.send(entry(`{"n":1}`))
	c.Advance(time.Hour)
	w.send(entry(`{"n":2}`))
	c.Advance(time.Hour)
	w.send(entry(`{"n":3}`))
	w.rule("default", "all", shopOnly, types.Target{Id: new("q"), Arn: new(queueARN), InputPath: new("$.detail")})
	w.rule("default", "replayed", `{"source":["shop"],"replay-name":[{"exists":true}]}`, types.Target{Id: new("q"), Arn: new(deadARN), InputPath: new("$.replay-name")})
	if err := w.replay("first-two", from, from.Add(2*time.Hour)); err != nil {
		t.Fatal(err)
	}
	if err := w.replay("one-rule", from.Add(time.Minute), from.Add(2*time.Hour), ruleARN+"replayed"); err != nil {
		t.Fatal(err)
	}
	w.close()
	if got, want := w.targets.bodies(), "{\"n\":1}\n\"first-two\"\n{\"n\":2}\n\"first-two\"\n\"one-rule\"\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	described, err := w.client.DescribeReplay(t.Context(), &sdk.DescribeReplayInput{ReplayName: new("first-two")})
	if err != nil || described.State != types.ReplayStateCompleted || described.EventLastReplayedTime.Sub(from).Round(time.Second) != time.Hour {
		t.Errorf("the replay is %+v, %v", described, err)
	}
	listed, err := w.client.ListReplays(t.Context(), &sdk.ListReplaysInput{EventSourceArn: new(archiveARN)})
	if err != nil || len(listed.Replays) != 2 {
		t.Errorf("the replays are %+v, %v", listed, err)
	}
	if out, err := w.client.DescribeArchive(t.Context(), &sdk.DescribeArchiveInput{ArchiveName: new("all")}); err != nil || out.EventCount != 3 || out.SizeBytes == 0 {
		t.Errorf("what was replayed was archived again: %+v, %v", out, err)
	}
}

func TestAnArchiveKeepsEventsAsLongAsItSays(t *testing.T) {
	c := clock.NewControlled(nil, 0)
	w := newWorld(t, stopped(c))
	w.archive(2)
	w.send(entry(`{"n":1}`))
	c.Advance(47 * time.Hour)
	w.send(entry(`{"n":2}`))
	count := func() int64 {
		out, err := w.client.ListArchives(t.Context(), &sdk.ListArchivesInput{NamePrefix: new("al")})
		if err != nil || len(out.Archives) != 1 {
			t.Fatal(out, err)
		}
		return out.Archives[0].EventCount
	}
	if got := count(); got != 2 {
		t.Errorf("after 47 hours of 48 there are %d events", got)
	}
	c.Advance(2 * time.Hour)
	if got := count(); got != 1 {
		t.Errorf("after 49 hours of 48 there are %d events", got)
	}
	if _, err := w.client.UpdateArchive(t.Context(), &sdk.UpdateArchiveInput{ArchiveName: new("all"), EventPattern: new(`{"source":["post"]}`)}); err != nil {
		t.Fatal(err)
	}
	w.send(entry(`{"n":3}`))
	if out, err := w.client.DescribeArchive(t.Context(), &sdk.DescribeArchiveInput{ArchiveName: new("all")}); err != nil || out.EventCount != 1 || *out.EventPattern != `{"source":["post"]}` {
		t.Errorf("with another pattern it is %+v, %v", out, err)
	}
	if _, err := w.client.DeleteArchive(t.Context(), &sdk.DeleteArchiveInput{ArchiveName: new("all")}); err != nil {
		t.Fatal(err)
	}
	_, err := w.client.DescribeArchive(t.Context(), &sdk.DescribeArchiveInput{ArchiveName: new("all")})
	wantCode(t, "an archive that is gone", err, "ResourceNotFoundException")
}

func TestArchivesAndReplaysThatAreWrongAreRefused(t *testing.T) {
	w := newWorld(t)
	w.archive(0)
	create := func(name, source, pattern string) error {
		_, err := w.client.CreateArchive(t.Context(), &sdk.CreateArchiveInput{ArchiveName: &name, EventSourceArn: &source, EventPattern: &pattern})
		return err
	}
	now := time.Now()
	wantCode(t, "the same name", create("all", busARN+"default", shopOnly), "ResourceAlreadyExistsException")
	wantCode(t, "no such bus", create("a", busARN+"none", shopOnly), "ResourceNotFoundException")
	wantCode(t, "a bad pattern", create("a", busARN+"default", `{"source":"shop"}`), "InvalidEventPatternException")
	wantCode(t, "a bad name", create("a b", busARN+"default", shopOnly), "ValidationException")
	wantCode(t, "the end before the beginning", w.replay("r", now, now.Add(-time.Hour)), "ValidationException")
	if err := w.replay("r", now.Add(-time.Hour), now); err != nil {
		t.Fatal(err)
	}
	wantCode(t, "the same name", w.replay("r", now.Add(-time.Hour), now), "ResourceAlreadyExistsException")
	_, err := w.client.CancelReplay(t.Context(), &sdk.CancelReplayInput{ReplayName: new("r")})
	wantCode(t, "a replay that is over", err, "IllegalStatusException")
	_, err = w.client.DescribeReplay(t.Context(), &sdk.DescribeReplayInput{ReplayName: new("none")})
	wantCode(t, "no such replay", err, "ResourceNotFoundException")
}

func TestABusWithAnArchiveIsNotDeleted(t *testing.T) {
	w := newWorld(t)
	if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("photos")}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.client.CreateArchive(t.Context(), &sdk.CreateArchiveInput{ArchiveName: new("photos"), EventSourceArn: new(busARN + "photos")}); err != nil {
		t.Fatal(err)
	}
	_, err := w.client.DeleteEventBus(t.Context(), &sdk.DeleteEventBusInput{Name: new("photos")})
	wantCode(t, "a bus with an archive", err, "ValidationException")
}

// Line 45 of the behaviour list.
func TestArchivesSurviveAndATornLastEventDoesNot(t *testing.T) {
	dir := t.TempDir()
	from := time.Now().Add(-time.Minute)
	first := newWorld(t, in(dir))
	first.archive(0)
	first.send(entry(`{"n":1}`), entry(`{"n":2}`))
	files, err := filepath.Glob(filepath.Join(dir, "archive-*.jsonl"))
	if err != nil || len(files) != 1 {
		t.Fatal(files, err)
	}
	text, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	write := func(content string) {
		if err := os.WriteFile(files[0], []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(string(text) + `{"At":"2026-`) // killed while a third was being written
	// The first is not closed: that is what is left after kill -9.
	second := newWorld(t, in(dir))
	second.rule("default", "all", shopOnly, types.Target{Id: new("q"), Arn: new(queueARN), InputPath: new("$.detail")})
	second.send(entry(`{"n":3}`))
	if err := second.replay("all", from, time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got, want := second.targets.bodies(), "{\"n\":3}\n{\"n\":1}\n{\"n\":2}\n{\"n\":3}\n"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	third := newWorld(t, in(dir))
	if out, err := third.client.DescribeReplay(t.Context(), &sdk.DescribeReplayInput{ReplayName: new("all")}); err != nil || out.State != types.ReplayStateCompleted {
		t.Errorf("the replay is %+v, %v", out, err)
	}
	write("{\n" + string(text))
	checkDamage(t, dir, files[0])
	kept := filepath.Join(dir, "archives.json")
	if err := os.WriteFile(kept, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	checkDamage(t, dir, kept)
}

// checkDamage expects that a service over the folder says that the file is
// damaged.
func checkDamage(t *testing.T, dir, file string) {
	t.Helper()
	if _, err := eventbridge.New(eventbridge.Config{Dir: dir}); err == nil || !strings.Contains(err.Error(), file+" is damaged") {
		t.Errorf("over a damaged %s: %v", file, err)
	}
}

func TestAnArchiveWhoseRetentionIsLongerThanAnyTimeKeepsItsEvents(t *testing.T) {
	w := newWorld(t)
	w.archive(200_000) // days, in nanoseconds, are more than an int64 holds
	w.send(entry(`{"n":1}`))
	out, err := w.client.DescribeArchive(t.Context(), &sdk.DescribeArchiveInput{ArchiveName: new("all")})
	if err != nil || out.EventCount != 1 {
		t.Errorf("the archive is %+v, %v", out, err)
	}
}

// https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_StartReplay.html
func TestWhatAReplayOrAListOfArchivesCannotFindIsNamed(t *testing.T) {
	w := newWorld(t)
	w.archive(0)
	if _, err := w.client.CreateEventBus(t.Context(), &sdk.CreateEventBusInput{Name: new("photos")}); err != nil {
		t.Fatal(err)
	}
	start := func(archive, bus string) error {
		_, err := w.client.StartReplay(t.Context(), &sdk.StartReplayInput{
			ReplayName: new("r"), EventSourceArn: &archive, EventStartTime: new(time.Now().Add(-time.Hour)), EventEndTime: new(time.Now()),
			Destination: &types.ReplayDestination{Arn: &bus},
		})
		return err
	}
	wantMessage(t, "no such archive", start(archiveARN+"-of-it", busARN+"default"), "ValidationException",
		"Parameter EventSourceArn is not valid. Reason: Archive all-of-it does not exist.")
	wantMessage(t, "no such bus", start(archiveARN, busARN+"films"), "ResourceNotFoundException", "Event bus films does not exist.")
	wantMessage(t, "another bus", start(archiveARN, busARN+"photos"), "ValidationException",
		"Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.")
	list := func(source string) error {
		_, err := w.client.ListArchives(t.Context(), &sdk.ListArchivesInput{EventSourceArn: &source})
		return err
	}
	wantMessage(t, "no such bus", list(busARN+"films"), "ResourceNotFoundException", "Event bus films does not exist.")
	wantCode(t, "a bus without archives", list(busARN+"photos"), "")
	_, err := w.client.UpdateArchive(t.Context(), &sdk.UpdateArchiveInput{ArchiveName: new("all")})
	wantMessage(t, "nothing to update", err, "ValidationException", "At least one of EventPattern, RetentionDays or Description must be provided.")
	_, err = w.client.UpdateArchive(t.Context(), &sdk.UpdateArchiveInput{ArchiveName: new("none"), Description: new("x")})
	wantMessage(t, "no such archive", err, "ResourceNotFoundException", "Archive none does not exist.")
}
