package pipeline_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inflight/pipeline"
)

// folderWith is a folder with files of these names.
func folderWith(t *testing.T, names ...string) string {
	t.Helper()
	dir := t.TempDir()
	for _, name := range names {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(name), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func TestAFolderNamesByKindWhatItPassesOver(t *testing.T) {
	for name, tc := range map[string]struct {
		files []string
		want  string
	}{
		"nothing": {[]string{"a.jpg"}, ""},
		"several": {
			[]string{"a.jpg", "1.txt", "b/2.TXT", "3.mp4", "README", "c.heic", "4.txt", ".profile", "x.a b"},
			"passed over 8 files: 3 .txt, 3 without a known ending, 1 .heic, 1 .mp4",
		},
		"one":          {[]string{"a.jpg", "n.md"}, "passed over 1 file: 1 .md"},
		"many kinds":   {[]string{"a.jpg", "1.a", "1.b", "1.c", "1.d", "1.e", "1.f", "1.g", "1.h"}, "passed over 8 files: 1 .a, 1 .b, 1 .c, 1 .d, 1 .e, 1 .f, 2 of other kinds"},
		"escapes":      {[]string{"a.jpg", "x.\x1b[2J"}, "passed over 1 file: 1 without a known ending"},
		"all endings":  {[]string{"a.jfif", "b.JPE", "c.jpeg", "d.avif", "e.jxl", "f.dib", "g.apng", "h.tif", "i.webp"}, ""},
		"date in name": {[]string{"a.jpg", "backup.2026-11-28 at night"}, "passed over 1 file: 1 without a known ending"},
	} {
		t.Run(name, func(t *testing.T) {
			f, err := pipeline.OpenFolder(folderWith(t, tc.files...), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got := f.PassedOver(); got != tc.want {
				t.Errorf("got %q, want %q", got, tc.want)
			}
		})
	}
}

func TestAFolderWithoutImagesSaysWhatIsThere(t *testing.T) {
	_, err := pipeline.OpenFolder(folderWith(t, "a.heic", "b.heic", "c.txt"), nil)
	if err == nil || !strings.Contains(err.Error(), "no images in") || !strings.HasSuffix(err.Error(), "; passed over 3 files: 2 .heic, 1 .txt") {
		t.Errorf("got %v", err)
	}
}

func TestAJPEGByAnotherEndingIsAJPEG(t *testing.T) {
	f, err := pipeline.OpenFolder(folderWith(t, "a.jfif", "b.jpe", "c.JPG"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range f.Len() {
		img, err := f.Next(t.Context())
		if err != nil || img.ContentType != "image/jpeg" {
			t.Errorf("%s is %q, %v", img.Key, img.ContentType, err)
		}
		if err := img.Body.Close(); err != nil {
			t.Fatal(err)
		}
	}
}
