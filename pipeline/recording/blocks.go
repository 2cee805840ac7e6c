package recording

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/klauspost/compress/zstd"
)

// blockSize is how much text a block of a file without frames has, about.
const blockSize = 256 << 10

// maxLine is the longest line of a recording: a thumbnail in it has 20 KB.
const maxLine = 4 << 20

// blocks reads a recording in pieces of whole lines: JSON as it is, packed by
// gzip or by zstd, in frames of ours or of whoever packed it.
type blocks struct {
	src   *bufio.Reader
	lines io.Reader // of what has no frames to be read one by one
	rest  []byte    // of the lines: the begin of one
	at    int64     // offset in the file, of what has
	taken int64     // bytes of the file
	begun bool
	plain bool  // the file itself is lines
	ended error // what ended the reading
}

// newBlocks returns what reads the recording in r.
func newBlocks(r io.Reader) *blocks {
	b := &blocks{}
	b.src = bufio.NewReaderSize(&counted{r, &b.taken}, blockSize)
	return b
}

// counted counts what is read.
type counted struct {
	r io.Reader
	n *int64
}

// Read reads on.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	*c.n += int64(n)
	return n, err //nolint:wrapcheck // it stands for the file
}

// DamagedError says that a recording cannot be read on.
type DamagedError struct {
	Offset int64 // in the file
	Err    error
}

// Error says where the damage is.
func (e *DamagedError) Error() string {
	if errors.Is(e.Err, io.ErrUnexpectedEOF) {
		return fmt.Sprintf("the file is cut in what begins at byte %d", e.Offset)
	}
	return fmt.Sprintf("the file is damaged at byte %d: %v", e.Offset, e.Err)
}

// Unwrap is what was met there.
func (e *DamagedError) Unwrap() error { return e.Err }

// Signs that a file begins with.
var (
	gzipSign = []byte{0x1f, 0x8b}
	zstdSign = []byte{0x28, 0xb5, 0x2f, 0xfd}
)

// next reads the next block into p, as far as that needs what was read before it;
// io.EOF after the last. What is left of a damaged file comes before the error.
func (b *blocks) next(p *piece) error {
	p.clear()
	if !b.begun {
		b.begun = true
		b.ended = b.begin()
	}
	for b.ended == nil && p.empty() {
		if b.lines != nil {
			b.ended = b.some(p)
		} else {
			b.ended = b.nextFrame(p)
		}
	}
	p.block.taken = b.taken
	if p.empty() {
		return b.ended
	}
	return nil
}

// Looks says what is wrong with a file that cannot be a recording, by how it
// begins: what will be read of it is what r has now.
func Looks(r *bufio.Reader) error {
	head, err := r.Peek(len(zstdSign))
	switch {
	case len(head) == 0 && errors.Is(err, io.EOF):
		return errEmpty
	case len(head) == 0:
		return fmt.Errorf("read the recording: %w", err)
	case bytes.HasPrefix(head, gzipSign), isFrame(head):
		return nil
	case head[0] == '{':
		return looksLikeAnEvent(r)
	}
	return errForeign
}

// looksLikeAnEvent looks at the first line, as far as it has come: more may come late.
func looksLikeAnEvent(r *bufio.Reader) error {
	come, _ := r.Peek(r.Buffered()) // these are there
	line, _, whole := bytes.Cut(come, []byte("\n"))
	if !whole {
		return nil
	}
	var e struct {
		Type string `json:"type"`
	}
	other := (*json.UnmarshalTypeError)(nil)
	switch err := json.Unmarshal(line, &e); {
	case err != nil && !errors.As(err, &other):
		return fmt.Errorf("%w; its first line is no JSON: %w", errForeign, err)
	case err != nil || e.Type == "":
		return fmt.Errorf("%w; its first line is JSON, and no event", errForeign)
	}
	return nil
}

// begin looks at what the file is.
func (b *blocks) begin() error {
	if err := Looks(b.src); err != nil {
		return err
	}
	head, _ := b.src.Peek(len(zstdSign)) // a file may be shorter
	switch {
	case bytes.HasPrefix(head, gzipSign):
		unpacked, err := gzip.NewReader(b.src)
		if err != nil {
			return &DamagedError{Err: err}
		}
		b.lines = unpacked
	case !isFrame(head):
		b.lines, b.plain = b.src, true
	}
	return nil
}

var (
	errEmpty   = errors.New("it is empty: is it a recording?")
	errForeign = errors.New("it is no recording: those are lines of JSON, as --record writes them, or such lines packed by zstd or gzip")
)

// some reads some lines: a block of them, or from a pipe those that have come.
func (b *blocks) some(p *piece) error {
	text := append(p.text[:0], b.rest...)
	whole := 0 // bytes of whole lines
	var err error
	for more := true; more && err == nil; {
		from := len(text)
		text = slices.Grow(text, blockSize)
		var n int
		n, err = b.lines.Read(text[from : from+blockSize])
		text = text[:from+n]
		if end := bytes.LastIndexByte(text[from:], '\n'); end >= 0 {
			whole = from + end + 1
		}
		more = whole == 0 || len(text) < blockSize && whole < len(text)
		if err == nil && len(text)-whole > maxLine {
			err = errLongLine
		}
	}
	if errors.Is(err, io.EOF) {
		whole = len(text) // the last line may be cut
	}
	p.text = text[:whole]
	b.rest = append(b.rest[:0], text[whole:]...) // after an error whole lines are all that is worth telling
	p.block.offset = b.at
	b.at += int64(whole)
	if b.plain {
		p.block.length = int64(whole)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return &DamagedError{Offset: b.at, Err: err}
	}
	return err
}

// errLongLine says that a line is none of a recording.
var errLongLine = fmt.Errorf("a line is longer than %d MB: is it a recording?", maxLine>>20)

// nextFrame reads a frame. One that is larger than ours are is somebody else's, who
// packed all of a file: that is unpacked as it comes.
func (b *blocks) nextFrame(p *piece) error {
	from := b.at
	ours, err := b.frame(p)
	switch {
	case errors.Is(err, io.EOF):
		return io.EOF
	case errors.Is(err, errLarge):
		return b.stream(p)
	case err != nil:
		return &DamagedError{Offset: from, Err: err}
	}
	b.at = from + int64(len(p.packed))
	p.block.offset, p.block.length, p.block.frame, p.full = from, int64(len(p.packed)), true, true
	if ours {
		return nil
	}
	if err := p.unpack(); errors.Is(err, zstd.ErrDecoderSizeExceeded) {
		return b.stream(p)
	} else if err != nil {
		return err
	}
	return nil
}

// stream goes on with lines that are unpacked as they come, from where the file
// is, begin being what was read of it already.
func (b *blocks) stream(p *piece) error {
	begin := bytes.Clone(p.packed)
	p.clear()
	unpacked, err := zstd.NewReader(io.MultiReader(bytes.NewReader(begin), b.src), zstd.WithDecoderDicts(dictionary),
		zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxStream))
	if err != nil {
		return &DamagedError{Offset: b.at, Err: err}
	}
	b.lines, b.at = unpacked, 0
	return nil
}
