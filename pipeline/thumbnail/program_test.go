//go:build unix

package thumbnail_test

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"inflight/pipeline/thumbnail"
)

// scriptOf writes a shell script.
func scriptOf(t *testing.T, name, text string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(file, []byte("#!/bin/sh\n"+text), 0o700); err != nil {
		t.Fatal(err)
	}
	return file
}

// pngOf writes a PNG.
func pngOf(t *testing.T, w, h int) string {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, scene(w, h)); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "a.png")
	if err := os.WriteFile(file, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

func TestAScriptMakesTheThumbnail(t *testing.T) {
	right, wide := pngOf(t, 64, 64), pngOf(t, 65, 64)
	for name, tc := range map[string]struct{ text, err string }{
		"good":        {`test -s "$1" && test $INFLIGHT_SIZE = 64 && test $INFLIGHT_FIT = cover && cp '` + right + `' "$2"`, ""},
		"wrong size":  {`cp '` + wide + `' "$2"`, "65x64 instead of 64x64"},
		"cut off":     {`head -c 100 '` + right + `' > "$2"`, "made a damaged PNG"},
		"no PNG":      {`echo hello > "$2"`, "did not make a PNG"},
		"no output":   {`true`, "wrote no picture"},
		"a complaint": {`echo "I do not like it" >&2; exit 3`, "I do not like it"},
		"escapes":     {`printf '\033[2Jgone\n' >&2; exit 3`, "?[2Jgone"},
		"polite":      {`until [ "$(nice)" -ge 10 ]; do :; done; cp '` + right + `' "$2"`, ""}, // it comes after this program
		"too slow":    {`sleep 60`, "took longer than 50ms"},
	} {
		t.Run(name, func(t *testing.T) {
			limit := time.Minute
			if name == "too slow" {
				limit = 50 * time.Millisecond
			}
			e, _, err := thumbnail.Choose("script", thumbnail.Options{Script: scriptOf(t, "s.sh", tc.text), Limit: limit})
			if err != nil {
				t.Fatal(err)
			}
			_, err = e.Shrink(t.Context(), encodeJPEG(t, quarters(100, 100)))
			if tc.err == "" && err != nil || tc.err != "" && (err == nil || !strings.Contains(err.Error(), tc.err)) {
				t.Errorf("got %v, want %q", err, tc.err)
			}
		})
	}
}

func TestAScriptLeavesNoFiles(t *testing.T) {
	tmp := t.TempDir()
	t.Setenv("TMPDIR", tmp)
	e, _, err := thumbnail.Choose("script", thumbnail.Options{Script: scriptOf(t, "s.sh", "touch more; exit 1")})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Shrink(t.Context(), encodeJPEG(t, quarters(10, 10))); err == nil {
		t.Fatal("it did not fail")
	}
	if left, err := os.ReadDir(tmp); err != nil || len(left) > 0 {
		t.Errorf("left are %v, %v", left, err)
	}
}

// The whitelist has to stand before the input it is for, or it is for nothing.
func TestFFmpegMayReadNothingButThePipe(t *testing.T) {
	dir := t.TempDir()
	fake := scriptOf(t, "ffmpeg", `echo "$@" > '`+dir+`/args'; cat '`+pngOf(t, 64, 64)+`'`)
	t.Setenv("PATH", filepath.Dir(fake)+string(os.PathListSeparator)+os.Getenv("PATH"))
	e, _, err := thumbnail.Choose("auto", thumbnail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for format, data := range files(t) {
		if _, err := e.Shrink(t.Context(), data); err != nil {
			t.Fatal(err)
		}
		args, err := os.ReadFile(filepath.Join(dir, "args"))
		if err != nil {
			t.Fatal(err)
		}
		before, _, ok := strings.Cut(string(args), " -i ")
		if !ok || !strings.Contains(before, "-protocol_whitelist pipe ") || !strings.HasSuffix(before, "_pipe") ||
			strings.Count(string(args), " -i ") != 1 || !strings.Contains(string(args), " -i pipe:0 ") {
			t.Errorf("%s: ffmpeg %s", format, args)
		}
	}
}

// A pipe's other end closes when the last process that holds it has ended.
func TestAnInterruptEndsAllThatAProgramHasStarted(t *testing.T) {
	fifo := filepath.Join(t.TempDir(), "alive")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	e, _, err := thumbnail.Choose("script", thumbnail.Options{Script: scriptOf(t, "s.sh", "exec 3>'"+fifo+"'; echo started >&3; sleep 300 & wait")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() {
		_, err := e.Shrink(ctx, encodeJPEG(t, quarters(10, 10)))
		ended <- err
	}()
	alive, err := os.Open(fifo)
	if err != nil {
		t.Fatal(err)
	}
	defer alive.Close()
	r := bufio.NewReader(alive)
	if line, err := r.ReadString('\n'); err != nil || line != "started\n" {
		t.Fatalf("%q, %v", line, err)
	}
	cancel()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	if rest, err := io.ReadAll(r); err != nil || len(rest) > 0 {
		t.Errorf("%q, %v", rest, err)
	}
}

func TestAProgramThatWritesWithoutEndIsStopped(t *testing.T) {
	right := pngOf(t, 64, 64)
	for name, tc := range map[string]struct{ text, err string }{
		"stdout":       {`cat /dev/zero`, "wrote more than 1048576 bytes"},
		"stdout, deaf": {`trap '' PIPE TERM; cat /dev/zero & cat /dev/zero; wait`, "wrote more than 1048576 bytes"},
		"stderr":       {`head -c 50000000 /dev/zero >&2; echo "the last word" >&2; exit 3`, "the last word"},
		"the file":     {`cp '` + right + `' "$2"; head -c 2000000 /dev/zero >> "$2"`, "a file of 20"},
		"a link":       {`ln -s /dev/zero "$2"`, "something else than a file"},
		"a pipe":       {`mkfifo "$2"`, "something else than a file"},
	} {
		t.Run(name, func(t *testing.T) {
			e, _, err := thumbnail.Choose("script", thumbnail.Options{Script: scriptOf(t, "s.sh", tc.text)})
			if err != nil {
				t.Fatal(err)
			}
			grown := heapGrowth(func() { _, err = e.Shrink(t.Context(), encodeJPEG(t, quarters(10, 10))) })
			if err == nil || !strings.Contains(err.Error(), tc.err) {
				t.Errorf("got %v, want %q", err, tc.err)
			}
			if grown > 32<<20 {
				t.Errorf("%d MB were allocated", grown>>20)
			}
		})
	}
}

func TestAnFFmpegThatWritesWithoutEndIsStopped(t *testing.T) {
	fake := scriptOf(t, "ffmpeg", `cat /dev/zero`)
	t.Setenv("PATH", filepath.Dir(fake)+string(os.PathListSeparator)+os.Getenv("PATH"))
	e, _, err := thumbnail.Choose("ffmpeg", thumbnail.Options{})
	if err != nil {
		t.Fatal(err)
	}
	photo := encodeJPEG(t, quarters(10, 10))
	grown := heapGrowth(func() { _, err = e.Shrink(t.Context(), photo) })
	if err == nil || !strings.Contains(err.Error(), "wrote more than 1048576 bytes") || grown > 32<<20 {
		t.Errorf("%v, and %d MB were allocated", err, grown>>20)
	}
}

// heapGrowth is how many bytes were allocated meanwhile.
func heapGrowth(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// A child in the background holds all three pipes of the script: it neither
// outlives the script nor makes it fail.
func TestWhatAScriptLeavesInTheBackgroundEndsWithIt(t *testing.T) {
	right := pngOf(t, 64, 64)
	for name, text := range map[string]string{
		"done":     `cp '` + right + `' "$2"`,
		"failed":   `exit 1`,
		"deaf":     `trap '' HUP TERM INT; cp '` + right + `' "$2"`,
		"grandson": `(sleep 300 & sleep 300) & cp '` + right + `' "$2"`,
	} {
		t.Run(name, func(t *testing.T) {
			fifo := filepath.Join(t.TempDir(), "alive")
			if err := syscall.Mkfifo(fifo, 0o600); err != nil {
				t.Fatal(err)
			}
			e, _, err := thumbnail.Choose("script", thumbnail.Options{
				Script: scriptOf(t, "s.sh", "exec 3>'"+fifo+"'; echo started >&3; sleep 300 & "+text),
			})
			if err != nil {
				t.Fatal(err)
			}
			ended := make(chan error, 1)
			go func() {
				_, err := e.Shrink(t.Context(), encodeJPEG(t, quarters(10, 10)))
				ended <- err
			}()
			alive, err := os.Open(fifo)
			if err != nil {
				t.Fatal(err)
			}
			defer alive.Close()
			all, err := io.ReadAll(alive) // ends when no process holds the other end
			if string(all) != "started\n" || err != nil {
				t.Fatalf("%q, %v", all, err)
			}
			if err := <-ended; (err != nil) != (name == "failed") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A process that took a session of its own cannot be ended with the others. It holds
// all pipes of the script here, and is not waited for.
func TestNobodyWaitsForWhatTookASessionOfItsOwn(t *testing.T) {
	if _, err := exec.LookPath("setsid"); err != nil {
		t.Skip("there is no setsid on the PATH: nothing can take a session of its own")
	}
	fifo := filepath.Join(t.TempDir(), "until")
	if err := syscall.Mkfifo(fifo, 0o600); err != nil {
		t.Fatal(err)
	}
	e, _, err := thumbnail.Choose("script", thumbnail.Options{
		Script: scriptOf(t, "s.sh", "setsid sh -c ': >ready; cat \""+fifo+"\"' & until [ -e ready ]; do :; done; cp '"+pngOf(t, 64, 64)+"' \"$2\""),
	})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := e.Shrink(t.Context(), encodeJPEG(t, quarters(10, 10))); err != nil { // to wait would last for ever
		t.Error(err)
	}
	until, err := os.OpenFile(fifo, os.O_WRONLY, 0) // it is still there, and may end now
	if err != nil {
		t.Fatal(err)
	}
	if err := until.Close(); err != nil {
		t.Fatal(err)
	}
}

func TestTheProfileOfAScriptsThumbnailIsItsOwn(t *testing.T) {
	photo := withProfile(t, "jpeg", color.NRGBA{200, 100, 50, 255}, adobeRGB)
	img := image.NewNRGBA(image.Rect(0, 0, 64, 64))
	for i := range img.Pix {
		img.Pix[i] = []uint8{200, 100, 50, 255}[i%4]
	}
	for name, tc := range map[string]struct {
		profile []byte
		want    color.NRGBA
	}{
		"left in it":  {adobeRGB, color.NRGBA{227, 100, 42, 255}},
		"taken out":   {nil, color.NRGBA{200, 100, 50, 255}},
		"said sRGB":   {sRGB, color.NRGBA{200, 100, 50, 255}},
		"another one": {p3, color.NRGBA{215, 93, 31, 255}},
	} {
		t.Run(name, func(t *testing.T) {
			made := filepath.Join(t.TempDir(), "made.png")
			if err := os.WriteFile(made, withICC(t, img, tc.profile), 0o600); err != nil {
				t.Fatal(err)
			}
			e, _, err := thumbnail.Choose("script", thumbnail.Options{Script: scriptOf(t, "s.sh", `cp '`+made+`' "$2"`)})
			if err != nil {
				t.Fatal(err)
			}
			got := color.NRGBAModel.Convert(shrink(t, e, photo).At(9, 9)).(color.NRGBA)
			for _, d := range []int{int(got.R) - int(tc.want.R), int(got.G) - int(tc.want.G), int(got.B) - int(tc.want.B)} {
				if d < -1 || d > 1 {
					t.Errorf("got %v, want %v", got, tc.want)
				}
			}
		})
	}
}
