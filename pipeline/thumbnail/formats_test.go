package thumbnail_test

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inflight/pipeline/thumbnail"
)

// ffmpegEngine is the engine of that name. Without the program the test is skipped,
// and says so.
func ffmpegEngine(t *testing.T, o thumbnail.Options) thumbnail.Engine {
	t.Helper()
	e, ok := engines(t, o)["ffmpeg"]
	if !ok {
		t.Skip("ffmpeg is not on the PATH: what it alone reads is not tested")
	}
	return e
}

// inQuarters tells whether the four quarters have their colours.
func inQuarters(t *testing.T, img image.Image, want [4]color.NRGBA) {
	t.Helper()
	for i, at := range [4]image.Point{{10, 10}, {54, 10}, {10, 54}, {54, 54}} {
		if !near(img, at.X, at.Y, want[i]) {
			t.Errorf("at %v it is %v, want %v", at, img.At(at.X, at.Y), want[i])
		}
	}
}

var asStored = [4]color.NRGBA{red, green, blue, white}

// bitmap is a BMP with the quarters, by its kind. Its rows go from the bottom up.
func bitmap(kind string, w, h int) []byte {
	palette := [4]color.NRGBA{red, green, blue, white}
	index := func(x, y int) byte {
		return byte(x/((w+1)/2) | y/((h+1)/2)<<1)
	}
	le := binary.LittleEndian
	depth, compression, colors := map[string]int{"RLE8": 8, "RLE4": 4, "RGB565": 16, "RGB555": 16, "OS/2": 4, "OS/2 version 2": 8}[kind], 0, 4
	var pixels []byte
	for y := h - 1; y >= 0; y-- {
		var row []byte
		switch kind {
		case "RLE8", "RLE4":
			compression = 1
			if kind == "RLE4" {
				compression = 2
			}
			for x := 0; x < w; {
				n := 1
				for x+n < w && n < 255 && index(x+n, y) == index(x, y) {
					n++
				}
				v := index(x, y)
				if kind == "RLE4" {
					v |= v << 4
				}
				row = append(row, byte(n), v)
				x += n
			}
			pixels = append(append(pixels, row...), 0, 0)
			continue
		case "RGB565", "RGB555":
			compression = 3
			for x := range w {
				c := palette[index(x, y)]
				v := uint16(c.R>>3)<<11 | uint16(c.G>>2)<<5 | uint16(c.B>>3)
				if kind == "RGB555" {
					v = uint16(c.R>>3)<<10 | uint16(c.G>>3)<<5 | uint16(c.B>>3)
				}
				row = le.AppendUint16(row, v)
			}
		case "OS/2":
			colors = 16
			for x := 0; x < w; x += 2 {
				v := index(x, y) << 4
				if x+1 < w {
					v |= index(x+1, y)
				}
				row = append(row, v)
			}
		default:
			for x := range w {
				row = append(row, index(x, y))
			}
		}
		for len(row)%4 > 0 {
			row = append(row, 0)
		}
		pixels = append(pixels, row...)
	}
	if compression == 1 || compression == 2 {
		pixels = append(pixels, 0, 1)
	}
	size := map[string]int{"OS/2": 12, "OS/2 version 2": 64}[kind]
	if size == 0 {
		size = 40
	}
	head := le.AppendUint32(nil, uint32(size))
	if size == 12 {
		head = le.AppendUint16(le.AppendUint16(head, uint16(w)), uint16(h))
		head = le.AppendUint16(le.AppendUint16(head, 1), uint16(depth))
	} else {
		head = le.AppendUint32(le.AppendUint32(head, uint32(w)), uint32(h))
		head = le.AppendUint16(le.AppendUint16(head, 1), uint16(depth))
		head = le.AppendUint32(le.AppendUint32(head, uint32(compression)), uint32(len(pixels)))
		head = append(head, make([]byte, size-len(head))...)
		if depth <= 8 {
			le.PutUint32(head[32:], uint32(colors))
		}
	}
	switch kind {
	case "RGB565":
		head = le.AppendUint32(le.AppendUint32(le.AppendUint32(head, 0xf800), 0x07e0), 0x001f)
	case "RGB555":
		head = le.AppendUint32(le.AppendUint32(le.AppendUint32(head, 0x7c00), 0x03e0), 0x001f)
	default:
		for i := range colors {
			c := palette[i%4]
			head = append(head, c.B, c.G, c.R)
			if size != 12 {
				head = append(head, 0)
			}
		}
	}
	out := le.AppendUint32([]byte("BM"), uint32(14+len(head)+len(pixels)))
	out = le.AppendUint32(append(out, 0, 0, 0, 0), uint32(14+len(head)))
	return append(append(out, head...), pixels...)
}

