package thumbnail

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"hash/crc32"
	"slices"
	"testing"
)

// largePNG is a see-through PNG of one colour, small as a file and large as a
// picture.
func largePNG(t *testing.T, side int) []byte {
	t.Helper()
	row := append([]byte{0}, bytes.Repeat([]byte{200, 40, 90, 128}, side)...)
	var packed bytes.Buffer
	z, err := zlib.NewWriterLevel(&packed, zlib.BestSpeed)
	if err != nil {
		t.Fatal(err)
	}
	for range side {
		if _, err := z.Write(row); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, uint32(side)), uint32(side))
	file := []byte("\x89PNG\r\n\x1a\n")
	for _, chunk := range []struct {
		kind string
		data []byte
	}{{"IHDR", append(head, 8, 6, 0, 0, 0)}, {"IDAT", packed.Bytes()}, {"IEND", nil}} {
		file = binary.BigEndian.AppendUint32(file, uint32(len(chunk.data)))
		body := append([]byte(chunk.kind), chunk.data...)
		file = binary.BigEndian.AppendUint32(append(file, body...), crc32.ChecksumIEEE(body))
	}
	return file
}

// A picture whose decoding takes more memory than a warm ffmpeg may have gets an ffmpeg
// of its own; where there is more memory it needs none. The next image is right.
func TestAWarmFFmpegHasNoMoreMemoryThanItIsGiven(t *testing.T) {
	if testing.Short() {
		t.Skip("its many pixels are not short")
	}
	p := pool(t)
	source := func(side int) *source {
		s, err := open(largePNG(t, side))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	small, bomb := source(100), source(6000)
	want, reason := p.shrink(t.Context(), small, 0)
	if reason != "" {
		t.Fatal(reason)
	}
	p.memory = 300 << 20
	p.close()
	p.closed, p.timer = false, nil
	if _, reason := p.shrink(t.Context(), small, 0); reason != "" {
		t.Fatalf("%q: the limit is too low for a small image", reason)
	}
	engine := checked{&ffmpeg{program: p.program, options: Options{Fit: p.fit, Limit: p.limit}, memory: newBudget(defaultMemory), warm: p}}
	if _, err := engine.Shrink(t.Context(), bomb.file); err != nil {
		t.Errorf("36 megapixels, by an ffmpeg of their own: %v", err)
	}
	if tally := engine.Tally(); tally.Warm != 0 || tally.OneShot[oneShotNoPicture]+tally.OneShot[oneShotSaid]+tally.OneShot[oneShotEnded] != 1 {
		t.Errorf("36 megapixels, in less memory than they take: %+v", tally)
	}
	if got, reason := p.shrink(t.Context(), small, 0); reason != "" || !slices.Equal(got, want) {
		t.Errorf("%q: the image after it is another", reason)
	}
	p.memory = 0
	p.close()
	p.closed, p.timer = false, nil
	if _, reason := p.shrink(t.Context(), bomb, 0); reason != "" {
		t.Errorf("36 megapixels, in the memory that a warm ffmpeg has: %q", reason)
	}
}
