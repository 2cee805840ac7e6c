package s3_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"
	"pgregory.net/rapid"
)

// oddKeys are keys that are no good file names, or in each other's way.
var oddKeys = []string{
	"a", "a/b", "a/b/c", "a/b/c/d", "A", "A/B", "/a", "//a", "a//b", "a/", "a//", "/", "//",
	".", "..", "../../etc/passwd", "a/../b", "./a", "...", ".hidden", "a/.", "a/..",
	"with space", " leading", "trailing ", "trailing.", "a+b", "a%20b", "a%2Fb", "%", "%~", "a%~", "%-", "a%-", "%2E%2E",
	"é.jpg", "e\u0301.jpg", "日本語/写真.jpg", "emoji 🎈.png", "\u202egpj.exe",
	`back\slash`, "colon:name", "star*", "quest?ion", `quo"te`, "less<more>", "pipe|", "CON", "nul.txt", "com1", "a&b=c;d",
	"tab\tkey", "line\nkey", "\x1b[31mred", "\x7f",
	strings.Repeat("k", 1024), strings.Repeat("d/", 512), strings.Repeat("/", 1024), strings.Repeat("é", 512), strings.Repeat("%", 1024),
	strings.Repeat("k", 200), strings.Repeat("k", 201),
	".inflight/x", "bucket.json",
}

func TestLine40KeysAreKeptApartAndInsideTheBucketsFolder(t *testing.T) {
	for _, way := range ways {
		t.Run(way, func(t *testing.T) {
			w := newWorldBy(t, way)
			for _, key := range oddKeys {
				w.put(key, "content of "+key)
			}
			w.checkKeys(oddKeys)
			w.reopen()
			w.checkKeys(oddKeys)
			if got := len(w.files()); got != len(oddKeys) {
				t.Errorf("%d keys are in %d files", len(oddKeys), got)
			}
			w.nothingOutside()
			for _, key := range oddKeys[:len(oddKeys)/2] {
				must(w.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: &key})).in(t)
			}
			w.checkKeys(oddKeys[len(oddKeys)/2:])
		})
	}
}

// checkKeys reads every key back.
func (w *world) checkKeys(keys []string) {
	w.t.Helper()
	for _, key := range keys {
		if _, got := w.get(key); got != "content of "+key {
			w.t.Errorf("the key %.60q has %.60q", key, got)
		}
	}
}

// nothingOutside looks for files that are in no bucket.
func (w *world) nothingOutside() {
	w.t.Helper()
	entries, err := os.ReadDir(w.dir)
	if err != nil {
		w.t.Fatal(err)
	}
	for _, e := range entries {
		if e.Name() != testBucket && e.Name() != ".inflight" {
			w.t.Errorf("there is %s", e.Name())
		}
	}
}

func TestLine40OrdinaryKeysAreTheirOwnFileNames(t *testing.T) {
	w := newWorld(t)
	keys := []string{"photo.jpg", "2026/11/23/photo 1.jpg", "été/日本語.png", "a+b=c,d.jpg", "README", ".hidden", "v1.0/x"}
	for _, key := range keys {
		w.put(key, key)
	}
	slices.Sort(keys)
	if got := sortedKeys(w.files()); !slices.Equal(got, keys) {
		t.Errorf("the files are %q", got)
	}
	file := must(w.service.File(testBucket, "2026/11/23/photo 1.jpg")).in(t)
	if want := filepath.Join(w.dir, testBucket, "2026", "11", "23", "photo 1.jpg"); file != want {
		t.Errorf("the file is said to be %s", file)
	}
}

func TestLine40AKeyThatXMLCannotCarryIsListedAsS3ListsIt(t *testing.T) {
	w := newWorldBy(t, "http")
	w.turnEventsOn()
	const key = "bell\a & nul\x00/\ufffe.jpg"
	w.put(key, "photo")
	if _, got := w.get(key); got != "photo" {
		t.Errorf("it holds %q", got)
	}
	if heard := w.events.take(); len(heard) != 1 || heard[0].Key != key {
		t.Errorf("EventBridge heard of %+v", heard)
	}
	_, document := w.asStranger("GET", "/"+testBucket+"?list-type=2&prefix=bell%07", "")
	for _, want := range []string{"<Key>bell&#x7; &amp; nul&#x0;/&#xfffe;.jpg</Key>", "<Prefix>bell&#x7;</Prefix>"} {
		if !strings.Contains(document, want) {
			t.Errorf("there is no %s in %s", want, document)
		}
	}
	encoded := must(w.ListObjectsV2(t.Context(), &sdk.ListObjectsV2Input{Bucket: bucketOf(), EncodingType: types.EncodingTypeUrl})).in(t)
	if got := *encoded.Contents[0].Key; got != "bell%07+%26+nul%00/%EF%BF%BE.jpg" {
		t.Errorf("URL-encoded it is listed as %s", got)
	}
	if status, document := w.asStranger("GET", "/"+testBucket+"/none%07?tagging", ""); status != 404 || !strings.Contains(document, "<Code>NoSuchKey</Code>") || !strings.Contains(document, "<Key>none&#x7;</Key>") {
		t.Errorf("one that is not there: %d %s", status, document)
	}
}

func TestAKeyThatIsTooLongIsRefused(t *testing.T) {
	w := newWorld(t)
	_, err := w.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: bucketOf(), Key: aws.String(strings.Repeat("k", 1025)), Body: strings.NewReader("")})
	refused(t, "1025 bytes", err, "KeyTooLongError", 400)
}

func TestAnyKeysAreKeptApart(t *testing.T) {
	part := rapid.SampledFrom([]string{"a", "A", "b", "..", ".", "", "%", "%7E", "~", "é", "a ", "CON", strings.Repeat("x", 199), strings.Repeat("%", 70)})
	rapid.Check(t, func(r *rapid.T) {
		w := newWorld(t)
		there := map[string]bool{}
		for range rapid.IntRange(1, 25).Draw(r, "steps") {
			key := strings.Join(rapid.SliceOfN(part, 1, 4).Draw(r, "parts"), "/")
			switch {
			case key == "":
			case there[key] && rapid.Bool().Draw(r, "delete"):
				must(w.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: &key})).in(t)
				delete(there, key)
			default:
				w.put(key, "content of "+key)
				there[key] = true
			}
		}
		for key := range there {
			if _, got := w.get(key); got != "content of "+key {
				r.Errorf("the key %q has %q", key, got)
			}
		}
		if got := len(w.files()); got != len(there) {
			r.Errorf("%d keys are in %d files: %q", len(there), got, sortedKeys(w.files()))
		}
	})
}