func TestABMPThatFFmpegReadsIsMade(t *testing.T) {
	for _, kind := range []string{"RLE8", "RLE4", "RGB565", "RGB555", "OS/2", "OS/2 version 2"} {
		t.Run(kind, func(t *testing.T) {
			data := bitmap(kind, 101, 67)
			e := ffmpegEngine(t, thumbnail.Options{Fit: thumbnail.Stretch})
			inQuarters(t, shrink(t, e, data), asStored)
			if _, err := e.Shrink(t.Context(), data[:len(data)*2/3]); err == nil || !strings.Contains(err.Error(), "BMP") {
				t.Errorf("two thirds of it: %v", err)
			}
			builtin := engines(t, thumbnail.Options{})["builtin"]
			if _, err := builtin.Shrink(t.Context(), data); err != nil && !strings.Contains(err.Error(), "which the builtin engine cannot read; ffmpeg can") {
				t.Errorf("builtin: %v", err)
			}
		})
	}
}

// animated is a WebP of two frames of which the first is the file's, at a place.
func animated(t testing.TB, file string, canvas, at image.Point, alpha []byte) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", file))
	if err != nil {
		t.Fatal(err)
	}
	h, err := thumbnail.Inspect(data)
	if err != nil {
		t.Fatal(err)
	}
	three := func(b []byte, v int) []byte { return append(b, byte(v), byte(v>>8), byte(v>>16)) }
	vp8x := three(three([]byte{0x12, 0, 0, 0}, canvas.X-1), canvas.Y-1)
	picture := data[bytes.Index(data, []byte("VP8")):]
	frame := three(three(three(three(nil, at.X/2), at.Y/2), h.Width-1), h.Height-1)
	frame = append(three(frame, 100), 0)
	frame = append(append(frame, alpha...), picture...)
	return riff(webpChunk("VP8X", vp8x), webpChunk("ANIM", make([]byte, 6)), webpChunk("ANMF", frame), webpChunk("ANMF", frame))
}

func TestAnAnimatedWebPIsMadeOfItsFirstFrame(t *testing.T) {
	still, err := os.ReadFile(filepath.Join("testdata", "quarters.webp"))
	if err != nil {
		t.Fatal(err)
	}
	h, err := thumbnail.Inspect(still)
	if err != nil {
		t.Fatal(err)
	}
	size := image.Pt(h.Width, h.Height)
	for name, e := range engines(t, thumbnail.Options{Fit: thumbnail.Stretch}) {
		t.Run(name+", all of the canvas", func(t *testing.T) {
			inQuarters(t, shrink(t, e, animated(t, "quarters.webp", size, image.Point{}, nil)), asStored)
		})
		t.Run(name+", a part of the canvas", func(t *testing.T) {
			got := shrink(t, e, animated(t, "quarters.webp", size.Mul(2), size, nil))
			inQuarters(t, got, [4]color.NRGBA{through, through, through, white})
			if !near(got, 40, 40, red) {
				t.Errorf("the frame begins with %v", got.At(40, 40))
			}
		})
		t.Run(name+", lossy", func(t *testing.T) {
			h, err := thumbnail.Inspect(webpPart(t, "lossy.webp", 100))
			if err != nil {
				t.Fatal(err)
			}
			data := animated(t, "lossy.webp", image.Pt(h.Width, h.Height), image.Point{}, nil)
			if d := difference(shrink(t, e, data), shrink(t, e, webpPart(t, "lossy.webp", 100))); d != 0 {
				t.Errorf("it differs from the still one by %.1f %%", 100*d)
			}
			hidden := make([]byte, 1+h.Width*h.Height) // not compressed: all of it is see-through
			got := shrink(t, e, animated(t, "lossy.webp", image.Pt(h.Width, h.Height), image.Point{}, webpChunk("ALPH", hidden)))
			if !near(got, 32, 32, through) {
				t.Errorf("its alpha is lost: %v", got.At(32, 32))
			}
		})
		for part, want := range map[string][]byte{
			"is cut off within it":  animated(t, "quarters.webp", size, image.Point{}, nil)[:120],
			"does not fit":          animated(t, "quarters.webp", size, image.Pt(2, 2), nil),
			"is within a frame":     riff(webpChunk("VP8X", make([]byte, 10)), webpChunk("ANMF", append(make([]byte, 16), webpChunk("ANMF", make([]byte, 16))...))),
			"has nothing in it":     riff(webpChunk("VP8X", make([]byte, 10)), webpChunk("ANMF", make([]byte, 16))),
			"is of some other size": bytes.Replace(animated(t, "quarters.webp", size, image.Point{}, nil), []byte{byte(size.X - 1), 0, 0, byte(size.Y - 1), 0, 0, 100}, []byte{byte(size.X - 3), 0, 0, byte(size.Y - 1), 0, 0, 100}, 1),
		} {
			if _, err := e.Shrink(t.Context(), want); err == nil || !strings.Contains(err.Error(), "WebP") {
				t.Errorf("%s: a frame that %s: %v", name, part, err)
			}
		}
	}
}

