package cli

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/pipeline/recording"
)

// recordedLines are so many lines of a recording, a second apart.
func recordedLines(n int) []byte {
	var text bytes.Buffer
	begin := time.Date(2026, 1, 2, 3, 4, 0, 0, time.UTC)
	for i := range n {
		fmt.Fprintf(&text, `{"seq":%d,"time":%q,"type":"worker.polling","worker":"1"}`+"\n", i+1, begin.Add(time.Duration(i)*time.Second).Format(time.RFC3339))
	}
	return text.Bytes()
}

// opened is a file of a test.
func opened(t *testing.T, name string, text []byte) *os.File {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

func TestInARecordingOneCanGoAnywhereHoweverItIsPacked(t *testing.T) {
	const n = 20_000
	text := recordedLines(n)
	var framed, zipped bytes.Buffer
	w, err := recording.NewWriter(&framed)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(&zipped)
	for _, part := range [][]byte{text[:500_000], text[500_000:]} {
		if err := errors.Join(second(w.Write(part)), second(z.Write(part))); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"run.jsonl": text, "run.jsonl.zst": framed.Bytes(), "run.jsonl.gz": zipped.Bytes()} {
		h := history.WithLimits(history.Limits{})
		if err := readInto(t.Context(), h, opened(t, name, file)); err != nil {
			t.Fatal(name, err)
		}
		if _, all := h.Bounds(); all != n {
			t.Fatalf("%s: %d events", name, all)
		}
		c, err := h.Cursor(0)
		if err != nil {
			t.Fatal(err)
		}
		for _, to := range []int64{n, 1, n / 2, n/2 - 1, 0, 9999} {
			if err := c.To(to); err != nil || c.State.Seq != uint64(to) {
				t.Fatalf("%s: to %d leads to %d: %v", name, to, c.State.Seq, err)
			}
		}
	}
}

// second is the error of a write.
func second(_ int, err error) error { return err }

func TestWhatIsReadOfARecordingIsNotKept(t *testing.T) {
	const n = 300_000
	text := recordedLines(n)
	var framed, zipped bytes.Buffer
	w, err := recording.NewWriter(&framed)
	if err != nil {
		t.Fatal(err)
	}
	z := gzip.NewWriter(&zipped)
	if err := errors.Join(second(w.Write(text)), second(z.Write(text)), w.Close(), z.Close()); err != nil {
		t.Fatal(err)
	}
	for name, file := range map[string][]byte{"run.jsonl": text, "run.jsonl.zst": framed.Bytes(), "run.jsonl.gz": zipped.Bytes()} {
		f := opened(t, name, file)
		before, h := heap(), history.WithLimits(history.Limits{})
		if err := readInto(t.Context(), h, f); err != nil {
			t.Fatal(name, err)
		}
		if took := heap() - before; took > len(text)/2 {
			t.Errorf("%s: %d events, %d MB as text, take %d MB", name, n, len(text)>>20, took>>20)
		}
		runtime.KeepAlive(h)
	}
	runtime.KeepAlive(text)
}

// heap is how much is in use.
func heap() int {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int(m.HeapAlloc)
}

func TestADamagedRecordingIsShownToTheDamageAndSaysWhereThatIs(t *testing.T) {
	h := history.WithLimits(history.Limits{})
	damage := readInto(t.Context(), h, opened(t, "cut.jsonl", append(recordedLines(100), `{"seq":101,"ti`...)))
	if _, all := h.Bounds(); all != 100 || damage == nil || !strings.Contains(damage.Error(), "line 101 of the recording is cut; it plays up to event 100, at "+time.Date(2026, 1, 2, 3, 5, 39, 0, time.UTC).Local().Format(time.TimeOnly)) {
		t.Errorf("%d events, then %v", all, damage)
	}
	if _, err := h.Cursor(50); err != nil {
		t.Error(err)
	}
}

func TestReadingEndsWhenNobodyLooksAnyMore(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	h := history.WithLimits(history.Limits{})
	if err := readInto(ctx, h, opened(t, "run.jsonl", recordedLines(20_000))); err != nil {
		t.Error(err)
	}
	if _, all := h.Bounds(); all == 20_000 {
		t.Error("it was read to its end")
	}
}

func TestTheRestOfARecordingIsReadWhenOneIsThereWhereOneGoes(t *testing.T) {
	f := opened(t, "run.jsonl", recordedLines(20_000))
	synctest.Test(t, func(t *testing.T) {
		h, goes := history.WithLimits(history.Limits{}), make(chan error)
		h.AddRead([]event.Event{{Time: time.Now(), Body: &event.WorkerPolling{}}}, func() ([]event.Event, error) { return nil, <-goes })
		there, ended := make(chan error, 1), make(chan error, 1)
		go func() {
			_, err := h.Cursor(1)
			there <- err
		}()
		synctest.Wait()
		go func() { ended <- readInto(t.Context(), h, f) }()
		synctest.Wait()
		if at, err := f.Seek(0, io.SeekCurrent); err != nil || at != 0 {
			t.Errorf("while one is on the way %d bytes are read: %v", at, err)
		}
		full := errors.New("there")
		goes <- full
		if err := <-there; !errors.Is(err, full) {
			t.Error(err)
		}
		if err := <-ended; err != nil {
			t.Error(err)
		}
		if _, all := h.Bounds(); all != 20_001 {
			t.Errorf("%d events are read", all)
		}
	})
}

// TestAScreenBeginsWithTheFirstEvent: before it nothing has a name.
func TestAScreenBeginsWithTheFirstEvent(t *testing.T) {
	for at, want := range map[int64]int64{0: 1, 1: 1, 7: 7} {
		if got := (&replaySettings{at: at}).place(); got.Number != want {
			t.Errorf("--at %d begins after %d events, want %d", at, got.Number, want)
		}
	}
}
