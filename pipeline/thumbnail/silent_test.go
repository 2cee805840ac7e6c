package thumbnail_test

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"image"
	"image/gif"
	"image/png"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/image/bmp"

	"inflight/pipeline/thumbnail"
)

// pngWith is a PNG of 8 bits and three colours whose chunk of pixels holds this.
func pngWith(w, h uint32, interlace byte, idat []byte, more ...[]byte) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	out := append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("IHDR", append(ihdr, 8, 2, 0, 0, interlace))...)
	for _, chunk := range more {
		out = append(out, chunk...)
	}
	return append(append(out, pngChunk("IDAT", idat)...), pngChunk("IEND", nil)...)
}

// pngChunk is a chunk with its length and checksum.
func pngChunk(name string, b []byte) []byte {
	out := append(binary.BigEndian.AppendUint32(nil, uint32(len(b))), name...)
	out = append(out, b...)
	return binary.BigEndian.AppendUint32(out, crc32.ChecksumIEEE(out[4:]))
}

// packed is b as zlib packs it.
func packed(t testing.TB, b []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zlib.NewWriter(&out)
	if _, err := z.Write(b); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// rows are those of a PNG of noise.
func rows(w, h int) []byte {
	img := noise(3*w, h)
	var b []byte
	for y := range h {
		b = append(append(b, 0), img.Pix[y*3*w:(y+1)*3*w]...)
	}
	return b
}

// withoutSegments is a JPEG without those segments of its head that drop names.
func withoutSegments(photo []byte, drop func(marker byte, body []byte) bool) []byte {
	out, at := bytes.Clone(photo[:2]), 2
	for {
		marker, n := photo[at+1], int(binary.BigEndian.Uint16(photo[at+2:]))+2
		if !drop(marker, photo[at+4:at+n]) {
			out = append(out, photo[at:at+n]...)
		}
		at += n
		if marker == 0xda {
			return append(out, photo[at:]...)
		}
	}
}

// sized is a JPEG whose frame says another size.
func sized(photo []byte, w, h uint16) []byte {
	photo = bytes.Clone(photo)
	at := bytes.Index(photo, []byte("\xff\xc0"))
	binary.BigEndian.PutUint16(photo[at+5:], h)
	binary.BigEndian.PutUint16(photo[at+7:], w)
	return photo
}

// gifPart is a GIF of which the chain of blocks is whole and short.
func gifPart(t testing.TB, part int, claim uint16) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.Encode(&b, noise(160, 120), nil); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	at := 13 + 3*256
	for data[at] == '!' {
		at += 2
		for data[at] > 0 {
			at += int(data[at]) + 1
		}
		at++
	}
	descriptor := at
	at += 10
	if data[at-1]&0x80 != 0 {
		at += 3 << (data[at-1]&7 + 1)
	}
	at++
	end := at + (len(data)-at)*part/100
	for at < end && data[at] > 0 {
		at += int(data[at]) + 1
	}
	out := append(bytes.Clone(data[:at]), 0, ';')
	if claim > 0 {
		for _, place := range []int{6, 8, descriptor + 5, descriptor + 7} {
			binary.LittleEndian.PutUint16(out[place:], claim)
		}
	}
	return out
}

// webpPart is a WebP whose sizes fit what there is of it.
func webpPart(t testing.TB, file string, part int) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(data, []byte("VP8"))
	n := int(binary.LittleEndian.Uint32(data[at+4:]))
	picture := data[at+8 : at+8+n*part/100&^1]
	return riff(webpChunk(string(data[at:at+4]), picture))
}

// riff is a WebP of these chunks.
func riff(chunks ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(chunks, nil)...)
	return append(binary.LittleEndian.AppendUint32([]byte("RIFF"), uint32(len(body))), body...)
}

// webpChunk is a chunk of a WebP.
func webpChunk(name string, b []byte) []byte {
	out := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(b)))
	return append(append(out, b...), make([]byte, len(b)&1)...)
}

// bmpClaiming is a bitmap that says it is larger.
func bmpClaiming(t testing.TB, size uint32) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := bmp.Encode(&b, scene(50, 40)); err != nil {
		t.Fatal(err)
	}
	data := b.Bytes()
	binary.LittleEndian.PutUint32(data[18:], size)
	binary.LittleEndian.PutUint32(data[22:], size)
	return data
}

