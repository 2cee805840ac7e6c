package s3_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"inflight/aws/local/s3"
)

// changes are the ways in which an object comes or goes. There are "old", "gone"
// and an upload in parts of "film" before.
var changes = map[string]struct {
	key    string
	steps  string
	change func(w *world) error
}{
	"PutObject of a new key": {"new/photo", putSteps, func(w *world) error {
		_, err := w.PutObject(w.t.Context(), &sdk.PutObjectInput{Bucket: bucketOf(), Key: aws.String("new/photo"), Body: strings.NewReader("young")})
		return err
	}},
	"PutObject over another": {"old", putSteps, func(w *world) error {
		_, err := w.PutObject(w.t.Context(), &sdk.PutObjectInput{Bucket: bucketOf(), Key: aws.String("old"), Body: strings.NewReader("young")})
		return err
	}},
	"CopyObject": {"copy", putSteps, func(w *world) error {
		_, err := w.CopyObject(w.t.Context(), &sdk.CopyObjectInput{Bucket: bucketOf(), Key: aws.String("copy"), CopySource: aws.String(testBucket + "/old")})
		return err
	}},
	"CompleteMultipartUpload": {"film", putSteps, func(w *world) error {
		uploads := must(w.ListMultipartUploads(w.t.Context(), &sdk.ListMultipartUploadsInput{Bucket: bucketOf()})).in(w.t)
		id := uploads.Uploads[0].UploadId
		parts := must(w.ListParts(w.t.Context(), &sdk.ListPartsInput{Bucket: bucketOf(), Key: aws.String("film"), UploadId: id})).in(w.t)
		_, err := w.CompleteMultipartUpload(w.t.Context(), &sdk.CompleteMultipartUploadInput{
			Bucket: bucketOf(), Key: aws.String("film"), UploadId: id,
			MultipartUpload: &types.CompletedMultipartUpload{Parts: []types.CompletedPart{{PartNumber: aws.Int32(1), ETag: parts.Parts[0].ETag}}},
		})
		return err
	}},
	"DeleteObject": {"gone", deleteSteps, func(w *world) error {
		_, err := w.DeleteObject(w.t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: aws.String("gone")})
		return err
	}},
	"DeleteObjects": {"gone", deleteSteps, func(w *world) error {
		_, err := w.DeleteObjects(w.t.Context(), &sdk.DeleteObjectsInput{Bucket: bucketOf(), Delete: &types.Delete{Objects: []types.ObjectIdentifier{{Key: aws.String("gone")}}}})
		return err
	}},
	"a lifecycle": {"gone", deleteSteps, func(w *world) error {
		_, err := w.PutBucketLifecycleConfiguration(w.t.Context(), &sdk.PutBucketLifecycleConfigurationInput{
			Bucket: bucketOf(), LifecycleConfiguration: &types.BucketLifecycleConfiguration{Rules: []types.LifecycleRule{{
				Status: types.ExpirationStatusEnabled, Filter: &types.LifecycleRuleFilter{Prefix: aws.String("gone")},
				Expiration: &types.LifecycleExpiration{Days: aws.Int32(1)},
			}}},
		})
		w.midnight(3)
		return err
	}},
}

// The steps of a change, and those of its event: "heard" is before anybody has it,
// "told" before it is settled, "settled" after.
const (
	putSteps    = "folder pending announced moved recorded heard told settled"
	deleteSteps = "announced recorded removed heard told settled"
)

// killedAt is a sink that writes down what it is told of and ends the process at a
// step of it.
type killedAt struct{ step, file string }

// reach ends the process, as kill -9 does, at the step.
func (k killedAt) reach(step string) {
	if step == k.step {
		p, err := os.FindProcess(os.Getpid())
		if err == nil {
			_ = p.Kill()
		}
		select {}
	}
}

// ObjectEvent writes an event down.
func (k killedAt) ObjectEvent(_ context.Context, e s3.ObjectEvent, settled func()) {
	k.reach("heard")
	line, _ := json.Marshal(e)
	f, err := os.OpenFile(k.file, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err == nil {
		_, err = f.Write(append(line, '\n'))
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		panic(err)
	}
	k.reach("told")
	settled()
	k.reach("settled")
}

// changeUntilKilled is the process that is killed in the middle of a change.
func changeUntilKilled(t *testing.T, dir, what, step string) {
	k := killedAt{step, filepath.Join(dir, "told")}
	w := &world{t: t, dir: filepath.Join(dir, "s3")}
	w.newClock()
	service, err := s3.New(s3.Config{
		Dir: w.dir, Clock: w.clock, Events: k, KeepEvents: true,
		Secret: func(key string) (string, bool) { return secretKey, key == accessKey },
	})
	if err != nil {
		t.Fatal(err)
	}
	w.service = service
	w.connect("in process")
	service.AtStep(k.reach)
	err = changes[what].change(w)
	_ = service.Close() // waits for the lifecycle
	t.Fatalf("it came to its end without %s: %v", step, err)
}

// told reads what a killed process told of.
func told(t *testing.T, file string) (list []s3.ObjectEvent) {
	content, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(content)) {
		var e s3.ObjectEvent
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		list = append(list, e)
	}
	return list
}

