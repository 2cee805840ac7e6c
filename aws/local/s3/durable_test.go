package s3_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"

	"inflight/aws/local/s3"
)

// records are the records of the bucket's objects.
func (w *world) records() []string {
	w.t.Helper()
	return must(filepath.Glob(filepath.Join(w.dir, ".inflight", testBucket, "objects", "*"))).in(w.t)
}

// fails starts a service over the folder and returns why it does not.
func (w *world) fails() string {
	w.t.Helper()
	service, err := s3.New(s3.Config{Dir: w.dir, Events: w.events, KeepEvents: true})
	if err == nil {
		service.Close()
		w.t.Fatal("it starts all the same")
	}
	return err.Error()
}

func TestLine45WhatWasAnsweredIsThereAfterARestart(t *testing.T) {
	w := newWorld(t)
	etag := w.put("photo", "photo", func(in *sdk.PutObjectInput) {
		in.Tagging, in.Metadata = aws.String("a=1"), map[string]string{"camera": "box"}
	}).ETag
	w.reopen() // nothing is written when it is closed
	out, content := w.get("photo")
	if content != "photo" || *out.ETag != *etag || out.Metadata["camera"] != "box" || *out.TagCount != 1 || out.ChecksumCRC32 == nil {
		t.Errorf("it is %q, %+v", content, out)
	}
}

// A put moves the content, then the record. These are the moments in between.
func TestLine45APutThatWasKilledIsThereWholeOrNotAtAll(t *testing.T) {
	killed := func(t *testing.T, contentMoved bool) *world {
		w := newWorld(t)
		w.put("photo", "old")
		before := must(os.ReadFile(w.records()[0])).in(t)
		w.put("photo", "young")
		record := w.records()[0]
		after := string(must(os.ReadFile(record)).in(t))
		write := func(file, content string) {
			if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write(record, string(before))
		write(record+".pending", after)
		if !contentMoved {
			_, rest, _ := strings.Cut(after, `"Upload":"`)
			received, _, _ := strings.Cut(rest, `"`)
			write(filepath.Join(w.dir, ".inflight", ".incoming", received), "young")
			write(filepath.Join(w.dir, testBucket, "photo"), "old")
		}
		w.reopen()
		return w
	}
	for want, moved := range map[string]bool{"old": false, "young": true} {
		w := killed(t, moved)
		out, content := w.get("photo") // the SDK checks the checksum
		if content != want || *out.ContentLength != int64(len(want)) {
			t.Errorf("it is %q, not %q", content, want)
		}
		if left := must(os.ReadDir(filepath.Join(w.dir, ".inflight", ".incoming"))).in(t); len(left) != 0 || len(w.records()) != 1 {
			t.Errorf("left are %v, %v", left, w.records())
		}
	}
}

func TestLine45ADeleteThatWasKilledIsFinished(t *testing.T) {
	w := newWorld(t)
	w.put("a/photo", "photo")
	record := w.records()[0]
	if err := os.Rename(record, record+".deleted"); err != nil {
		t.Fatal(err)
	}
	w.reopen()
	if len(w.files()) != 0 || len(w.records()) != 0 {
		t.Errorf("left are %q, %q", w.files(), w.records())
	}
	w.put("a", "now a file")
}

func TestLine46DamageIsSaidAndNamed(t *testing.T) {
	for name, damage := range map[string]func(w *world) (file string){
		"a torn record": func(w *world) string {
			if err := os.Truncate(w.records()[0], 10); err != nil {
				w.t.Fatal(err)
			}
			return w.records()[0]
		},
		"a lost content": func(w *world) string {
			file := filepath.Join(w.dir, testBucket, "photo")
			if err := os.Remove(file); err != nil {
				w.t.Fatal(err)
			}
			return file
		},
		"a torn content": func(w *world) string {
			file := filepath.Join(w.dir, testBucket, "photo")
			if err := os.Truncate(file, 2); err != nil {
				w.t.Fatal(err)
			}
			return file
		},
		"a torn bucket": func(w *world) string {
			file := filepath.Join(w.dir, ".inflight", testBucket, "bucket.json")
			if err := os.Truncate(file, 2); err != nil {
				w.t.Fatal(err)
			}
			return file
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.put("photo", "photo")
			file := damage(w)
			if said := w.fails(); !strings.Contains(said, file) {
				t.Errorf("it does not name %s: %s", file, said)
			}
		})
	}
}

func TestWhatSomebodyElsePutIntoABucketsFolderStays(t *testing.T) {
	w := newWorld(t)
	theirs := filepath.Join(w.dir, testBucket, "notes.txt")
	if err := os.WriteFile(theirs, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	must(w.DeleteBucket(t.Context(), &sdk.DeleteBucketInput{Bucket: bucketOf()})).in(t)
	if content := must(os.ReadFile(theirs)).in(t); string(content) != "mine" {
		t.Errorf("it is %q", content)
	}
}
