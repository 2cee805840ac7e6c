package paint

import (
	"bytes"
	"fmt"
)

// Damaged is a file that no engine can read.
type Damaged struct {
	Key         string
	Kind        string // what is wrong: truncated, empty, text, playlist or giant
	ContentType string
	Bytes       []byte
}

// Broken is the nth damaged file, from 1 on; the kinds take turns. The same
// number always gives the same file.
func Broken(n int) Damaged {
	d := Damaged{ContentType: "image/jpeg"}
	extension := ".jpg"
	switch max(n-1, 0) % 5 {
	case 0:
		d.Kind, d.Bytes = "truncated", truncated(n)
	case 1:
		d.Kind, d.Bytes = "text", []byte("Notes of the day: remember the images.\n")
	case 2:
		d.Kind = "empty"
	case 3:
		d.Kind, d.Bytes, d.ContentType, extension = "giant", giant(), "image/png", ".png"
	case 4:
		d.Kind, d.Bytes = "playlist", []byte(playlist)
	}
	d.Key = fmt.Sprintf("%s-%04d%s", d.Kind, n, extension)
	return d
}

// truncated is a JPEG of which the second half is missing.
func truncated(n int) []byte {
	var b bytes.Buffer
	if err := Image(n).Encode(&b); err != nil {
		return nil // writing to memory does not fail
	}
	return b.Bytes()[:b.Len()/2]
}

// playlist would make a careless ffmpeg read a file of the machine.
const playlist = "#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"

// giant is a PNG that claims 60000x60000 pixels and has none.
func giant() []byte {
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", []byte{0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 2, 0, 0, 0})...)
}
