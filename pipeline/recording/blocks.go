package recording

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"
)

// blockSize is how much text a block of a file without frames has, about.
const blockSize = 256 << 10

// maxLine is the longest line of a recording: a thumbnail in it has 20 KB.
const maxLine = 4 << 20

// Blocks reads a recording in pieces of whole lines: JSON as it is, packed by
// gzip or by zstd, in frames of ours or of whoever packed it.
type Blocks struct {
	src   *bufio.Reader
	lines *bufio.Reader // of what has no frames to be read one by one
	at    int64         // offset in the file, of what has
	taken atomic.Int64  // bytes of the file
	begun bool
	plain bool  // the file itself is lines
	ended error // what ended the reading
}

// Block is a piece of a recording.
type Block struct {
	Text []byte // whole lines; only what ended the recording may be cut
	// Offset and Length say where in the file the block is. A Length of 0 says that
	// it cannot be read without what comes before it.
	Offset, Length int64
	frame          bool
	packed         []byte // of one that cannot be read again
}

// Pack lets go of the text of a block, for Again to have it: it is read again, or
// packed where it cannot be.
func (b *Block) Pack() error {
	if b.Length == 0 {
		packer, err := keeper()
		if err != nil {
			return fmt.Errorf("pack a block: %w", err)
		}
		b.packed = bytes.Clone(packer.EncodeAll(b.Text, nil)) // what it is in has room for all of the text
	}
	b.Text = nil
	return nil
}

// NewBlocks returns what reads the recording in r.
func NewBlocks(r io.Reader) *Blocks {
	b := &Blocks{}
	b.src = bufio.NewReaderSize(&counted{r, &b.taken}, blockSize)
	return b
}

// Taken is how many bytes of the file have been read.
func (b *Blocks) Taken() int64 { return b.taken.Load() }

// counted counts what is read.
type counted struct {
	r io.Reader
	n *atomic.Int64
}

// Read reads on.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n.Add(int64(n))
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
		return fmt.Sprintf("the file is cut: it ends in the midst of what begins at byte %d", e.Offset)
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

// Next is the next block; io.EOF after the last. What is left of a damaged file
// comes before the error.
func (b *Blocks) Next() (Block, error) {
	for {
		if b.ended != nil {
			return Block{}, b.ended
		}
		if !b.begun {
			b.begun = true
			if b.ended = b.begin(); b.ended != nil {
				continue
			}
		}
		var block Block
		if b.lines != nil {
			block, b.ended = b.some()
		} else {
			block, b.ended = b.nextFrame()
		}
		if len(block.Text) > 0 {
			return block, nil
		}
	}
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
	case bytes.HasPrefix(head, gzipSign), isFrame(head), head[0] == '{':
		return nil
	}
	return errForeign
}

// begin looks at what the file is.
func (b *Blocks) begin() error {
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
		b.lines = bufio.NewReaderSize(unpacked, blockSize)
	case !isFrame(head):
		b.lines, b.plain = b.src, true
	}
	return nil
}

var (
	errEmpty   = errors.New("it is empty: is it a recording?")
	errForeign = errors.New("it is no recording: those are lines of JSON, as --record writes them, or such lines packed by zstd or gzip")
)

// some reads some lines.
func (b *Blocks) some() (Block, error) {
	block := Block{Offset: b.at}
	var err error
	for err == nil && (len(block.Text) < blockSize || block.Text[len(block.Text)-1] != '\n') {
		var part []byte
		part, err = b.lines.ReadSlice('\n')
		block.Text = append(block.Text, part...)
		if errors.Is(err, bufio.ErrBufferFull) {
			if err = nil; len(block.Text) > blockSize+maxLine {
				err = errLongLine
			}
		}
	}
	if err != nil && !errors.Is(err, io.EOF) { // of what ends so, whole lines are all that is worth telling
		block.Text = block.Text[:bytes.LastIndexByte(block.Text, '\n')+1]
	}
	b.at += int64(len(block.Text))
	if b.plain {
		block.Length = int64(len(block.Text))
	}
	if err != nil && !errors.Is(err, io.EOF) {
		err = &DamagedError{Offset: b.at, Err: err}
	}
	return block, err
}

// errLongLine says that a line is none of a recording.
var errLongLine = fmt.Errorf("a line is longer than %d MB: is it a recording?", maxLine>>20)

// isFrame tells whether a frame of zstd begins so, be it one that is skipped.
func isFrame(head []byte) bool {
	return bytes.HasPrefix(head, zstdSign) || len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18})
}

