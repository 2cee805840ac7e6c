package theme

import (
	"hash/fnv"
	"strings"

	"inflight/pipeline"
)

// imageIndex is the place of an image's colour in the list: always the same for
// the same image. Images are often numbered, and those that are to be seen at
// one time then follow one another; so a number at the end of the name decides
// where there is one, and no two of sixteen in a row look alike.
func imageIndex(identity string) int {
	if n, ok := number(pipeline.ShortName(identity)); ok {
		return n
	}
	h := fnv.New32a()
	h.Write([]byte(identity))
	return int(h.Sum32() % imageColours)
}

// number is the number at the end of a name, modulo imageColours. That of a size,
// as in 1920x1080, is none.
func number(name string) (n int, ok bool) {
	rest := strings.TrimRight(name, "0123456789")
	if rest == name || strings.HasSuffix(rest, "x") {
		return 0, false
	}
	for _, digit := range name[len(rest):] {
		n = (n*10 + int(digit-'0')) % imageColours
	}
	return n, true
}
