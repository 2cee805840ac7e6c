package thumbnail_test

import (
	"encoding/binary"
	"fmt"
	"testing"

	"inflight/pipeline/thumbnail"
)

// exif is EXIF with an orientation, in one order of bytes or the other, and as a
// number of a width.
func exif(turn uint16, little bool, kind uint16) string {
	var order binary.AppendByteOrder = binary.BigEndian
	b := []byte("MM\x00*\x00\x00\x00\x08")
	if little {
		order, b = binary.LittleEndian, []byte("II*\x00\x08\x00\x00\x00")
	}
	b = order.AppendUint16(order.AppendUint16(order.AppendUint16(b, 1), 0x112), kind)
	b = order.AppendUint32(b, 1)
	if kind == 4 {
		b = order.AppendUint32(b, uint32(turn))
	} else {
		b = order.AppendUint16(order.AppendUint16(b, turn), 0)
	}
	return string(order.AppendUint32(b, 0))
}

// Several writers put before EXIF what introduces it in a JPEG alone.
func TestTheOrientationIsFoundBehindASecondIntroduction(t *testing.T) {
	webp := webpPart(t, "quarters.webp", 100)
	h, err := thumbnail.Inspect(webp)
	if err != nil {
		t.Fatal(err)
	}
	vp8x := []byte{8, 0, 0, 0, byte(h.Width - 1), byte((h.Width - 1) >> 8), 0, byte(h.Height - 1), byte((h.Height - 1) >> 8), 0}
	photo := encodeJPEG(t, quarters(160, 120))
	img := quarters(160, 120)
	var raw []byte
	for y := range 120 {
		raw = append(raw, 0)
		for x := range 160 {
			c := img.NRGBAAt(x, y)
			raw = append(raw, c.R, c.G, c.B)
		}
	}
	files := map[string]func(exif string) []byte{
		"WebP": func(exif string) []byte {
			return riff(webpChunk("VP8X", vp8x), webp[12:], webpChunk("EXIF", []byte(exif)))
		},
		"PNG": func(exif string) []byte {
			return pngWith(160, 120, 0, packed(t, raw), pngChunk("eXIf", []byte(exif)))
		},
		"JPEG": func(exif string) []byte {
			body := "Exif\x00\x00" + exif
			out := append([]byte("\xff\xd8\xff\xe1"), byte((len(body)+2)>>8), byte(len(body)+2))
			return append(append(out, body...), photo[2:]...)
		},
	}
	for _, e := range engines(t, thumbnail.Options{Fit: thumbnail.Stretch}) {
		for format, file := range files {
			for _, prefix := range []string{"", "Exif\x00\x00"} {
				for _, little := range []bool{true, false} {
					for _, kind := range []uint16{3, 4} {
						t.Run(fmt.Sprintf("%s %s %q %t %d", e.Name(), format, prefix, little, kind), func(t *testing.T) {
							got := shrink(t, e, file(prefix+exif(6, little, kind)))
							if !near(got, 8, 8, blue) || !near(got, 56, 8, red) || !near(got, 56, 56, green) {
								t.Errorf("it stands as %v %v %v", got.At(8, 8), got.At(56, 8), got.At(56, 56))
							}
						})
					}
				}
			}
			for name, nonsense := range map[string]string{
				"cut off": exif(6, true, 3)[:15], "junk": "Exif\x00\x00junk", "empty": "", "0": exif(0, true, 3), "9": exif(9, false, 3),
			} {
				if got := shrink(t, e, file(nonsense)); !near(got, 8, 8, red) {
					t.Errorf("%s, %s: EXIF that is %s turned it: %v", e.Name(), format, name, got.At(8, 8))
				}
			}
		}
	}
}
