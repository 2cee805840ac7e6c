package thumbnail

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// sniff tells the format by the first bytes, "" for none that can be read.
func sniff(data []byte) string {
	has := func(prefix string) bool { return bytes.HasPrefix(data, []byte(prefix)) }
	switch {
	case has("\xff\xd8\xff"):
		return "jpeg"
	case has("\x89PNG\r\n\x1a\n"):
		return "png"
	case has("GIF87a"), has("GIF89a"):
		return "gif"
	case has("RIFF") && len(data) >= 12 && string(data[8:12]) == "WEBP":
		return "webp"
	case has("II*\x00"), has("MM\x00*"), has("II+\x00\x08\x00\x00\x00"), has("MM\x00+\x00\x08\x00\x00"):
		return "tiff"
	case isBMP(data):
		return "bmp"
	case has("\xff\x0a"), has("\x00\x00\x00\x0cJXL \r\n\x87\n"):
		return "jxl"
	case brand(data) == "avif", brand(data) == "avis":
		return "avif"
	}
	return ""
}

// isBMP tells a bitmap from a text that begins with BM.
func isBMP(data []byte) bool {
	const fileHeader = 14
	if len(data) < fileHeader+4 || string(data[:2]) != "BM" {
		return false
	}
	size := binary.LittleEndian.Uint32(data[fileHeader:])
	return size >= 12 && size <= 124
}

// brand is what a file of ISO's base media format says it is. One that calls
// itself by the name of the container (mif1) may name an image format after that.
func brand(data []byte) string {
	if len(data) < 16 || string(data[4:8]) != "ftyp" {
		return ""
	}
	size := min(int(binary.BigEndian.Uint32(data)&0xffff), len(data))
	main := string(data[8:12])
	if main != "mif1" && main != "msf1" && main != "miaf" {
		return main
	}
	for at := 16; at+4 <= size; at += 4 {
		switch b := string(data[at : at+4]); b {
		case "avif", "avis", "heic", "heix", "hevc":
			return b
		}
	}
	return main
}

// signatures are what the files begin with that people take for images, or that
// are images, and that cannot be read here.
var signatures = []struct{ begin, name string }{
	{"8BPS\x00\x01", "PSD (Photoshop)"},
	{"8BPS\x00\x02", "PSB (Photoshop)"},
	{"\x00\x00\x00\x0cjP  \r\n\x87\n", "JPEG 2000"},
	{"\xff\x4f\xff\x51", "JPEG 2000"},
	{"II\xbc\x01", "JPEG XR"},
	{"icns", "ICNS (icon)"},
	{"v/1\x01", "OpenEXR"},
	{"#?RADIANCE", "Radiance HDR"},
	{"#?RGBE", "Radiance HDR"},
	{"DDS ", "DDS"},
	{"qoif", "QOI"},
	{"gimp xcf", "XCF (GIMP)"},
	{"FLIF", "FLIF"},
	{"BPG\xfb", "BPG"},
	{"AT&TFORM", "DjVu"},
	{"SDPX", "DPX"},
	{"XPDS", "DPX"},
	{"\x0a\x05\x01\x08", "PCX"},
	{"\xd7\xcd\xc6\x9a", "WMF"},
	{"FUJIFILMCCD-RAW", "RAF (camera raw)"},
	{"IIRO", "ORF (camera raw)"},
	{"IIRS", "ORF (camera raw)"},
	{"IIU\x00", "RW2 (camera raw)"},
	{"FOVb", "X3F (camera raw)"},
	{"%PDF-", "PDF"},
	{"%!PS", "PostScript"},
	{"\x00\x05\x16\x07", "AppleDouble (what macOS keeps beside a file)"},
	{"\x1a\x45\xdf\xa3", "Matroska or WebM (video)"},
	{"PK\x03\x04", "ZIP"},
	{"\x1f\x8b", "gzip"},
	{"\x28\xb5\x2f\xfd", "Zstandard"},
	{"OggS", "Ogg"},
	{"ID3", "MP3"},
	{"fLaC", "FLAC"},
}

// brands are the names of what the base media format holds.
var brands = map[string]string{
	"heic": "HEIC", "heix": "HEIC", "heim": "HEIC", "heis": "HEIC", "hevc": "HEIC (sequence)", "hevx": "HEIC (sequence)",
	"mif1": "HEIF", "msf1": "HEIF (sequence)", "miaf": "HEIF",
	"j2ki": "JPEG 2000 in HEIF", "crx ": "CR3 (camera raw)",
}

// known names a kind of file that cannot be read, "" for one that is not known.
func known(data []byte) string {
	for _, s := range signatures {
		if bytes.HasPrefix(data, []byte(s.begin)) {
			return s.name
		}
	}
	if b := brand(data); b != "" {
		if name, ok := brands[b]; ok {
			return name
		}
		return "MP4 or QuickTime (video)"
	}
	if len(data) >= 12 && string(data[:4]) == "RIFF" {
		return map[string]string{"AVI ": "AVI (video)", "WAVE": "WAV"}[string(data[8:12])]
	}
	if name := icon(data); name != "" {
		return name
	}
	if isNetpbm(data) {
		return "Netpbm"
	}
	if begin := strings.ToLower(string(data[:min(len(data), 512)])); strings.Contains(begin, "<svg") {
		return "SVG"
	}
	return ""
}

// icon names icons, cursors and Targa, whose beginnings are alike.
func icon(data []byte) string {
	if len(data) < 22 || data[0] != 0 {
		return ""
	}
	switch n := binary.LittleEndian.Uint16(data[4:]); {
	case string(data[:4]) == "\x00\x00\x01\x00" && n > 0 && n < 256:
		return "ICO (icon)"
	case string(data[:4]) == "\x00\x00\x02\x00" && n > 0 && n < 256:
		return "CUR (cursor)"
	case data[1] == 0 && (data[2]|8 == 10 || data[2]|8 == 11) && string(data[3:8]) == "\x00\x00\x00\x00\x00" && data[16]%8 == 0 && data[16] <= 32:
		return "Targa"
	}
	return ""
}

// isNetpbm tells a picture of Netpbm from a text that begins with P and a digit.
func isNetpbm(data []byte) bool {
	if len(data) < 4 || data[0] != 'P' || !strings.ContainsRune("1234567fF", rune(data[1])) {
		return false
	}
	rest := bytes.TrimLeft(data[2:min(len(data), 64)], " \t\r\n")
	return len(rest) < min(len(data), 64)-2 && len(rest) > 0 && (rest[0] == '#' || rest[0] >= '0' && rest[0] <= '9' || bytes.HasPrefix(rest, []byte("WIDTH")))
}
