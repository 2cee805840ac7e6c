package consume

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// pngEnd is the last chunk of every PNG, with its length and checksum.
var pngEnd = []byte{0, 0, 0, 0, 'I', 'E', 'N', 'D', 0xae, 0x42, 0x60, 0x82}

// stamped is the PNG with a text chunk that says of which upload it was made. So
// thumbnails of two uploads that look the same differ in their entity tag, and a
// write under If-Match cannot take the one for the other. What is no PNG stays as
// it is.
// https://www.w3.org/TR/png-3/#11tEXt
func stamped(png []byte, v version) []byte {
	if !bytes.HasSuffix(png, pngEnd) {
		return png
	}
	text := append([]byte("tEXtSource\x00"), v.tag()...)
	if !v.at.IsZero() {
		text = v.at.AppendFormat(append(text, ' '), "2006-01-02T15:04:05.999999999Z07:00")
	}
	body := png[:len(png)-len(pngEnd)]
	chunk := binary.BigEndian.AppendUint32(nil, uint32(len(text)-4))
	chunk = append(chunk, text...)
	chunk = binary.BigEndian.AppendUint32(chunk, crc32.ChecksumIEEE(text))
	return slices.Concat(body, chunk, pngEnd)
}
