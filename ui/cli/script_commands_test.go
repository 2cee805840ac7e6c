package cli_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	_ "image/png" // thumbnails are PNG
	"io"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"inflight/pipeline/event"
)

// commands are what the scripts can do besides running inflight.
func commands() map[string]func(ts *testscript.TestScript, neg bool, args []string) {
	return map[string]func(ts *testscript.TestScript, neg bool, args []string){
		"photo":      photo,
		"truncate":   truncate,
		"giant":      giant,
		"thumbnails": thumbnails,
		"events":     events,
		"alike":      alike,
		"status":     status,
		"start":      start,
		"await":      await,
		"interrupt":  interrupt,
		"ended":      ended,
		"answers":    answers,
	}
}

// photo FILE WIDTH HEIGHT writes a JPEG.
func photo(ts *testscript.TestScript, _ bool, args []string) {
	w, _ := strconv.Atoi(args[1])
	h, _ := strconv.Atoi(args[2])
	img := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetRGBA(x, y, color.RGBA{R: uint8(x * 255 / w), G: uint8(y * 255 / h), B: uint8(x ^ y), A: 255})
		}
	}
	var buf bytes.Buffer
	ts.Check(jpeg.Encode(&buf, img, nil))
	path := ts.MkAbs(args[0])
	ts.Check(os.MkdirAll(filepath.Dir(path), 0o700))
	ts.Check(os.WriteFile(path, buf.Bytes(), 0o600))
}

// truncate FILE cuts a file in half.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	path := ts.MkAbs(args[0])
	info, err := os.Stat(path)
	ts.Check(err)
	ts.Check(os.Truncate(path, info.Size()/2))
}

// giant FILE writes the header of a PNG that claims 60000x60000 pixels.
func giant(ts *testscript.TestScript, _ bool, args []string) {
	ihdr := []byte("IHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x02\x00\x00\x00")
	file := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), ihdr...)
	file = binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(ihdr))
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), file, 0o600))
}

// thumbnails DIR N checks that the folder holds N PNGs of 64x64 and no other
// file.
func thumbnails(ts *testscript.TestScript, _ bool, args []string) {
	want, _ := strconv.Atoi(args[1])
	got := 0
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		defer f.Close()
		cfg, format, err := image.DecodeConfig(f)
		if err != nil || format != "png" || cfg.Width != 64 || cfg.Height != 64 {
			return fmt.Errorf("%s is %s of %dx%d: %w", path, format, cfg.Width, cfg.Height, err)
		}
		got++
		return nil
	}))
	if got != want {
		ts.Fatalf("%d thumbnails, want %d", got, want)
	}
}

// events FILE KIND N [KEY] checks how many events of a kind there are, for the
// image of that key if one is named.
func events(ts *testscript.TestScript, neg bool, args []string) {
	want, _ := strconv.Atoi(args[2])
	got := 0
	for _, e := range readEvents(ts, args[0]) {
		if e.Kind() == event.Kind(args[1]) && (len(args) < 4 || e.Key == args[3]) {
			got++
		}
	}
	if (got == want) == neg {
		ts.Fatalf("%d events %s, want %d", got, args[1], want)
	}
}

// alike ONE OTHER checks that two files hold the same events, with how long
// things took to the microsecond.
func alike(ts *testscript.TestScript, _ bool, args []string) {
	one, other := readEvents(ts, args[0]), readEvents(ts, args[1])
	if len(one) != len(other) || len(one) == 0 {
		ts.Fatalf("%d events in %s, %d in %s", len(one), args[0], len(other), args[1])
	}
	for i := range one {
		round(&one[i])
		round(&other[i])
		if !reflect.DeepEqual(one[i], other[i]) {
			ts.Fatalf("event %d differs:\n%+v\n%+v", i+1, one[i], other[i])
		}
	}
}

// round takes from how long something took what is below a microsecond.
func round(e *event.Event) {
	if took := reflect.ValueOf(e.Body).Elem().FieldByName("Took"); took.IsValid() {
		took.SetInt(int64(time.Duration(took.Int()).Round(time.Microsecond)))
	}
}

// readEvents reads a file of events.
func readEvents(ts *testscript.TestScript, file string) []event.Event {
	var all []event.Event
	ts.Check(event.ReadRecording(strings.NewReader(ts.ReadFile(file)), func(e event.Event) bool {
		all = append(all, e)
		return true
	}))
	return all
}

// status N COMMAND... runs a program and checks its exit status.
func status(ts *testscript.TestScript, _ bool, args []string) {
	want, _ := strconv.Atoi(args[0])
	err := ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		exit := (*exec.ExitError)(nil)
		if !errors.As(err, &exit) {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// answers URL PATTERN checks what a GET is answered with.
func answers(ts *testscript.TestScript, neg bool, args []string) {
	res, err := http.Get(args[0])
	ts.Check(err)
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	ts.Check(err)
	if regexp.MustCompile(args[1]).Match(body) == neg {
		ts.Fatalf("%s answered %s", args[0], body)
	}
}
