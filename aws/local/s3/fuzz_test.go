package s3_test

import (
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzKeys puts objects of any two keys and looks that they stay apart and
// inside the bucket's folder.
func FuzzKeys(f *testing.F) {
	for _, keys := range [][2]string{
		{"a", "a/b"},
		{"A", "a"},
		{"..", "../a"},
		{"/a", "//a"},
		{"a/", "a"},
		{"a%2fb", "a/b"},
		{"%2e%2e/a", "../a"},
		{"e\u0301", "\u00e9"},
		{strings.Repeat("k", 255), strings.Repeat("k", 1024)},
		{".inflight", "nul.txt"},
		{"a.", "a "},
		{"a\\b", "a\nb"},
	} {
		f.Add(keys[0], keys[1])
	}
	f.Fuzz(func(t *testing.T, one, other string) {
		keys := map[string]bool{one: true, other: true}
		for key := range keys {
			if key == "" || len(key) > 1024 || !utf8.ValidString(key) || strings.Contains(key, "\x00") {
				t.Skip("no key")
			}
		}
		w := newWorld(t)
		for key := range keys {
			w.put(key, "of "+key)
		}
		for key := range keys {
			if _, content := w.get(key); content != "of "+key {
				t.Errorf("%q holds %q", key, content)
			}
			file, err := w.service.File(testBucket, key)
			if err != nil {
				t.Fatal(err)
			}
			if rel, err := filepath.Rel(filepath.Join(w.dir, testBucket), file); err != nil || !filepath.IsLocal(rel) {
				t.Errorf("%q is at %s", key, file)
			}
		}
	})
}
