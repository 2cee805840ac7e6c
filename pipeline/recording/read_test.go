package recording_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"errors"
	"strings"
	"testing"

	"github.com/klauspost/compress/zstd"
	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/pipeline/recording"
)

// packed is a text as --record FILE.zst writes it, in frames of some lines.
func packed(t *testing.T, text string, perFrame int) []byte {
	t.Helper()
	var file bytes.Buffer
	all := strings.SplitAfter(text, "\n")
	for len(all) > 0 {
		n := min(perFrame, len(all))
		w := newWriter(t, &file)
		if _, err := w.Write([]byte(strings.Join(all[:n], ""))); err != nil {
			t.Fatal(err)
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		all = all[n:]
	}
	return file.Bytes()
}

// foreign is a text as the zstd program packs it.
func foreign(t *testing.T, text string) []byte {
	t.Helper()
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	return enc.EncodeAll([]byte(text), nil)
}

// zipped is a text as gzip packs it.
func zipped(t *testing.T, text string) []byte {
	t.Helper()
	var file bytes.Buffer
	w := gzip.NewWriter(&file)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

// numbers are the numbers of the events of a recording, and how it ended.
func numbers(file []byte) (seqs []uint64, err error) {
	err = recording.Read(bytes.NewReader(file), func(e event.Event) bool {
		seqs = append(seqs, e.Seq)
		return true
	})
	return seqs, err
}

func TestARecordingIsReadHoweverItIsPacked(t *testing.T) {
	const n = 20_000 // 1.6 MB of text: several blocks
	text := lines(n)
	for name, file := range map[string][]byte{
		"lines":                        []byte(text),
		"frames":                       packed(t, text, 300),
		"gzip":                         zipped(t, text),
		"one frame of somebody else":   foreign(t, text),
		"a large one of somebody else": foreign(t, strings.Repeat("\n", 17<<20)+text),
		"frames of both":               append(packed(t, lines(n/2), 300), foreign(t, strings.TrimPrefix(text, lines(n/2)))...),
		"frames with one to skip":      append([]byte{0x51, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3}, packed(t, text, 300)...),
		"with empty lines":             []byte(strings.ReplaceAll(text, "\n", "\n\n")),
	} {
		t.Run(name, func(t *testing.T) {
			seqs, err := numbers(file)
			if err != nil || len(seqs) != n {
				t.Fatalf("%d events of %d, then %v", len(seqs), n, err)
			}
			for i, seq := range seqs {
				if seq != uint64(i+1) {
					t.Fatalf("event %d has the number %d", i+1, seq)
				}
			}
		})
	}
}

func TestARecordingThatIsCutPlaysToThereAndSaysWhere(t *testing.T) {
	text := lines(50)
	first := len(packed(t, lines(10), 10)) // a frame
	for name, whole := range map[string][]byte{"lines": []byte(text), "frames": packed(t, text, 10), "gzip": zipped(t, text), "foreign": foreign(t, text)} {
		rapid.Check(t, func(t *rapid.T) {
			n := rapid.IntRange(1, len(whole)-1).Draw(t, "cut")
			seqs, err := numbers(whole[:n])
			for i, seq := range seqs {
				if seq != uint64(i+1) {
					t.Fatalf("%s, cut at %d: event %d has the number %d", name, n, i+1, seq)
				}
			}
			ends := (*recording.EndsError)(nil)
			switch {
			case err == nil && name == "lines" && (whole[n-1] == '\n' || whole[n] == '\n'): // between two lines
			case err == nil && name == "frames" && len(seqs)%10 == 0: // between two frames
			case err == nil:
				t.Fatalf("%s, cut at %d of %d: %d events, and no word of it", name, n, len(whole), len(seqs))
			case len(seqs) > 0 && (!errors.As(err, &ends) || ends.Events != len(seqs) || !strings.Contains(err.Error(), "it plays up to event")):
				t.Fatalf("%s, cut at %d, ends after %d events with: %v", name, n, len(seqs), err)
			}
			if name == "lines" && len(seqs) < bytes.Count(whole[:n], []byte("\n")) || name == "frames" && n >= first && len(seqs) < 10 {
				t.Fatalf("%s, cut at %d: only %d events", name, n, len(seqs))
			}
		})
	}
}

func TestADamagedRecordingGivesNoEventThatWasNotRecorded(t *testing.T) {
	text := lines(50)
	for name, whole := range map[string][]byte{"frames": packed(t, text, 10), "of somebody else": foreign(t, text)} {
		rapid.Check(t, func(t *rapid.T) {
			file := bytes.Clone(whole)
			at := rapid.IntRange(0, len(file)-1).Draw(t, "at")
			file[at] ^= byte(rapid.IntRange(1, 255).Draw(t, "by"))
			seqs, err := numbers(file)
			for i, seq := range seqs {
				if seq != uint64(i+1) {
					t.Fatalf("%s: event %d has the number %d", name, i+1, seq)
				}
			}
			if err == nil && len(seqs) != 50 {
				t.Fatalf("%s: %d events, and no word of the damage", name, len(seqs))
			}
		})
	}
}

func FuzzAFileOfAnyKindIsNoPanic(f *testing.F) {
	f.Add([]byte(lines(3)))
	f.Add([]byte("notes\n"))
	f.Add([]byte{0x28, 0xb5, 0x2f, 0xfd, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0x5f, 0x2a, 0x4d, 0x18, 0xff, 0xff, 0xff, 0xff})
	f.Add([]byte{0x1f, 0x8b, 8, 0})
	f.Fuzz(func(t *testing.T, file []byte) {
		if seqs, err := numbers(file); err == nil && len(seqs) == 0 && len(bytes.TrimSpace(file)) > 0 && !bytes.HasPrefix(file, []byte{0x28, 0xb5}) && file[0]&0xf0 != 0x50 {
			t.Errorf("%q holds no event, and no word of it", file)
		}
	})
}

func TestAFileThatUnpacksToTooMuchIsReadAsItComes(t *testing.T) {
	var bomb bytes.Buffer
	enc, err := zstd.NewWriter(&bomb, zstd.WithEncoderConcurrency(1))
	if err != nil {
		t.Fatal(err)
	}
	zeros := make([]byte, 1<<20)
	for range 64 {
		if _, err := enc.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := numbers(bomb.Bytes()); err == nil || !strings.Contains(err.Error(), "longer than 4 MB") {
		t.Errorf("a lot of zeros ends with %v", err)
	}
}

func TestWhereACutFileEndsFitsALineOfTheScreen(t *testing.T) {
	file := packed(t, long(60, 8), 20)
	err := recording.Read(bytes.NewReader(file[:len(file)-9]), func(event.Event) bool { return true })
	const failed = 10 // cells, before it
	if err == nil || !strings.HasPrefix(err.Error(), "the file is cut in what begins at byte ") || !strings.Contains(err.Error(), "; it plays up to event 40, at ") || len(err.Error())+failed > 120 {
		t.Errorf("it says %v", err)
	}
}

// TestAFileLooksLikeARecordingByWhatHasComeOfItsFirstLine: of a pipe it may be a part, and
// the rest may take its time.
func TestAFileLooksLikeARecordingByWhatHasComeOfItsFirstLine(t *testing.T) {
	for come, says := range map[string]string{
		"":                                     "it is empty",
		"hello\n":                              "it is no recording",
		`{"seq":1,"type":"consuming.pa`:        "",
		`{`:                                    "",
		`{"seq":1,"type":"x.y"}` + "\n":        "",
		`{"type":"x.y","seq":1}` + "\n" + `{"`: "",
		`{"seq":1,` + "\n":                     "its first line is no JSON",
		`{"name":"x"}` + "\n":                  "its first line is JSON, and no event",
		`{"type":1}` + "\n":                    "its first line is JSON, and no event",
	} {
		err := recording.Looks(bufio.NewReader(strings.NewReader(come)))
		if (err == nil) != (says == "") || err != nil && !strings.Contains(err.Error(), says) {
			t.Errorf("%q: %v, want %q", come, err, says)
		}
	}
}