// nextFrame reads a frame, and what it holds. One that is larger than ours are is
// somebody else's, who packed all of a file: that is unpacked as it comes.
func (b *Blocks) nextFrame() (Block, error) {
	from := b.at
	packed, err := b.frame()
	switch {
	case errors.Is(err, io.EOF):
		return Block{}, io.EOF
	case errors.Is(err, errLarge):
		return Block{}, b.stream(packed)
	case err != nil:
		return Block{}, &DamagedError{Offset: from, Err: err}
	}
	b.at = from + int64(len(packed))
	text, err := unpack(packed)
	switch {
	case errors.Is(err, zstd.ErrDecoderSizeExceeded):
		return Block{}, b.stream(packed)
	case errors.Is(err, zstd.ErrUnknownDictionary):
		err = errors.New("it was packed by a dictionary that this version does not know: a newer inflight wrote it, or somebody else")
	}
	if err != nil {
		return Block{}, &DamagedError{Offset: from, Err: err}
	}
	return Block{Text: text, Offset: from, Length: int64(len(packed)), frame: true}, nil
}

// stream goes on with lines that are unpacked as they come, from where the file
// is, begin being what was read of it already.
func (b *Blocks) stream(begin []byte) error {
	unpacked, err := zstd.NewReader(io.MultiReader(bytes.NewReader(begin), b.src), zstd.WithDecoderDicts(dictionary),
		zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(maxStream))
	if err != nil {
		return &DamagedError{Offset: b.at, Err: err}
	}
	b.lines, b.at = bufio.NewReaderSize(unpacked, blockSize), 0
	return nil
}

// unpack is what a frame holds.
func unpack(packed []byte) ([]byte, error) {
	d, err := unpacker()
	if err != nil {
		return nil, fmt.Errorf("unpack a recording: %w", err)
	}
	return d.DecodeAll(packed, nil)
}

// errLarge says that a frame is larger than one of ours.
var errLarge = errors.New("a large frame")

// frame reads the bytes of the next frame, by RFC 8878, section 3.1.1: a header,
// blocks that each say how long they are, and a checksum. What it has read of one
// that is too large it returns with errLarge.
func (b *Blocks) frame() ([]byte, error) {
	head, err := b.src.Peek(zstd.HeaderMaxSize)
	if len(head) == 0 {
		return nil, err
	}
	var h zstd.Header
	if err := h.Decode(head); err != nil {
		return nil, cut(err)
	}
	f := &frameReader{src: b.src}
	if h.Skippable {
		err := f.take(h.HeaderSize + int(h.SkippableSize))
		return f.bytes, err
	}
	if err := f.take(h.HeaderSize); err != nil {
		return nil, err
	}
	const raw, rle, blockHeader, checksum = 0, 1, 3, 4
	for last := false; !last; {
		if err := f.take(blockHeader); err != nil {
			return nil, err
		}
		bh := binary.LittleEndian.Uint32(append(f.bytes[len(f.bytes)-blockHeader:], 0))
		size := int(bh >> 3)
		if last = bh&1 == 1; bh>>1&3 == rle {
			size = 1
		}
		if err := f.take(size); err != nil {
			return nil, err
		}
		if len(f.bytes) > maxFrame {
			return f.bytes, errLarge
		}
	}
	if h.HasCheckSum {
		if err := f.take(checksum); err != nil {
			return nil, err
		}
	}
	return f.bytes, nil
}

// frameReader reads the bytes of a frame.
type frameReader struct {
	src   io.Reader
	bytes []byte
}

func (f *frameReader) take(n int) error {
	if n > maxFrame {
		return errors.New("no frame of a recording is so large")
	}
	at := len(f.bytes)
	f.bytes = append(f.bytes, make([]byte, n)...)
	_, err := io.ReadFull(f.src, f.bytes[at:])
	return cut(err)
}

// cut says of a file that ends too early that it does, in one word.
func cut(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// Again reads a block once more, from the file it was read from.
func (b *Block) Again(file io.ReaderAt) ([]byte, error) {
	switch {
	case b.Text != nil:
		return b.Text, nil
	case b.Length == 0:
		return unpack(b.packed)
	}
	kept := make([]byte, b.Length)
	if _, err := file.ReadAt(kept, b.Offset); err != nil {
		return nil, fmt.Errorf("read the recording again: %w", cut(err))
	}
	if !b.frame {
		return kept, nil
	}
	return unpack(kept)
}
