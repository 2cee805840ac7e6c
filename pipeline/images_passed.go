package pipeline

import (
	"cmp"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Kinds of what is passed over that has no ending to be named by.
const (
	withoutEnding = "without a known ending"
	linkedFolder  = "linked folders"
	noFile        = "that are no files"
)

// ofOne are the kinds whose words are others where there is one of it.
var ofOne = map[string]string{linkedFolder: "linked folder", noFile: "that is no file"}

// notTaken is the kind of what a folder holds and does not give as an image, "" for
// an image. A pipe is no file, whatever its name: to open it would wait for ever. A
// link to an image that is not there is given: opening it says what is missing.
func notTaken(path string, d fs.DirEntry) string {
	mode := d.Type()
	if mode&fs.ModeSymlink != 0 {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			mode = 0
		case info.IsDir(): // it may lead back to where it is
			return linkedFolder
		default:
			mode = info.Mode().Type()
		}
	}
	if !mode.IsRegular() {
		return noFile
	}
	ending := strings.ToLower(filepath.Ext(path))
	switch {
	case imageTypes(ending) != "":
		return ""
	case !isEnding(ending) || ending == strings.ToLower(filepath.Base(path)): // as .profile
		return withoutEnding
	}
	return ending
}

// isEnding tells an ending of a name from what follows any other dot.
func isEnding(s string) bool {
	const longest = 9 // .markdown
	if len(s) < 2 || len(s) > longest {
		return false
	}
	for _, r := range s[1:] {
		if r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// passedOver counts what is passed over, by kind.
type passedOver map[string]int

// add counts one.
func (p *passedOver) add(kind string) {
	if *p == nil {
		*p = passedOver{}
	}
	(*p)[kind]++
}

// maxKinds is how many kinds are named; the others are counted together.
const maxKinds = 6

// after is a sentence of what was passed over, the most of it first, after what
// joins it to another. It is empty if there is nothing.
func (p passedOver) after(join string) string {
	if len(p) == 0 {
		return ""
	}
	kinds := slices.SortedFunc(maps.Keys(p), func(a, b string) int {
		return cmp.Or(cmp.Compare(p[b], p[a]), cmp.Compare(a, b))
	})
	var parts []string
	all, others := 0, 0
	for i, kind := range kinds {
		all += p[kind]
		if i < maxKinds {
			words := kind
			if one, ok := ofOne[kind]; ok && p[kind] == 1 {
				words = one
			}
			parts = append(parts, fmt.Sprintf("%d %s", p[kind], words))
			continue
		}
		others += p[kind]
	}
	if others > 0 {
		parts = append(parts, fmt.Sprintf("%d of other kinds", others))
	}
	files := "files"
	if all == 1 {
		files = "file"
	}
	return fmt.Sprintf("%spassed over %d %s: %s", join, all, files, strings.Join(parts, ", "))
}
