package recording_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/klauspost/compress/zstd"
	"golang.org/x/sync/errgroup"
	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/pipeline/recording"
)

// all is what Read makes of a recording: each event as JSON, and how it ended.
func all(file []byte) (events []string, err error) {
	err = recording.Read(bytes.NewReader(file), func(e event.Event) bool {
		events = append(events, e.String())
		return true
	})
	return events, err
}

// restless is the rest of who has nobody to rest for.
func restless(context.Context) {}

// ahead is the same by ReadAhead, and once more by reading each block again.
func ahead(file []byte) (events, again []string, err error) {
	var blocks []recording.Block
	err = recording.ReadAhead(context.Background(), bytes.NewReader(file), restless, func(b recording.Block, some []event.Event) error {
		for _, e := range some {
			events = append(events, e.String())
		}
		blocks = append(blocks, b)
		return nil
	})
	read := make([][]event.Event, len(blocks))
	var readers errgroup.Group // all at once, as a seek does
	for i, b := range blocks {
		readers.Go(func() (err error) {
			read[i], err = b.Again(bytes.NewReader(file))
			return err
		})
	}
	if err := readers.Wait(); err != nil {
		return events, nil, fmt.Errorf("again: %w", err)
	}
	for _, some := range read {
		for _, e := range some {
			again = append(again, e.String())
		}
	}
	return events, again, err
}

// long are n lines of which each has some kilobytes, so that few of them are several
// blocks.
func long(n, kilobytes int) string {
	var text strings.Builder
	chance := rand.NewChaCha8([32]byte{byte(n), byte(kilobytes)})
	said := make([]byte, kilobytes<<9)
	for i := range n {
		chance.Read(said) // it does not fail
		fmt.Fprintf(&text, `{"seq":%d,"time":"2026-01-02T03:04:%02d.5Z","type":"action.taken","text":"é\t%x"}`+"\n", i+1, i%60, said)
	}
	return text.String()
}

