package s3

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// A key is a path below its bucket's folder as it is, where that is a good path
// on every file system. Otherwise it is escaped, so that keyOf can read it back:
//
//	%2E%2E/a%3Ab   bytes that cannot stand in a file name: the key ../a:b
//	a/%/b          an empty part: the key a//b
//	long%-/rest    a part too long for a file name goes on in the next: longrest
//	a%~            the key a, where a itself is the folder of a/b, or A is there
//	               and file systems may not tell them apart

const (
	upperHex    = "0123456789ABCDEF"
	emptyPart   = "%"
	goesOn      = "%-"
	anotherOne  = "%~"
	maxPart     = 200 // of the 255 bytes a file name may have
	maxReserved = 4   // of the longest Windows device name
)

// locate chooses the file of a new key, with slashes, below the bucket's
// folder. Of what is not the bucket's own, foreign, which may be nil, tells
// whether it is in the way.
func (b *bucket) locate(key string, foreign func(file string, isFile bool) bool) string {
	parts := strings.Split(escapeKey(key), "/")
	where := ""
	for i, part := range parts {
		last := i == len(parts)-1
		for b.occupied(path.Join(where, part), last) || foreign != nil && foreign(path.Join(where, part), last) {
			part += anotherOne
		}
		where = path.Join(where, part)
	}
	return where
}

// occupied tells whether something is in the way: a file in the way of a file
// or folder, a folder only in the way of a file.
func (b *bucket) occupied(file string, isFile bool) bool {
	folded := strings.ToLower(file)
	return b.files[folded] || isFile && b.folders[folded] > 0
}

// occupy marks a file and its folders as taken.
func (b *bucket) occupy(file string) {
	folded := strings.ToLower(file)
	b.files[folded] = true
	for dir := path.Dir(folded); dir != "."; dir = path.Dir(dir) {
		b.folders[dir]++
	}
}

// vacate takes the mark away.
func (b *bucket) vacate(file string) {
	folded := strings.ToLower(file)
	delete(b.files, folded)
	for dir := path.Dir(folded); dir != "."; dir = path.Dir(dir) {
		if b.folders[dir]--; b.folders[dir] <= 0 {
			delete(b.folders, dir)
		}
	}
}

// escapeKey makes a path of a key.
func escapeKey(key string) string {
	var out []string
	for part := range strings.SplitSeq(key, "/") {
		out = append(out, split(escapePart(part))...)
	}
	return strings.Join(out, "/")
}

// escapePart makes a file name of what is between two slashes.
func escapePart(part string) string {
	if part == "" {
		return emptyPart
	}
	var b strings.Builder
	reserved := isReserved(part)
	for i, r := range part {
		size := utf8.RuneLen(r)
		last := i+size >= len(part)
		if odd(r) || (r == '.' || r == ' ') && last || reserved && i == 0 || part == ".." {
			for _, c := range []byte(part[i : i+size]) {
				b.Write([]byte{'%', upperHex[c>>4], upperHex[c&15]})
			}
			continue
		}
		b.WriteString(part[i : i+size])
	}
	return b.String()
}

// odd tells whether a character is not to stand in a file name: because some
// system forbids it, because a terminal would obey it, or because some systems
// take an accent of its own for one with its letter.
func odd(r rune) bool {
	const firstAccent, lastAccent = 0x300, 0x36F
	return strings.ContainsRune(`%\:*?"<>|`, r) || !unicode.IsPrint(r) || r >= firstAccent && r <= lastAccent
}

// isReserved tells whether Windows takes a name for a device.
func isReserved(part string) bool {
	name, _, _ := strings.Cut(strings.ToUpper(part), ".")
	switch name {
	case "CON", "PRN", "AUX", "NUL":
		return true
	}
	return len(name) == maxReserved && (strings.HasPrefix(name, "COM") || strings.HasPrefix(name, "LPT")) && name[3] >= '0' && name[3] <= '9'
}

// split cuts a name that is too long, between characters.
func split(name string) []string {
	var out []string
	for len(name) > maxPart {
		at := maxPart
		for at > maxPart-utf8.UTFMax && (!utf8.RuneStart(name[at]) || strings.Contains(name[at-2:at], "%")) {
			at--
		}
		out = append(out, name[:at]+goesOn)
		name = name[at:]
	}
	return append(out, name)
}
