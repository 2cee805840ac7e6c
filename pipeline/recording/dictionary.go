package recording

import (
	_ "embed"
	"sync"

	"github.com/klauspost/compress/zstd"
)

// dictionary holds what the events of most runs have in common. Files need the
// one that they were written by: it is never changed, a better one comes beside it.
//
//go:embed dictionary.zstd
var dictionary []byte

// How large things may be, so that a damaged or foreign file cannot fill the
// memory.
const (
	maxFrame  = 8 << 20 // a frame of ours
	maxMemory = 2 * maxFrame
	maxStream = 128 << 20 // the window of a file that somebody else packed
)

// newPacker returns what packs frames.
func newPacker() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary), zstd.WithEncoderLevel(zstd.SpeedBetterCompression),
		zstd.WithEncoderConcurrency(1), zstd.WithWindowSize(maxFrame), zstd.WithEncoderCRC(true))
}

// keeper packs what is kept in memory: fast.
var keeper = sync.OnceValues(func() (*zstd.Encoder, error) {
	return zstd.NewWriter(nil, zstd.WithEncoderDict(dictionary), zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
})

// unpacker unpacks frames, for everybody: it is safe for use by many goroutines
// and holds nothing of what it has unpacked.
var unpacker = sync.OnceValues(func() (*zstd.Decoder, error) {
	return zstd.NewReader(nil, zstd.WithDecoderDicts(dictionary), zstd.WithDecoderConcurrency(0), zstd.WithDecoderMaxMemory(maxMemory))
})