// What ffmpeg makes of these is black, gray, green or the half of it, and it says
// nothing.
func TestAPictureOfWhichAPartIsMissingFails(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	photo := encodeJPEG(t, scene(200, 150))
	all := rows(160, 120)
	half := packed(t, all[:len(all)/2])
	cut := packed(t, all)
	cut = cut[:len(cut)/2]
	wrong := pngWith(160, 120, 0, packed(t, all))
	wrong[len(wrong)/2] ^= 0x55
	entropy := bytes.Index(photo, []byte("\xff\xda")) + 14
	oneTable := bytes.Clone(photo)
	tables := bytes.Index(oneTable, []byte("\xff\xdb\x00\x84\x00"))
	oneTable[tables+3] = 67
	oneTable = append(oneTable[:tables+2+67], photo[tables+2+132:]...)
	lossy := webpPart(t, "lossy.webp", 100)
	binary.LittleEndian.PutUint16(lossy[26:], 9999) // its own width and height
	binary.LittleEndian.PutUint16(lossy[28:], 9999)
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"PNG, half of its rows":            {pngWith(160, 120, 0, half), "lacks a part of its picture: 50 % of it is there|not enough pixel data"},
		"PNG, half of its stream":          {pngWith(160, 120, 0, cut), "lacks a part of its picture|not enough pixel data"},
		"PNG, interlaced, half":            {pngWith(160, 120, 1, half), "lacks a part of its picture|cannot be decoded"},
		"PNG, no pixels":                   {pngWith(160, 120, 0, nil), "cannot be decoded"},
		"PNG, 9999x9999 over little":       {pngWith(9999, 9999, 0, packed(t, all[:100])), "PNG"},
		"PNG, a bit turned":                {wrong, "the checksum of its part IDAT is wrong"},
		"JPEG without quantization tables": {withoutSegments(photo, func(m byte, _ []byte) bool { return m == 0xdb }), "lost its quantization tables"},
		"JPEG without those of colour":     {oneTable, "lost its quantization tables"},
		"JPEG, half of its data":           {append(bytes.Clone(photo[:(entropy+len(photo))/2]), 0xff, 0xd9), "JPEG"},
		"JPEG, 9999x9999 over little":      {sized(photo, 9999, 9999), "JPEG"},
		"JPEG, taller than it is":          {sized(photo, 200, 400), "JPEG"},
		"JPEG, no data":                    {append(bytes.Clone(photo[:entropy]), 0xff, 0xd9), "JPEG"},
		"JPEG, no scan":                    {append(bytes.Clone(photo[:entropy-14]), 0xff, 0xd9), "lacks a part: not all of its colours are there"},
		"GIF, half":                        {gifPart(t, 50, 0), "lacks a part of its picture|not enough image data"},
		"GIF, nearly all":                  {gifPart(t, 95, 0), "lacks a part of its picture|not enough image data"},
		"GIF, 9999x9999 over little":       {gifPart(t, 100, 9999), "lacks a part of its picture|not enough image data"},
		"WebP, a fifth":                    {webpPart(t, "lossy.webp", 20), "WebP"},
		"WebP, half":                       {webpPart(t, "lossy.webp", 50), "ends too early|unexpected EOF"},
		"WebP, nearly all":                 {webpPart(t, "lossy.webp", 90), "ends too early|unexpected EOF"},
		"WebP, 9999x9999 over little":      {lossy, "WebP"},
		"WebP of another size":             {riff(webpChunk("VP8X", append(make([]byte, 4), 0x0e, 0x27, 0, 0x0e, 0x27, 0)), webpPart(t, "lossy.webp", 100)[12:]), "says it has 9999x9999 pixels, and its picture has"},
		"lossless WebP, half":              {webpPart(t, "quarters.webp", 50), "WebP"},
		"BMP, 9999x9999 over little":       {bmpClaiming(t, 9999), "ends too early"},
	} {
		for engine, e := range engines(t, thumbnail.Options{}) {
			t.Run(engine+" "+name, func(t *testing.T) {
				_, err := e.Shrink(t.Context(), tc.data)
				if err == nil {
					t.Fatal("it was made")
				}
				for want := range strings.SplitSeq(tc.want, "|") {
					if strings.Contains(err.Error(), want) {
						return
					}
				}
				t.Errorf("got %v, want %q", err, tc.want)
			})
		}
	}
}

// Each is looked through a second time, since its end looks as if it were not there.
func TestAPictureThatEndsBlackIsStillMade(t *testing.T) {
	img := image.NewNRGBA(image.Rect(0, 0, 160, 120))
	for y := range 60 {
		for x := range 160 {
			img.SetNRGBA(x, y, white)
		}
	}
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 255
	}
	var asPNG bytes.Buffer
	if err := png.Encode(&asPNG, img); err != nil {
		t.Fatal(err)
	}
	all := make([]byte, 120*(1+3*160))
	for i := range all[:len(all)/2] {
		if i%(1+3*160) > 0 {
			all[i] = 255
		}
	}
	for name, data := range map[string][]byte{
		"PNG": asPNG.Bytes(), "PNG of noise and black": pngWith(160, 120, 0, packed(t, all)), "JPEG": encodeJPEG(t, img),
		"GIF": gifPart(t, 100, 0), "JPEG without its end": func() []byte { b := encodeJPEG(t, img); return append(b[:len(b)-2], 0xff, 0xd9) }(),
	} {
		for _, e := range engines(t, thumbnail.Options{}) {
			t.Run(e.Name()+" "+name, func(t *testing.T) { shrink(t, e, data) })
		}
	}
}