// streamed is a text as the zstd program packs what comes from a pipe: it does not say
// how long that is.
func streamed(t *testing.T, text string) []byte {
	t.Helper()
	var file bytes.Buffer
	enc, err := zstd.NewWriter(&file, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(second(io.WriteString(enc, text)), enc.Close()); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// second is the error of a write.
func second(_ int, err error) error { return err }

func TestToReadAheadIsToRead(t *testing.T) {
	text := long(70, 8) // several blocks
	old, err := os.ReadFile(demonstration)
	if err != nil {
		t.Fatal(err)
	}
	for name, whole := range map[string][]byte{
		"lines":                      []byte(text),
		"without an end":             []byte(strings.TrimSuffix(text, "\n")),
		"with empty lines":           []byte(strings.ReplaceAll(text, "\n", "\n\n\n")),
		"of any length":              []byte(long(3, 300) + long(900, 0) + long(2, 900)),
		"frames":                     packed(t, text, 20),
		"gzip":                       zipped(t, text),
		"an old recording":           old,
		"of somebody else":           foreign(t, text),
		"from a pipe":                streamed(t, text),
		"frames of each, and others": slices.Concat(packed(t, long(30, 8), 7), streamed(t, text), []byte{0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3}, foreign(t, long(30, 8)), packed(t, "\n\n", 2)),
	} {
		t.Run(name, func(t *testing.T) {
			if events, again, err := ahead(whole); err != nil || len(events) < 60 || !slices.Equal(events, again) {
				t.Fatalf("%d events, %d when read again, then %v", len(events), len(again), err)
			}
			checks := 0
			rapid.Check(t, func(t *rapid.T) {
				if checks++; testing.Short() && checks > 10 {
					return
				}
				file := whole[:rapid.IntRange(0, len(whole)).Draw(t, "cut")]
				if rapid.Bool().Draw(t, "damaged") && len(file) > 0 {
					file = bytes.Clone(file)
					at := rapid.IntRange(0, len(file)-1).Draw(t, "at")
					file[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
				}
				want, wantErr := all(file)
				got, again, err := ahead(file)
				if fmt.Sprint(err) != fmt.Sprint(wantErr) {
					t.Fatalf("it ends with %v, and not with %v", err, wantErr)
				}
				if !slices.Equal(got, want) || !slices.Equal(again, want) {
					t.Fatalf("%d events are read, %d when each block is read again, and not %d", len(got), len(again), len(want))
				}
			})
		})
	}
}

func TestALineThatIsTooLongEndsARecordingWhereverItIs(t *testing.T) {
	for _, before := range []int{0, 1, 4, 300} {
		file := []byte(long(before, 8) + long(1, 5<<10) + long(1, 8))
		events, again, err := ahead(file)
		if len(events) != before || len(again) != before || err == nil || !strings.Contains(err.Error(), "longer than 4 MB") {
			t.Errorf("after %d lines one of 5 MB: %d events, then %v", before, len(events), err)
		}
		if want, wantErr := all(file); !slices.Equal(want, events) || wantErr.Error() != err.Error() {
			t.Errorf("Read says %v, ReadAhead %v", wantErr, err)
		}
	}
}

// watched counts what is read of it.
type watched struct {
	io.Reader
	read  int
	ended bool
}

// Read reads on.
func (w *watched) Read(p []byte) (int, error) {
	if w.ended {
		panic("it is read when nobody should read it any more")
	}
	n, err := w.Reader.Read(p)
	w.read += n
	return n, err
}

func TestNoMoreIsReadAheadThanHasRoom(t *testing.T) {
	text := long(1000, 8)
	for name, file := range map[string][]byte{"lines": []byte(text), "frames": packed(t, text, 32)} {
		synctest.Test(t, func(t *testing.T) {
			from, taken := &watched{Reader: bytes.NewReader(file)}, 0
			err := recording.ReadAhead(t.Context(), from, restless, func(recording.Block, []event.Event) error {
				synctest.Wait() // until the others can do no more
				if taken++; taken == 1 && from.read > len(file)/2 {
					t.Errorf("%s: of %d bytes %d are read when the first block is looked at", name, len(file), from.read)
				}
				return nil
			})
			if err != nil || taken < 25 {
				t.Errorf("%s: %d blocks, then %v", name, taken, err)
			}
		})
	}
}

func TestReadingAheadEndsWithWhoTakes(t *testing.T) {
	full, text := errors.New("full"), long(400, 8)
	for _, procs := range []int{1, 4} {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(procs))
		for blocks := range 12 {
			synctest.Test(t, func(t *testing.T) {
				for want, end := range map[error]func(stop func()) error{
					full:             func(func()) error { return full },
					context.Canceled: func(stop func()) error { stop(); return nil },
				} {
					from, taken := &watched{Reader: strings.NewReader(text)}, 0
					ctx, stop := context.WithCancel(t.Context())
					err := recording.ReadAhead(ctx, from, restless, func(recording.Block, []event.Event) error {
						if taken++; taken > blocks {
							return end(stop)
						}
						return nil
					})
					from.ended = true
					stop()
					if !errors.Is(err, want) || taken != blocks+1 {
						t.Errorf("after %d blocks of %d it ends with %v, and not with %v", taken, blocks+1, err, want)
					}
				}
			})
		}
	}
}

func TestWhatComesFromAPipeIsHandedOnAsItComes(t *testing.T) {
	inFrame := func(text string) []byte { return packed(t, text, 100) }
	for name, pack := range map[string]func(string) []byte{"lines": func(text string) []byte { return []byte(text) }, "frames": inFrame} {
		synctest.Test(t, func(t *testing.T) {
			r, w := io.Pipe()
			come, ended := 0, make(chan error, 1)
			go func() {
				ended <- recording.Read(r, func(event.Event) bool { come++; return true })
			}()
			for i := range 3 {
				part := pack(lines(5))
				for _, some := range [][]byte{part[:40], part[40:]} {
					if _, err := w.Write(some); err != nil {
						t.Fatal(err)
					}
					synctest.Wait()
				}
				if come != 5*(i+1) {
					t.Errorf("%s: of %d events that have come %d are handed on", name, 5*(i+1), come)
				}
			}
			w.Close()
			if err := <-ended; err != nil || come != 15 {
				t.Errorf("%s: %d events, then %v", name, come, err)
			}
		})
	}
}

func TestTheLineThatIsWrongIsNamedAsTheFileHasIt(t *testing.T) {
	text := strings.ReplaceAll(long(60, 8), "\n", "\n\n") // several blocks, each other line empty
	defer func(was *time.Location) { time.Local = was }(time.Local)
	time.Local = time.FixedZone("CET", 3600) // as the screen shows it
	for bad, want := range map[string]string{
		`{"seq":2,"ti`: "line 121 of the recording is cut",
		"{}\n":         "line 121 of the recording is no event",
		"{]\n":         "line 121 of the recording: ",
	} {
		for name, file := range map[string][]byte{"lines": []byte(text + bad), "frames": packed(t, text+bad, 21), "gzip": zipped(t, text+bad)} {
			events, _, err := ahead(file)
			if ends := (*recording.EndsError)(nil); len(events) != 60 || !errors.As(err, &ends) || ends.Events != 60 || !strings.HasPrefix(err.Error(), want) || !strings.HasSuffix(err.Error(), "it plays up to event 60, at 04:04:59") {
				t.Errorf("%s with %q in the end: %d events, then %v", name, bad, len(events), err)
			}
		}
	}
}

func TestABlockSaysHowFarTheFileIsRead(t *testing.T) {
	text := long(300, 8)
	for name, file := range map[string][]byte{"lines": []byte(text), "frames": packed(t, text, 20), "gzip": zipped(t, text)} {
		taken, blocks := int64(0), 0
		err := recording.ReadAhead(t.Context(), bytes.NewReader(file), restless, func(b recording.Block, _ []event.Event) error {
			if blocks++; b.Taken() < taken || b.Taken() > int64(len(file)) || blocks == 1 && b.Taken() > int64(len(file)/2) {
				t.Errorf("%s: after block %d %d bytes of %d are read, %d before it", name, blocks, b.Taken(), len(file), taken)
			}
			taken = b.Taken()
			return nil
		})
		if err != nil || taken != int64(len(file)) {
			t.Errorf("%s: %d bytes of %d in the end, %v", name, taken, len(file), err)
		}
	}
}

func TestAllWhoReadAheadRestWhereOthersWantToGoOn(t *testing.T) {
	const lines = 3000
	short := strings.Repeat(long(1, 0), lines) // several blocks, each of hundreds of lines
	for name, file := range map[string][]byte{"lines": []byte(short), "frames": packed(t, short, 1500), "gzip": zipped(t, short), "from a pipe": streamed(t, short)} {
		if read, err := all(file); len(read) != lines || err != nil { // outside: the unpacker is everybody's
			t.Fatalf("%s: %d events, then %v", name, len(read), err)
		}
		synctest.Test(t, func(t *testing.T) {
			from, taken := &watched{Reader: bytes.NewReader(file)}, 0
			goOn, steps := make(chan struct{}), atomic.Int64{}
			rest := func(context.Context) {
				<-goOn
				steps.Add(1)
			}
			ended := make(chan error, 1)
			go func() {
				ended <- recording.ReadAhead(t.Context(), from, rest, func(_ recording.Block, some []event.Event) error {
					taken += len(some)
					return nil
				})
			}()
			synctest.Wait()
			if taken > 0 || from.read > 0 {
				t.Errorf("%s: while all rest %d bytes are read and %d events taken", name, from.read, taken)
			}
			for before := 0; taken < lines; { // one step of one of them, and all rest again
				goOn <- struct{}{}
				synctest.Wait()
				if taken > before && int(steps.Load())*100 < taken {
					t.Fatalf("%s: by %d steps %d events are taken", name, steps.Load(), taken)
				}
				before = taken
			}
			close(goOn)
			if err := <-ended; err != nil || taken != lines {
				t.Errorf("%s: %d events, then %v", name, taken, err)
			}
		})
	}
}

func TestWhoRestsEndsWithWhoReads(t *testing.T) {
	file := []byte(long(400, 8))
	for steps := range 30 {
		synctest.Test(t, func(t *testing.T) {
			ctx, stop := context.WithCancel(t.Context())
			left := atomic.Int64{}
			left.Store(int64(steps))
			rest := func(ctx context.Context) {
				if left.Add(-1) < 0 {
					<-ctx.Done()
				}
			}
			ended, from := make(chan error, 1), &watched{Reader: bytes.NewReader(file)}
			go func() {
				ended <- recording.ReadAhead(ctx, from, rest, func(recording.Block, []event.Event) error { return nil })
			}()
			synctest.Wait()
			stop()
			if err := <-ended; !errors.Is(err, context.Canceled) {
				t.Errorf("after %d steps it ends with %v", steps, err)
			}
			from.ended = true
		})
	}
}
