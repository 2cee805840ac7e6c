package notify_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"inflight/pipeline/notify"
)

var garden = notify.Announcement{
	ImageName:    "garden-0131",
	SourceKey:    "uploads/garden-0131.jpg",
	SourceBytes:  1_432_000,
	ThumbnailKey: "thumbnails/garden-0131.png",
	URL:          "https://naa-hd-thumbnails.s3.amazonaws.com/thumbnails/garden-0131.png?X-Amz-Signature=00ff",
	Expires:      time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC),
	PNG:          []byte("\x89PNG..."),
	Engine:       "ffmpeg",
	Took:         1240 * time.Millisecond,
}

func Example() {
	fmt.Println(notify.Subject(garden))
	fmt.Println()
	fmt.Print(notify.Body(garden))
	// Output:
	// Thumbnail of garden-0131 is ready
	//
	// The thumbnail of garden-0131 is ready.
	//
	// Open it here:
	// https://naa-hd-thumbnails.s3.amazonaws.com/thumbnails/garden-0131.png?X-Amz-Signature=00ff
	//
	// The link works until 2 March 2026, 12:00 UTC.
	//
	// Image:     uploads/garden-0131.jpg (1.4 MB)
	// Thumbnail: thumbnails/garden-0131.png (7 bytes)
	// Made by:   ffmpeg in 1.2 s
}

func TestASubjectIsWhatSNSTakes(t *testing.T) {
	for name, want := range map[string]string{
		"garden":                 "Thumbnail of garden is ready",
		"":                       "Thumbnail of an image is ready",
		"日本\x1b[31m.jpg":         "Thumbnail of ???[31m.jpg is ready",
		"two\nlines":             "Thumbnail of two?lines is ready",
		strings.Repeat("x", 500): "Thumbnail of " + strings.Repeat("x", 75) + "... is ready",
	} {
		if got := notify.Subject(notify.Announcement{ImageName: name}); got != want {
			t.Errorf("the subject for %q is %q, want %q", name, got, want)
		}
	}
}

func FuzzASubjectIsShortPrintableASCII(f *testing.F) {
	f.Add("garden")
	f.Add("\xff\u202e")
	f.Fuzz(func(t *testing.T, name string) {
		s := notify.Subject(notify.Announcement{ImageName: name})
		outside := strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' })
		if len(s) > 100 || outside || !strings.HasPrefix(s, "Thumbnail") {
			t.Errorf("SNS would not take the subject %q", s)
		}
	})
}

func TestABodyLeavesOutWhatIsUnknown(t *testing.T) {
	const want = "The thumbnail of dune.jpg is ready.\n\nImage:     a/dune.jpg\n"
	if got := notify.Body(notify.Announcement{SourceKey: "a/dune.jpg"}); got != want {
		t.Errorf("the body is %q, want %q", got, want)
	}
}

func TestABodyHasNoControlCharacters(t *testing.T) {
	a := garden
	a.ImageName, a.SourceKey = "a\x1b]0;title\x07", "k\r\n\u202egpj.exe"
	a.URL = "https://example.test/a b\x1b?c=(d)"
	body := notify.Body(a)
	if strings.ContainsAny(body, "\x1b\x07\r\u202e") || !utf8.ValidString(body) {
		t.Errorf("the body holds control characters: %q", body)
	}
	if want := "https://example.test/a%20b%1B?c=%28d%29"; !strings.Contains(body, want) {
		t.Errorf("the body does not hold %s: %q", want, body)
	}
}

func TestAMailSaysTheTimeOfTheWorkAndThatSinceTheUploadApart(t *testing.T) {
	a := garden
	a.Took, a.Since = 400*time.Millisecond, 173*time.Second
	if body := notify.Body(a); !strings.Contains(body, "Made by:   ffmpeg in 0.4 s\nReady:     173.0 s after the upload\n") {
		t.Errorf("it says\n%s", body)
	}
	a.Engine, a.Took, a.Since = "", 0, 0 // made by an earlier try, of which nothing is known
	if body := notify.Body(a); strings.Contains(body, "Made by") || strings.Contains(body, "Ready:") {
		t.Errorf("it says\n%s", body)
	}
}

func TestALinkOfASessionSaysThatItMayEndEarlier(t *testing.T) {
	a := garden
	a.Earlier = true
	want := "The link works until 2 March 2026, 12:00 UTC at the latest: it ends with the session that signed it."
	if body := notify.Body(a); !strings.Contains(body, want) {
		t.Errorf("it says\n%s", body)
	}
}
