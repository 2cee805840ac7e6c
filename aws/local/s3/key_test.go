package s3_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
)

// oddKeys are keys that a file system takes amiss, or takes for one another.
var oddKeys = []string{
	"plain.jpg", "a", "a/b", "a/b/c", "A", "A/b", "a/", "a//b", "/a", "//a", "///", "/", " ", " a", "a ", "a b/é+1.jpg", "日本語/写真.png",
	"..", ".", "../a", "../../a", "a/../b", "a/./b", "./a", "..\\a", "a\\b", "%2e%2e/a", "%odd/x", "%odd", "%", ".inflight/photos/bucket.json",
	"con", "nul.txt", "a:b", "a*?<>|\"", "a.", "a\tb", "a\nb", "a\x01b", "e\u0301", "\u00e9", "😀", "a?versionId=1", "a#b", "a&b=c", "~", "-", "'", "`$(x)`",
	strings.Repeat("k", 200), strings.Repeat("k", 201), strings.Repeat("k", 255), strings.Repeat("k", 256), strings.Repeat("k", 1024),
	strings.Repeat("é", 512), strings.Repeat("d/", 511) + "xy", strings.Repeat("../", 341) + "x",
}

func TestKeysAreKeptApartAndInTheBucketsFolder(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	w.eachWay(func(t *testing.T, client *sdk.Client) {
		for _, key := range oddKeys {
			if strings.ContainsAny(key, "\x01") {
				continue // XML cannot list it
			}
			_, err := client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: &key, Body: strings.NewReader("of " + key)})
			if err != nil {
				t.Errorf("put %q: %v", key, err)
			}
		}
		for _, key := range oddKeys {
			if strings.ContainsAny(key, "\x01") {
				continue
			}
			got, err := client.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: new(photos), Key: &key})
			if err != nil {
				t.Errorf("get %q: %v", key, err)
				continue
			}
			if body := w.read(got.Body); body != "of "+key {
				t.Errorf("%q holds %q", key, body)
			}
			w.inside(t, key)
		}
		found := map[string]bool{}
		pages := sdk.NewListObjectsV2Paginator(client, &sdk.ListObjectsV2Input{Bucket: new(photos), MaxKeys: new(int32(7))})
		for pages.HasMorePages() {
			page, err := pages.NextPage(t.Context())
			w.check(err)
			for _, o := range page.Contents {
				found[*o.Key] = true
			}
		}
		for _, key := range oddKeys {
			if !found[key] && !strings.ContainsAny(key, "\x01") {
				t.Errorf("%q is not listed", key)
			}
		}
	})
}

// inside checks that the content of a key is a file in the bucket's folder.
func (w *world) inside(t testing.TB, key string) {
	t.Helper()
	file, err := w.service.File(photos, key)
	if err != nil {
		t.Errorf("%q: %v", key, err)
		return
	}
	rel, err := filepath.Rel(filepath.Join(w.dir, photos), file)
	if err != nil || !filepath.IsLocal(rel) {
		t.Errorf("%q is at %s", key, file)
	}
	if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() {
		t.Errorf("%q is no file: %v", key, err)
	}
}

func TestAnOrdinaryKeyIsTheNameOfAPlainFile(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	for _, key := range []string{"a.jpg", "2026/11/a b é+1.jpg", "日本語/写真.png"} {
		w.put(photos, key, "photo")
		b, err := os.ReadFile(filepath.Join(w.dir, photos, filepath.FromSlash(key)))
		if err != nil || string(b) != "photo" {
			t.Errorf("%q: got %q, %v", key, b, err)
		}
	}
}

func TestAKeyHasAtMost1024Bytes(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	_, err := w.client.PutObject(t.Context(), &sdk.PutObjectInput{Bucket: new(photos), Key: new(strings.Repeat("k", 1025)), Body: strings.NewReader("x")})
	refused(t, err, "KeyTooLongError")
}

func TestDeletedKeysLeaveNoFoldersBehind(t *testing.T) {
	w := newWorld(t)
	w.bucket(photos)
	for _, key := range oddKeys {
		if strings.ContainsAny(key, "\x01") {
			continue
		}
		w.put(photos, key, "x")
	}
	for _, key := range oddKeys {
		_, err := w.client.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: new(photos), Key: &key})
		w.check(err)
	}
	_, err := w.client.DeleteBucket(t.Context(), &sdk.DeleteBucketInput{Bucket: new(photos)})
	w.check(err)
	if _, err := os.Stat(filepath.Join(w.dir, photos)); !os.IsNotExist(err) {
		t.Errorf("the bucket's folder is still there: %v", err)
	}
}

// FuzzKeys puts objects of any two keys and looks that they stay apart and
// inside the bucket's folder.
func FuzzKeys(f *testing.F) {
	for i, key := range oddKeys {
		f.Add(key, oddKeys[(i+1)%len(oddKeys)])
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		for _, key := range []string{one, other} {
			if key == "" || len(key) > 1024 || !utf8.ValidString(key) || strings.Contains(key, "\x00") {
				t.Skip("no key")
			}
		}
		w := newWorld(t)
		w.bucket(photos)
		w.put(photos, one, "of one")
		w.inside(t, one)
		w.put(photos, other, "of other")
		w.inside(t, other)
		if got := w.get(photos, one); one != other && got != "of one" {
			t.Errorf("%q became %q by %q", one, got, other)
		}
		if got := w.get(photos, other); got != "of other" {
			t.Errorf("%q holds %q", other, got)
		}
	})
}
