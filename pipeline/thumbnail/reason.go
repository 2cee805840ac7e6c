package thumbnail

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxReason is how many characters of somebody else's words are kept.
const maxReason = 160

// notAnImage says what a file is that cannot be read, by its name or else by what
// it begins with.
func notAnImage(data []byte) error {
	if name := known(data); name != "" {
		return notSupported(name)
	}
	start := data[:min(len(data), 40)]
	if len(data) > len(start) {
		for cut := 0; cut < utf8.UTFMax-1 && !utf8.Valid(start); cut++ {
			start = start[:len(start)-1] // a character cut in two
		}
	}
	strange := func(r rune) bool { return !unicode.IsPrint(r) && !strings.ContainsRune("\n\r\t", r) }
	if utf8.Valid(start) && !bytes.ContainsFunc(start, strange) {
		return fmt.Errorf("not an image: it begins with the text %s", strconv.QuoteToGraphic(string(start)))
	}
	return fmt.Errorf("not an image of a kind known here: it begins with the bytes % x", data[:min(len(data), 8)])
}

// notSupported is the reason for an image of a kind that cannot be read here.
func notSupported(name string) error {
	return fmt.Errorf("not supported: this is %s; JPEG, PNG, WebP, GIF, TIFF and BMP are, and with ffmpeg AVIF and JPEG XL", article(name))
}

// article puts a or an before a name that has neither.
func article(name string) string {
	switch {
	case strings.HasPrefix(name, "a ") || strings.HasPrefix(name, "an "):
		return name
	case strings.ContainsRune("AEIOaeio", rune(name[0])) || strings.HasPrefix(name, "XCF") || strings.HasPrefix(name, "RAF") ||
		strings.HasPrefix(name, "RW2") || strings.HasPrefix(name, "MP") || strings.HasPrefix(name, "X3F") || strings.HasPrefix(name, "SVG") || strings.HasPrefix(name, "FL"):
		return "an " + name
	}
	return "a " + name
}

// damaged is the reason why an image could not be decoded: that the file has no
// end, or else what the decoder says of it.
func (s *source) damaged(says string) error {
	if !s.whole {
		return s.cutOff()
	}
	return s.undecodable(says)
}

// undecodable is the reason for a file whose end is there, or does not matter.
func (h Header) undecodable(says string) error {
	return fmt.Errorf("the %s cannot be decoded: %s", h.kind(), oneLine(says))
}

// cutOff is the reason for a file that lacks its end.
func (h Header) cutOff() error { return fmt.Errorf("the %s ends too early: it is cut off", h.kind()) }

// missing is the reason for a file that has an end, but not all that should be
// before it.
func (h Header) missing(n, of int64) error {
	return fmt.Errorf("the %s lacks a part of its picture: %d %% of it is there", h.kind(), 100*n/max(of, 1))
}

// kind is the name of the format as people write it.
func (h Header) kind() string {
	switch h.Format {
	case "webp":
		return "WebP"
	case "jxl":
		return "JPEG XL"
	}
	return strings.ToUpper(h.Format)
}

// megapixels is how many an image has, rounded.
func megapixels(w, h int) string {
	const million = 1_000_000
	return thousands(int64((float64(w)*float64(h) + million/2) / million))
}

// thousands writes a number with commas.
func thousands(n int64) string {
	s := strconv.FormatInt(n, 10)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// oneLine makes somebody else's words fit for a reason: one line, not long, and
// nothing in it that a terminal would obey.
func oneLine(words string) string {
	words = strings.Join(strings.Fields(strings.ToValidUTF8(words, "?")), " ")
	words = strings.Map(func(r rune) rune {
		if !unicode.IsPrint(r) {
			return '?'
		}
		return r
	}, words)
	if runes := []rune(words); len(runes) > maxReason { // the cause stands at the end
		return string(runes[:maxReason/3]) + "…" + string(runes[len(runes)-maxReason*2/3+1:])
	}
	return words
}