// avif is an AVIF with the picture of a file, and with these properties of it.
func avif(t testing.TB, kind string, properties ...string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata", "quarters.avif"))
	if err != nil {
		t.Fatal(err)
	}
	picture := data[bytes.Index(data, []byte("mdat"))+4:]
	be := binary.BigEndian
	box := func(name string, parts ...string) string {
		body := strings.Join(parts, "")
		return string(be.AppendUint32(nil, uint32(len(body)+8))) + name + body
	}
	of := ""
	for i := range properties {
		of += string(rune(i + 1))
	}
	meta := func(at int) string {
		return box("meta", "\x00\x00\x00\x00", box("hdlr", "\x00\x00\x00\x00\x00\x00\x00\x00pict", strings.Repeat("\x00", 13)), box("pitm", "\x00\x00\x00\x00\x00\x01"),
			box("iloc", "\x00\x00\x00\x00\x44\x00\x00\x01\x00\x01\x00\x00\x00\x01", string(be.AppendUint32(be.AppendUint32(nil, uint32(at)), uint32(len(picture))))),
			box("iinf", "\x00\x00\x00\x00\x00\x01", box("infe", "\x02\x00\x00\x00\x00\x01\x00\x00", kind, "\x00")),
			box("iprp", box("ipco", properties...), box("ipma", "\x00\x00\x00\x00\x00\x00\x00\x01\x00\x01", string(rune(len(properties))), of)))
	}
	head := box("ftyp", "avif\x00\x00\x00\x00mif1")
	return []byte(head + meta(len(head)+len(meta(0))+8) + box("mdat", string(picture)))
}

// property is a property of an AVIF.
func property(name string, body ...byte) string {
	return string(binary.BigEndian.AppendUint32(nil, uint32(len(body)+8))) + name + string(body)
}

func TestAnAVIFIsMadeAsItStands(t *testing.T) {
	e := ffmpegEngine(t, thumbnail.Options{Fit: thumbnail.Stretch})
	ispe := property("ispe", 0, 0, 0, 0, 0, 0, 0, 160, 0, 0, 0, 120)
	irot := func(n byte) string { return property("irot", n) }
	imir := func(n byte) string { return property("imir", n) }
	for name, tc := range map[string]struct {
		properties []string
		want       [4]color.NRGBA
	}{
		"as stored":                      {nil, asStored},
		"a quarter to the left":          {[]string{irot(1)}, [4]color.NRGBA{green, white, red, blue}},
		"upside down":                    {[]string{irot(2)}, [4]color.NRGBA{white, blue, green, red}},
		"a quarter to the right":         {[]string{irot(3)}, [4]color.NRGBA{blue, red, white, green}},
		"top and bottom changed":         {[]string{imir(0)}, [4]color.NRGBA{blue, white, red, green}},
		"sides changed":                  {[]string{imir(1)}, [4]color.NRGBA{green, red, white, blue}},
		"to the left, then top, bottom":  {[]string{irot(1), imir(0)}, [4]color.NRGBA{red, blue, green, white}},
		"to the left, then the sides":    {[]string{irot(1), imir(1)}, [4]color.NRGBA{white, green, blue, red}},
		"over, then top, bottom":         {[]string{irot(2), imir(0)}, [4]color.NRGBA{green, red, white, blue}},
		"over, then the sides":           {[]string{irot(2), imir(1)}, [4]color.NRGBA{blue, white, red, green}},
		"to the right, then top, bottom": {[]string{irot(3), imir(0)}, [4]color.NRGBA{white, green, blue, red}},
		"to the right, then the sides":   {[]string{irot(3), imir(1)}, [4]color.NRGBA{red, blue, green, white}},
	} {
		t.Run(name, func(t *testing.T) {
			inQuarters(t, shrink(t, e, avif(t, "av01", append([]string{ispe}, tc.properties...)...)), tc.want)
		})
	}
	file, err := os.ReadFile(filepath.Join("testdata", "quarters.avif"))
	if err != nil {
		t.Fatal(err)
	}
	inQuarters(t, shrink(t, e, file), asStored)
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"a grid":            {avif(t, "grid", ispe), "not supported: this is an AVIF that is put together from several pictures"},
		"HEVC in it":        {avif(t, "hvc1", ispe), "not supported: this is an AVIF whose picture is of the kind hvc1"},
		"see-through":       {avif(t, "av01", ispe, property("auxC", []byte("\x00\x00\x00\x00urn:mpeg:mpegB:cicp:systems:auxiliary:alpha\x00")...)), "not supported: this is an AVIF that is see-through"},
		"to be cut":         {avif(t, "av01", ispe, property("clap", make([]byte, 32)...)), "not supported: this is an AVIF that is to be cut to size"},
		"another size":      {avif(t, "av01", property("ispe", 0, 0, 0, 0, 0, 0, 1, 160, 0, 0, 0, 120)), "its picture has not the 416x120 pixels that its header says"},
		"a giant":           {avif(t, "av01", property("ispe", 0, 0, 0, 0, 0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60)), "60000x60000 is 3,600 megapixels"},
		"no size":           {avif(t, "av01"), "this AVIF says it has 0x0 pixels"},
		"its head":          {file[:60], "the AVIF ends too early"},
		"most of it":        {file[:len(file)-20], "the AVIF ends too early"},
		"nothing behind it": {file[:16], "the AVIF ends too early"},
	} {
		if _, err := e.Shrink(t.Context(), tc.data); err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want %q", name, err, tc.want)
		}
	}
}

