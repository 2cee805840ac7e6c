//go:build unix

package thumbnail_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"inflight/pipeline/thumbnail"
)

func TestTheReasonIsTheLineOfFFmpegThatMattered(t *testing.T) {
	const end = "Error while decoding stream #0:0: Invalid data found when processing input\nConversion failed!\n"
	for name, tc := range map[string]struct{ said, want string }{
		"metadata first": {
			"[mjpeg @ 0x55d0] unable to decode APP fields: Invalid data found when processing input\n[mjpeg @ 0x55d0] error y=14 x=39\n" + end,
			"ffmpeg says: error y=14 x=39",
		},
		"a warning, then the cause": {
			"[swscaler @ 0x1] deprecated pixel format used\n[png @ 0x2] inflate returned error -3\n" + end, "ffmpeg says: inflate returned error -3",
		},
		"two names before it":  {"[vist#0:0/mjpeg @ 0x1] [dec:mjpeg @ 0x2] bad vlc: 0:0\n[vist#0:0/mjpeg @ 0x1] Decoding error: Invalid data found when processing input\n", "ffmpeg says: bad vlc: 0:0"},
		"what filters print":   {"[jpeg @ 0x1] overread 8\nframe:0    pts:0       pts_time:0\nlavfi.signalstats.YMIN=16\nlavfi.signalstats.YMAX=16\n", "ffmpeg says: overread 8"},
		"nothing but the end":  {end, "ffmpeg found no picture in it"},
		"nothing":              {"", "ffmpeg gave up without a word: exit status 1"},
		"another size":         {"[Parsed_crop_0 @ 0x1] Invalid too big or non positive size for width '161' or height '120'\n" + end, "its picture has not the 160x120 pixels that its header says"},
		"no decoder":           {"Decoder (codec av1) not found for input stream #0:0\n", "this ffmpeg is built without a decoder for that"},
		"no reader":            {"Unknown input format: 'jpegxl_pipe'\n", "this ffmpeg is built without a decoder for that"},
		"a long one":           {"[x @ 0x1] " + strings.Repeat("very ", 100) + "wrong\n", "wrong"},
		"something to obey":    {"[x @ 0x1] \x1b[2Jwrong\n", "?[2Jwrong"},
		"consequences between": {"[a @ 0x1] the cause\nError while filtering: Invalid argument\nFailed to inject frame into filter network: Invalid argument\nError submitting a packet\n", "ffmpeg says: the cause"},
	} {
		t.Run(name, func(t *testing.T) {
			words := filepath.Join(t.TempDir(), "said")
			if err := os.WriteFile(words, []byte(tc.said), 0o600); err != nil {
				t.Fatal(err)
			}
			fake := scriptOf(t, "ffmpeg", "cat '"+words+"' >&2; exit 1")
			t.Setenv("PATH", filepath.Dir(fake)+string(os.PathListSeparator)+os.Getenv("PATH"))
			e, _, err := thumbnail.Choose("ffmpeg", thumbnail.Options{})
			if err != nil {
				t.Fatal(err)
			}
			_, err = e.Shrink(t.Context(), encodeJPEG(t, quarters(160, 120)))
			if err == nil || !strings.HasSuffix(strings.Split(err.Error(), ": install")[0], tc.want) || len(err.Error()) > 300 {
				t.Errorf("got %v, want %q", err, tc.want)
			}
		})
	}
}

// Whoever ended ffmpeg, the image need not be damaged, whatever ffmpeg said before.
func TestAnFFmpegThatSomebodyEndsIsNoDamage(t *testing.T) {
	for signal, damaged := range map[string]bool{"KILL": false, "TERM": false, "SEGV": true} {
		fake := scriptOf(t, "ffmpeg", "echo 'frame:0    pts:0' >&2; kill -"+signal+" $$")
		t.Setenv("PATH", filepath.Dir(fake)+string(os.PathListSeparator)+os.Getenv("PATH"))
		e, _, err := thumbnail.Choose("ffmpeg", thumbnail.Options{})
		if err != nil {
			t.Fatal(err)
		}
		_, err = e.Shrink(t.Context(), encodeJPEG(t, quarters(160, 120)))
		if err == nil || strings.Contains(err.Error(), "ffmpeg was ended before it was done") == damaged {
			t.Errorf("%s: got %v", signal, err)
		}
	}
}
