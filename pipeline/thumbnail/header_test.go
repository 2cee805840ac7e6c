package thumbnail_test

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
	"image/png"
	"strings"
	"testing"
	"unicode"

	"inflight/pipeline/thumbnail"
)

// claiming is a PNG whose header claims a size, and of which nothing follows.
func claiming(w, h uint32) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	ihdr = append(ihdr, 8, 2, 0, 0, 0)
	out := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(ihdr))
}

func TestWhatIsNoImageIsRefusedWithAReason(t *testing.T) {
	wrong := claiming(10, 10)
	wrong[len(wrong)-1]++ // its checksum
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"empty":        {nil, "the file is empty"},
		"text":         {[]byte("These are notes."), `not an image: it begins with the text "These are notes."`},
		"playlist":     {[]byte("#EXTM3U\nfile:///etc/passwd\n"), `it begins with the text "#EXTM3U\nfile:///etc/passwd`},
		"long text":    {[]byte(strings.Repeat("äöü", 40)), `it begins with the text "äöü`},
		"escapes":      {[]byte("\x1b[2Jhello"), "it begins with the bytes 1b 5b"},
		"bidi":         {[]byte("\u202egpj.exe"), "it begins with the bytes e2 80 ae"},
		"BM text":      {[]byte("BM is how bitmaps begin"), "it begins with the text"},
		"giant":        {claiming(60000, 60000), "60000x60000 is 3,600 megapixels; the limit is 100"},
		"just too big": {claiming(10001, 10000), "10001x10000 is 100 megapixels; the limit is 100"},
		"header only":  {[]byte("\x89PNG\r\n\x1a\nrubbish"), "the PNG ends too early: it is cut off"},
		"checksum":     {wrong, "the header of this PNG is damaged"},
	} {
		_, err := thumbnail.Inspect(tc.data)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
		for engine, e := range engines(t, thumbnail.Options{}) {
			if _, err := e.Shrink(t.Context(), tc.data); err == nil {
				t.Errorf("%s made a thumbnail of %s", engine, name)
			}
		}
	}
}

func TestTheHeaderSaysWhatAnImageIs(t *testing.T) {
	var transparent bytes.Buffer
	if err := png.Encode(&transparent, fringe(50, 40)); err != nil {
		t.Fatal(err)
	}
	photo := withOrientation(encodeJPEG(t, quarters(30, 20)), 6)
	for name, tc := range map[string]struct {
		data []byte
		want thumbnail.Header
	}{
		"photo":       {photo, thumbnail.Header{Format: "jpeg", Width: 30, Height: 20, Orientation: 6}},
		"nonsense":    {withOrientation(photo, 99), thumbnail.Header{Format: "jpeg", Width: 30, Height: 20, Orientation: 1}},
		"transparent": {transparent.Bytes(), thumbnail.Header{Format: "png", Width: 50, Height: 40, Orientation: 1, Alpha: true}},
	} {
		if got, err := thumbnail.Inspect(tc.data); err != nil || got != tc.want {
			t.Errorf("%s: got %+v, %v; want %+v", name, got, err, tc.want)
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe0"))
	f.Add([]byte("GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"))
	f.Add([]byte("BM\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x28\x00\x00\x00"))
	f.Add([]byte("RIFF\x1a\x00\x00\x00WEBPVP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00"))
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00"))
	f.Add(claiming(60000, 60000))
	f.Fuzz(func(t *testing.T, data []byte) {
		h, err := thumbnail.Inspect(data)
		if err == nil {
			if h.Width*h.Height > thumbnail.MaxPixels || h.Orientation < 1 || h.Orientation > 8 {
				t.Errorf("accepted %+v", h)
			}
			return
		}
		for _, r := range err.Error() {
			if !unicode.IsPrint(r) {
				t.Fatalf("the reason %q has %U in it", err, r)
			}
		}
		if len(err.Error()) > 400 {
			t.Errorf("the reason has %d bytes", len(err.Error()))
		}
	})
}
