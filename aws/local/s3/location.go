package s3

import (
	"crypto/sha256"
	"encoding/hex"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// oddFolder holds the objects of a bucket whose keys are no good file names.
const oddFolder = "%odd"

// Limits of what a key may look like to be a path of its own.
const (
	maxSegment = 200
	maxPath    = 900
)

// keyID is a name made of a key that is safe everywhere and its own.
func keyID(key string) string {
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:])
}

// ordinary tells whether a key can be a path below the bucket's folder on
// every file system: no segment that is empty, "." or "..", nothing that a
// shell or Windows takes amiss, nothing too long.
func ordinary(key string) bool {
	if len(key) > maxPath || !utf8.ValidString(key) || strings.HasPrefix(key, "%") {
		return false
	}
	for segment := range strings.SplitSeq(key, "/") {
		if segment == "" || segment == "." || segment == ".." || len(segment) > maxSegment ||
			strings.ContainsAny(segment, `\:*?"<>|`) || strings.HasSuffix(segment, ".") || strings.HasSuffix(segment, " ") {
			return false
		}
		if strings.ContainsFunc(segment, func(r rune) bool { return !unicode.IsPrint(r) }) {
			return false
		}
	}
	return true
}

// locate chooses the file of a new key: its own name, unless that is odd or in
// the way of another key's ("a" and "a/b", or "A" and "a" where case does not
// count). The bucket's lock is held.
func (b *bucket) locate(key string) string {
	if !ordinary(key) {
		return path.Join(oddFolder, keyID(key))
	}
	folded := strings.ToLower(key)
	if b.folders[folded] > 0 || b.files[folded] {
		return path.Join(oddFolder, keyID(key))
	}
	for dir := path.Dir(folded); dir != "."; dir = path.Dir(dir) {
		if b.files[dir] {
			return path.Join(oddFolder, keyID(key))
		}
	}
	return key
}

// occupy marks a file and its folders as taken; vacate takes the mark away.
func (b *bucket) occupy(file string) {
	folded := strings.ToLower(file)
	b.files[folded] = true
	for dir := path.Dir(folded); dir != "."; dir = path.Dir(dir) {
		b.folders[dir]++
	}
}

func (b *bucket) vacate(file string) {
	folded := strings.ToLower(file)
	delete(b.files, folded)
	for dir := path.Dir(folded); dir != "."; dir = path.Dir(dir) {
		if b.folders[dir]--; b.folders[dir] <= 0 {
			delete(b.folders, dir)
		}
	}
}
