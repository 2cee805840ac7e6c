package recording

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/klauspost/compress/zstd"
)

// isFrame tells whether a frame of zstd begins so, be it one that is skipped.
func isFrame(head []byte) bool {
	return bytes.HasPrefix(head, zstdSign) || len(head) >= 4 && head[0]&0xf0 == 0x50 && bytes.Equal(head[1:4], []byte{0x2a, 0x4d, 0x18})
}

// errLarge says that a frame is larger than one of ours.
var errLarge = errors.New("a large frame")

// frame reads the bytes of the next frame into p, by RFC 8878, section 3.1.1: a header,
// blocks that each say how long they are, and a checksum. It tells whether the frame
// says, as ours do, that it holds no more than any reader takes. What it has read of one
// that is too large p has with errLarge.
func (b *blocks) frame(p *piece) (ours bool, err error) {
	head, err := b.src.Peek(zstd.HeaderMaxSize)
	if len(head) == 0 {
		return false, err
	}
	var h zstd.Header
	if err := h.Decode(head); err != nil {
		return false, cut(err)
	}
	f := &frameReader{src: b.src, bytes: p.packed[:0]}
	defer func() { p.packed = f.bytes }()
	if h.Skippable {
		return false, f.take(h.HeaderSize + int(h.SkippableSize))
	}
	if err := f.take(h.HeaderSize); err != nil {
		return false, err
	}
	const rle, blockHeader, checksum = 1, 3, 4
	for last := false; !last; {
		if err := f.take(blockHeader); err != nil {
			return false, err
		}
		bh := binary.LittleEndian.Uint32(append(f.bytes[len(f.bytes)-blockHeader:], 0))
		size := int(bh >> 3)
		if last = bh&1 == 1; bh>>1&3 == rle {
			size = 1
		}
		if err := f.take(size); err != nil {
			return false, err
		}
		if len(f.bytes) > maxFrame {
			return false, errLarge
		}
	}
	if h.HasCheckSum {
		if err := f.take(checksum); err != nil {
			return false, err
		}
	}
	return h.HasFCS && h.FrameContentSize <= maxMemory, nil
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

// unpack is what a frame holds, in the room that to has, where that is enough.
func unpack(packed, to []byte) ([]byte, error) {
	d, err := unpacker()
	if err != nil {
		return nil, fmt.Errorf("unpack a recording: %w", err)
	}
	return d.DecodeAll(packed, to[:0])
}
