package thumbnail

import (
	"os"
	"path/filepath"
	"testing"
	"unicode"
)

// FuzzLook looks through files as the engine ffmpeg does before and after it, without
// the program: nothing in them may make that panic, or take more than it says.
func FuzzLook(f *testing.F) {
	files, err := filepath.Glob(filepath.Join("testdata", "*.*"))
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	for _, data := range lookSeeds {
		f.Add([]byte(data))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		s, err := open(data)
		if err != nil {
			readable(t, err)
			return
		}
		if s.decoded < 0 || s.unfolded < 0 || s.checked < 0 {
			t.Fatalf("it takes %d, %d, %d bytes", s.decoded, s.unfolded, s.checked)
		}
		if s.pixels() > 1<<22 {
			return // it is looked through in the same way, and takes its time
		}
		if s.check != nil {
			if err := s.check(); err != nil {
				readable(t, err)
			}
		}
		if s.unfold != nil {
			if err := s.unfold(); err != nil {
				readable(t, err)
			} else if inner, err := open(s.picture); err != nil || inner.Width != s.Width || inner.Height != s.Height || inner.unfold != nil {
				t.Fatalf("unfolded it is %+v, %v", inner, err)
			} else if err := inner.check(); err != nil {
				t.Fatalf("unfolded it is damaged: %v", err)
			}
		}
		if convert := toSRGB(s.profile); convert != nil {
			t.Log("it has a profile")
		}
		(&ffmpeg{options: Options{Fit: Contain}}).graph(s)
	})
}

// readable tells whether a reason is fit for a terminal.
func readable(t *testing.T, err error) {
	t.Helper()
	for _, r := range err.Error() {
		if !unicode.IsPrint(r) {
			t.Fatalf("the reason %q has %U in it", err, r)
		}
	}
	if len(err.Error()) > 700 {
		t.Errorf("the reason has %d bytes", len(err.Error()))
	}
}

// lookSeeds are the heads of formats that testdata has no file of.
var lookSeeds = map[string]string{
	"tiles":    "II*\x00\x08\x00\x00\x00\x0a\x00\x00\x01\x04\x00\x01\x00\x00\x00\x04\x00\x00\x00\x01\x01\x04\x00\x01\x00\x00\x00\x04\x00\x00\x00\x02\x01\x03\x00\x01\x00\x00\x00\x08\x00\x00\x00\x03\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00\x06\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00\x15\x01\x03\x00\x01\x00\x00\x00\x01\x00\x00\x00\x42\x01\x03\x00\x01\x00\x00\x00\x10\x00\x00\x00\x43\x01\x03\x00\x01\x00\x00\x00\x10\x00\x00\x00\x44\x01\x04\x00\x01\x00\x00\x00\x08\x00\x00\x00\x45\x01\x04\x00\x01\x00\x00\x00\x40\x00\x00\x00\x00\x00\x00\x00",
	"gif":      "GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
	"bmp":      "BM\x00\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00\x04\x00\x00\x00\x04\x00\x00\x00\x01\x00\x08\x00\x01\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x04\x01\x00\x00\x04\x01\x00\x00\x04\x01\x00\x00\x04\x01\x00\x00\x00\x01",
	"png":      "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x02\x00\x00\x00\x90wS\xde",
	"animated": "RIFF\x40\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x12\x00\x00\x00\x00\x00\x00\x00\x00\x00ANMF\x20\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00VP8L\x0d\x00\x00\x00\x2f\x00\x00\x00\x10\x07\x10\x11\x11\x88\x88\xfe\x07\x00",
	"jxl":      "\x00\x00\x00\x0cJXL \r\n\x87\n\x00\x00\x00\x14ftypjxl \x00\x00\x00\x00jxl \x00\x00\x00\x0cjxlc\xff\x0a\xfb\x06",
}