func TestAJPEGXLIsMade(t *testing.T) {
	e := ffmpegEngine(t, thumbnail.Options{Fit: thumbnail.Stretch})
	bare, err := os.ReadFile(filepath.Join("testdata", "quarters.jxl"))
	if err != nil {
		t.Fatal(err)
	}
	box := func(name string, b []byte) []byte {
		return append(append(binary.BigEndian.AppendUint32(nil, uint32(len(b)+8)), name...), b...)
	}
	head := append([]byte("\x00\x00\x00\x0cJXL \r\n\x87\n"), box("ftyp", []byte("jxl \x00\x00\x00\x00jxl "))...)
	half := len(bare) / 2
	parts := append(box("jxlp", append([]byte{0, 0, 0, 0}, bare[:half]...)), box("jxlp", append([]byte{0x80, 0, 0, 1}, bare[half:]...))...)
	for name, data := range map[string][]byte{
		"bare": bare, "in a box": append(bytes.Clone(head), box("jxlc", bare)...), "in parts": append(bytes.Clone(head), parts...),
	} {
		t.Run(name, func(t *testing.T) {
			h, err := thumbnail.Inspect(data)
			if err != nil || h.Width != 160 || h.Height != 120 {
				t.Fatalf("%+v, %v", h, err)
			}
			inQuarters(t, shrink(t, e, data), asStored)
			for _, part := range []int{5, 50, 90} {
				if _, err := e.Shrink(t.Context(), data[:len(data)*part/100]); err == nil || !strings.Contains(err.Error(), "JPEG XL") {
					t.Errorf("%d %% of it: %v", part, err)
				}
			}
		})
	}
}

func TestTheBuiltinEngineSaysWhatFFmpegAloneReads(t *testing.T) {
	e := engines(t, thumbnail.Options{})["builtin"]
	for _, file := range []string{"quarters.avif", "quarters.jxl"} {
		data, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := e.Shrink(t.Context(), data); err == nil || !strings.HasSuffix(err.Error(), ", which the builtin engine cannot read; ffmpeg can") {
			t.Errorf("%s: %v", file, err)
		}
	}
}

