package s3

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestAKeyCanBeReadBackFromItsFile(t *testing.T) {
	for key, want := range map[string]string{
		"photo.jpg":              "photo.jpg",
		"2026/11/a b.jpg":        "2026/11/a b.jpg",
		"..":                     "%2E%2E",
		"a//b":                   "a/%/b",
		"photos/":                "photos/%",
		"100%":                   "100%25",
		"a:b":                    "a%3Ab",
		"dot.":                   "dot%2E",
		"nul.txt":                "%6Eul.txt",
		strings.Repeat("k", 201): strings.Repeat("k", 200) + "%-/k",
	} {
		if got := escapeKey(key); got != want {
			t.Errorf("%q is %q, not %q", key, got, want)
		}
		if got := keyOf(want); got != key {
			t.Errorf("%q is read back as %q", want, got)
		}
	}
}

func TestAnyKeyCanBeReadBackFromItsFile(t *testing.T) {
	key := rapid.OneOf(rapid.StringN(1, 300, 1024), rapid.StringMatching(`[%~/.a -]{1,300}`), rapid.StringMatching(`(é|%){1,300}`))
	rapid.Check(t, func(r *rapid.T) {
		b := newBucket("bucket", time.Time{})
		for _, k := range rapid.SliceOfDistinct(key, rapid.ID[string]).Draw(r, "keys") {
			file := b.locate(k, nil)
			if got := keyOf(file); got != k {
				r.Errorf("%q is at %q, which is read back as %q", k, file, got)
			}
			for part := range strings.SplitSeq(file, "/") {
				if part == "" || part == "." || part == ".." || len(part) > 255 {
					r.Errorf("%q is at %q", k, file)
				}
			}
			b.add(&object{Key: k, File: file})
		}
	})
}

// keyOf is the key whose file this is.
func keyOf(file string) string {
	parts := strings.Split(file, "/")
	var b strings.Builder
	for i, part := range parts {
		part = strings.ReplaceAll(part, anotherOne, "")
		part, continues := strings.CutSuffix(part, goesOn)
		if part != emptyPart {
			b.WriteString(unescape(part))
		}
		if !continues && i < len(parts)-1 {
			b.WriteByte('/')
		}
	}
	return b.String()
}

// unescape reads %XX back.
func unescape(part string) string {
	var b strings.Builder
	for i := 0; i < len(part); i++ {
		if part[i] == '%' && i+2 < len(part) {
			high, low := strings.IndexByte(upperHex, part[i+1]), strings.IndexByte(upperHex, part[i+2])
			if high >= 0 && low >= 0 {
				b.WriteByte(byte(high<<4 | low))
				i += 2
				continue
			}
		}
		b.WriteByte(part[i])
	}
	return b.String()
}
