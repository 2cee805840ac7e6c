package recording_test

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/klauspost/compress/zstd"

	"inflight/pipeline/event"
	"inflight/pipeline/recording"
)

// line is a line of a recording.
func line(n int) string {
	return fmt.Sprintf(`{"seq":%d,"time":"2026-01-02T03:04:%02dZ","type":"worker.polling","worker":"1"}`+"\n", n, n%60)
}

// lines are the first n lines.
func lines(n int) string {
	var text strings.Builder
	for i := range n {
		text.WriteString(line(i + 1))
	}
	return text.String()
}

// writes are what was written by a call each.
type writes struct {
	calls  [][]byte
	failed error
}

// Write takes a call.
func (w *writes) Write(p []byte) (int, error) {
	if w.failed != nil {
		return 0, w.failed
	}
	w.calls = append(w.calls, bytes.Clone(p))
	return len(p), nil
}

func newWriter(t *testing.T, to io.Writer) *recording.Writer {
	t.Helper()
	w, err := recording.NewWriter(to)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// textOf is what frames of ours hold, as others unpack them.
func textOf(t *testing.T, file []byte) string {
	t.Helper()
	dictionary, err := os.ReadFile("dictionary.zstd")
	if err != nil {
		t.Fatal(err)
	}
	d, err := zstd.NewReader(nil, zstd.WithDecoderDicts(dictionary), zstd.WithDecoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	text, err := d.DecodeAll(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestAFrameIsWrittenASecondAfterItsFirstLineAndCanBeReadAlone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var file writes
		w := newWriter(t, &file)
		for i := range 30 { // three a second
			if _, err := io.WriteString(w, line(i+1)); err != nil {
				t.Fatal(err)
			}
			<-time.After(time.Second/3 + time.Millisecond)
			synctest.Wait()
			if behind := i + 1 - strings.Count(read(t, file.calls), "\n"); behind > 3 {
				t.Errorf("a kill after line %d would lose %d lines, more than a second of them", i+1, behind)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if len(file.calls) < 9 {
			t.Errorf("10 seconds are in %d frames", len(file.calls))
		}
		if got := read(t, file.calls); got != lines(30) {
			t.Errorf("the frames, each read alone, hold\n%s", got)
		}
	})
}

// slowly writes each frame in a twentieth of a second, and tells when it has.
type slowly chan time.Time

func (s slowly) Write(p []byte) (int, error) {
	<-time.After(time.Second / 20)
	s <- time.Now()
	return len(p), nil
}

func TestACrashCostsASecondThoughItTakesTimeToWrite(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		file := make(slowly, 1)
		w, begun := newWriter(t, file), time.Now()
		if _, err := io.WriteString(w, line(1)); err != nil {
			t.Fatal(err)
		}
		if took := (<-file).Sub(begun); took > time.Second {
			t.Errorf("the first line is in the file after %s", took)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
	})
}

// read is what frames hold, each read alone.
func read(t *testing.T, frames [][]byte) string {
	t.Helper()
	all := ""
	for _, frame := range frames {
		text := textOf(t, frame)
		if !strings.HasSuffix(text, "\n") || !strings.HasPrefix(text, "{") {
			t.Errorf("a frame holds a part of a line: %q", text)
		}
		all += text
	}
	return all
}

func TestAFrameThatCannotBeWrittenIsToldToWhoeverWritesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		full := errors.New("no space left on device")
		w := newWriter(t, &writes{failed: full})
		if _, err := io.WriteString(w, line(1)); err != nil {
			t.Fatal(err)
		}
		<-time.After(2 * time.Second)
		synctest.Wait()
		if _, err := io.WriteString(w, line(2)); !errors.Is(err, full) {
			t.Errorf("the next write gives %v", err)
		}
		if err := w.Close(); !errors.Is(err, full) {
			t.Errorf("the close gives %v", err)
		}
	})
}

func TestLinesThatComeInPartsAreWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var file writes
		w := newWriter(t, &file)
		for text := lines(20); text != ""; {
			n := min(50, len(text))
			if _, err := io.WriteString(w, text[:n]); err != nil {
				t.Fatal(err)
			}
			text = text[n:]
			<-time.After(700 * time.Millisecond)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if got := read(t, file.calls); got != lines(20) {
			t.Errorf("got\n%s", got)
		}
	})
}

func TestALotInASecondIsInFramesOfABound(t *testing.T) {
	var file writes
	w := newWriter(t, &file)
	text := lines(200_000)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := read(t, file.calls); got != text {
		t.Error("another text is read than was written")
	}
	if len(file.calls) < 3 {
		t.Errorf("%d MB are in %d frames", len(text)>>20, len(file.calls))
	}
}

// demonstration is a run of `inflight` of 58 seconds.
const demonstration = "../../ui/testdata/recordings/demonstration.jsonl.gz"

func TestAnEventOfTheDemonstrationTakesNoMoreThanSixtyBytes(t *testing.T) {
	file, err := os.Open(demonstration)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unpacked, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	whole, err := io.ReadAll(unpacked)
	if err != nil {
		t.Fatal(err)
	}
	var frame, pictures bytes.Buffer
	var begun time.Time
	size, n, inPictures := 0, 0, 0
	pack := func(text *bytes.Buffer) int {
		var packed bytes.Buffer
		w := newWriter(t, &packed)
		if _, err := text.WriteTo(w); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		return packed.Len()
	}
	for text := range bytes.Lines(whole) {
		var e event.Event
		if err := e.UnmarshalJSON(text); err != nil {
			t.Fatal(err)
		}
		if event.Is[event.ThumbnailPictured](&e) {
			inPictures += len(text)
			pictures.Write(text)
			continue
		}
		if e.Time.Sub(begun) >= recording.FrameTime {
			size += pack(&frame)
			begun = e.Time
		}
		frame.Write(text)
		n++
	}
	size += pack(&frame)
	if each := float64(size) / float64(n); each > 60 || n < 1000 {
		t.Errorf("%d events take %.1f bytes each", n, each)
	} else {
		t.Logf("%d events take %.1f bytes each in frames of a second, %d as lines", n, each, len(whole)/n)
	}
	if packed := pack(&pictures); packed > inPictures*4/5 {
		t.Errorf("the pictures take %d bytes, and %d as lines, where base64 makes four of three", packed, inPictures)
	}
}