func TestAChangeThatWasMadeIsToldOfWhereverTheProcessWasKilled(t *testing.T) {
	if job := os.Getenv("INFLIGHT_TEST_KILL"); job != "" {
		part := strings.Split(job, "|")
		changeUntilKilled(t, part[0], part[1], part[2])
	}
	for what, c := range changes {
		for step := range strings.SplitSeq(c.steps, " ") {
			t.Run(what+" killed at "+step, func(t *testing.T) {
				t.Parallel()
				dir := t.TempDir()
				w := newWorldIn(t, filepath.Join(dir, "s3"))
				w.turnEventsOn()
				w.put("old", "old")
				w.put("gone", "gone")
				w.part("film", w.begin("film"), 1, "the end", "")
				w.service.Close()
				w.events.take()
				before, _ := os.ReadFile(filepath.Join(w.dir, testBucket, c.key))

				process := exec.Command(os.Args[0], "-test.run=^TestAChangeThatWasMadeIsToldOfWhereverTheProcessWasKilled$")
				process.Env = append(os.Environ(), "INFLIGHT_TEST_KILL="+strings.Join([]string{dir, what, step}, "|"))
				if out, err := process.CombinedOutput(); err == nil || strings.Contains(string(out), "FAIL") {
					t.Fatalf("the process ended otherwise: %v\n%s", err, out)
				}
				w.open()
				after, _ := os.ReadFile(filepath.Join(w.dir, testBucket, c.key))
				events := append(told(t, filepath.Join(dir, "told")), w.events.take()...)
				checkTold(t, c.key, string(before) != string(after), events)
				if step == "settled" && len(events) > 1 {
					t.Errorf("what was settled is told again: %+v", events)
				}
				w.reopen()
				if again := w.events.take(); len(again) > 0 {
					t.Errorf("the next start reports %+v once more", again)
				}
			})
		}
	}
}

// checkTold holds what was told against whether the object changed.
func checkTold(t *testing.T, key string, changed bool, events []s3.ObjectEvent) {
	t.Helper()
	if changed != (len(events) > 0) {
		t.Errorf("that the object changed is %v, and told was %+v", changed, events)
	}
	for _, e := range events {
		if e.Key != key || e.Bucket != testBucket || e.Sequencer != events[0].Sequencer || e.Sequencer == "" || e.Reason == "" || e.Time.IsZero() {
			t.Errorf("told was %+v", e)
		}
	}
}

// What is heard and not settled, because a target could not be reached, is told
// of at each start until it is.
func TestWhatWasNotSettledIsToldOfAtTheNextStarts(t *testing.T) {
	w := newWorld(t)
	w.turnEventsOn()
	w.events.unsettled = true
	for i := range 3 {
		w.put(fmt.Sprint("photo", i), "photo")
	}
	w.put("photo0", "another") // each change is an event of its own
	must(w.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: aws.String("photo1")})).in(t)
	first := w.events.take()
	w.reopen()
	w.events.unsettled = false
	w.reopen()
	again := w.events.take()
	if len(again) != 2*len(first) { // by both starts
		t.Fatalf("told of again were %+v", again)
	}
	for i, e := range again {
		if want := first[i%len(first)]; !e.Time.Equal(want.Time) || e.Sequencer != want.Sequencer || e.Key != want.Key || e.Reason != want.Reason || e.Deleted != want.Deleted {
			t.Errorf("told of was %+v, and again %+v", want, e)
		}
	}
	w.reopen()
	if again := w.events.take(); len(again) > 0 {
		t.Errorf("what was settled is told of again: %+v", again)
	}
}

func TestTheOutboxStaysSmallAndLeavesNothingBehind(t *testing.T) {
	w := newWorld(t)
	w.turnEventsOn()
	outbox := filepath.Join(w.dir, ".inflight", ".outbox")
	key := strings.Repeat("long", 250)
	largest := int64(0)
	for i := range 1500 {
		w.put(fmt.Sprint(key, i%7), "x")
		if info, err := os.Stat(outbox); err == nil {
			largest = max(largest, info.Size())
		}
	}
	if largest == 0 || largest > 1<<20+8<<10 {
		t.Errorf("it grew to %d bytes", largest)
	}
	w.service.Close()
	if _, err := os.Stat(outbox); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("with nothing to tell, it stays: %v", err)
	}
	w.open()
	if again := w.events.take(); len(again) != 1500 {
		t.Errorf("told were %d events", len(again))
	}
}

func TestAnEventCutShortIsPassedOverAndADamagedOneIsNamed(t *testing.T) {
	w := newWorld(t)
	w.turnEventsOn()
	w.events.unsettled = true
	w.put("photo", "photo")
	w.service.Close()
	outbox := filepath.Join(w.dir, ".inflight", ".outbox")
	whole := string(must(os.ReadFile(outbox)).in(t))
	write := func(content string) {
		if err := os.WriteFile(outbox, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(whole + `{"event":{"Time":`)
	w.events.take()
	w.open()
	if got := w.events.take(); len(got) != 1 || got[0].Key != "photo" {
		t.Errorf("told were %+v", got)
	}
	w.service.Close()
	for _, damaged := range []string{"x\n" + whole, whole[5:], "{}\n"} {
		write(damaged)
		if said := w.fails(); !strings.Contains(said, outbox) {
			t.Errorf("%.20s: it says %s", damaged, said)
		}
	}
	write(whole)
	w.open()
}

// A sequencer rises over a restart, also where the clock has gone back meanwhile.
func TestSequencersRiseOverARestart(t *testing.T) {
	w := newWorld(t)
	w.turnEventsOn()
	w.clock.Advance(time.Hour)
	w.put("photo", "old")
	before := w.events.take()[0].Sequencer
	w.newClock()
	w.reopen()
	w.put("photo", "young")
	if after := w.events.take()[0].Sequencer; after <= before {
		t.Errorf("after %s came %s", before, after)
	}
}