func TestWhatIsNotSupportedIsCalledSoByItsName(t *testing.T) {
	ftyp := func(brand, more string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(16+len(more)))) + "ftyp" + brand + "\x00\x00\x00\x00" + more
	}
	for begin, want := range map[string]string{
		ftyp("heic", "mif1heic"):              "this is a HEIC;",
		ftyp("mif1", "mif1heic"):              "this is a HEIC;",
		ftyp("mif1", "miafMiHE"):              "this is a HEIF;",
		ftyp("isom", "isomiso2"):              "this is an MP4 or QuickTime (video);",
		ftyp("crx ", "isom"):                  "this is a CR3 (camera raw);",
		"8BPS\x00\x01":                        "this is a PSD (Photoshop);",
		"\x00\x00\x00\x0cjP  \r\n\x87\n":      "this is a JPEG 2000;",
		"\xff\x4f\xff\x51\x00\x2f":            "this is a JPEG 2000;",
		"v/1\x01\x02\x00\x00\x00":             "this is an OpenEXR;",
		"%PDF-1.7\n":                          "this is a PDF;",
		"<?xml version=\"1.0\"?>\n<svg xmlns": "this is an SVG;",
		"P6\n640 480\n255\n\x00\x00\x00":      "this is a Netpbm;",
		"qoif\x00\x00\x02\x80":                "this is a QOI;",
		"RIFF\x00\x10\x00\x00AVI LIST":        "this is an AVI (video);",
		"\x00\x00\x01\x00\x01\x00\x10\x10\x00\x00\x01\x00\x20\x00\x68\x04\x00\x00\x16\x00\x00\x00":                                  "this is an ICO (icon);",
		"\x00\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x40\x01\xf0\x00\x18\x00\x00\x00\x00\x00":                                  "this is a Targa;",
		"II*\x00\x10\x00\x00\x00CR\x02\x00\x00\x00\x00\x00\x01\x00\x00\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00\x00\x00\x00\x00": "this is a CR2 (camera raw);",
		"\x00\x05\x16\x07\x00\x02\x00\x00Mac OS X":                                                                                  "this is an AppleDouble (what macOS keeps beside a file);",
		"gimp xcf v011\x00":        "this is an XCF (GIMP);",
		"\x1a\x45\xdf\xa3\x01\x00": "this is a Matroska or WebM (video);",
		"PK\x03\x04\x14\x00":       "this is a ZIP;",
	} {
		_, err := thumbnail.Inspect([]byte(begin))
		if err == nil || !strings.Contains(err.Error(), "not supported: "+want) {
			t.Errorf("%.12q: %v, want %q", begin, err, want)
		}
	}
	for begin, want := range map[string]string{
		"P6 is where we meet":           "begins with the text",
		"P is a letter, and P1 as well": "begins with the text",
		"GIF is a format":               "begins with the text",
		"\x00\x01\x02\x03\x04\x05":      "begins with the bytes 00 01 02",
	} {
		if _, err := thumbnail.Inspect([]byte(begin)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", begin, err, want)
		}
	}
}

func TestAKindOfTIFFOrJPEGThatIsNotSupportedIsCalledSo(t *testing.T) {
	img := quarters(40, 30)
	photo := encodeJPEG(t, img)
	frame := func(marker byte) []byte {
		return bytes.Replace(photo, []byte("\xff\xc0"), []byte{0xff, marker}, 1)
	}
	deep := bytes.Clone(photo)
	deep[bytes.Index(deep, []byte("\xff\xc0"))+4] = 12
	for name, tc := range map[string]struct {
		data []byte
		want string
	}{
		"arithmetic":  {frame(0xc9), "this JPEG is compressed by arithmetic coding, which is not supported"},
		"JPEG-LS":     {frame(0xf7), "this JPEG is a JPEG-LS, which is not supported"},
		"12 bits":     {deep, "this JPEG has 12 bits a sample, which is not supported"},
		"Zstandard":   {writeTIFF(t, img, tiffKind{photometric: 2, bits: 8, samples: 3, compression: 50000}), "this TIFF is compressed by Zstandard, which is not supported"},
		"WebP":        {writeTIFF(t, img, tiffKind{photometric: 2, bits: 8, samples: 3, compression: 50001}), "this TIFF is compressed by WebP, which is not supported"},
		"L*a*b*":      {writeTIFF(t, img, tiffKind{photometric: 8, bits: 8, samples: 1}), "this TIFF has the colours of CIE L*a*b*, which is not supported"},
		"JPEG in BMP": {func() []byte { b := bitmap("RLE8", 10, 10); b[30] = 4; return b }(), "this BMP has a JPEG in it, which is not supported"},
		"CgBI":        {append([]byte("\x89PNG\r\n\x1a\n"), pngChunk("CgBI", []byte{0x50, 0, 0x20, 2})...), "not supported: this is a PNG as Xcode packs it"},
	} {
		for _, e := range engines(t, thumbnail.Options{}) {
			if _, err := e.Shrink(t.Context(), tc.data); err == nil || !strings.Contains(err.Error(), tc.want) {
				t.Errorf("%s by %s: %v, want %q", name, e.Name(), err, tc.want)
			}
		}
	}
}
