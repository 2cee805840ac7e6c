package paint

import (
	"bytes"
	"fmt"
	"image/jpeg"
)

// Damaged is a file that no engine can read.
type Damaged struct {
	Key         string
	Kind        string // what is wrong: truncated, empty, text, playlist or giant
	ContentType string
	Bytes       []byte
}

// Broken is the nth damaged file; the kinds take turns.
func Broken(n int) Damaged {
	kinds := []func() (kind, ext string, content []byte){
		func() (string, string, []byte) { return "truncated", ".jpg", truncated(n) },
		func() (string, string, []byte) {
			return "text", ".jpg", []byte("Notes of the day: remember the images.\n")
		},
		func() (string, string, []byte) { return "empty", ".jpg", nil },
		func() (string, string, []byte) { return "giant", ".png", giant() },
		func() (string, string, []byte) { return "playlist", ".jpg", []byte(playlist) },
	}
	kind, ext, content := kinds[max(n-1, 0)%len(kinds)]()
	contentType := "image/jpeg"
	if ext == ".png" {
		contentType = "image/png"
	}
	return Damaged{Key: fmt.Sprintf("%s-%04d%s", kind, n, ext), Kind: kind, ContentType: contentType, Bytes: content}
}

// truncated is a JPEG of which the second half is missing.
func truncated(n int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, Picture(n), &jpeg.Options{Quality: quality}); err != nil {
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
