package thumbnail

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxReason is how many characters of somebody else's words are kept.
const maxReason = 160

// notAnImage says what a file that is no image begins with.
func notAnImage(data []byte) error {
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

// damaged is the reason why an image could not be decoded: that the file has no
// end, or else what the decoder says of it.
func (h Header) damaged(data []byte, says string) error {
	switch {
	case !h.complete(data):
		return h.cutOff()
	case h.Format == "webp" && bytes.Contains(data[:min(len(data), 64)], []byte("ANIM")):
		return errors.New("this WebP is animated; only still ones can be read")
	}
	return fmt.Errorf("the %s cannot be decoded: %s", h.kind(), oneLine(says))
}

// cutOff is the reason for a file that lacks its end.
func (h Header) cutOff() error { return fmt.Errorf("the %s ends too early: it is cut off", h.kind()) }

// complete tells whether a file has the end that its format asks for. Of one
// that could be decoded that does not matter.
func (h Header) complete(data []byte) bool {
	tail := bytes.TrimRight(data[max(len(data)-64, 0):], "\x00")
	switch h.Format {
	case "jpeg":
		return bytes.Contains(tail, []byte("\xff\xd9"))
	case "png":
		return bytes.Contains(tail, []byte("IEND"))
	case "gif":
		return gifFrame(data)
	case "webp": // sniff has seen 12 bytes
		return int64(binary.LittleEndian.Uint32(data[4:]))+8 <= int64(len(data))
	case "bmp": // sniff has seen 18 bytes
		return int64(binary.LittleEndian.Uint32(data[2:])) <= int64(len(data))
	}
	return true
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
