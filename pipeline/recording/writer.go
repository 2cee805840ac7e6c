package recording

import (
	"bytes"
	"fmt"
	"io"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"
)

// FrameTime is how long a frame lasts at most. A crash costs no more than a second: what
// is left of that is for packing the frame and writing it.
const FrameTime = 900 * time.Millisecond

// Writer packs lines into frames. Each frame is written by one call, no more than
// FrameTime after its first line came. It is safe for use by many goroutines.
type Writer struct {
	mu     sync.Mutex
	w      io.Writer
	packer *zstd.Encoder
	lines  []byte // of the frame that is due, and maybe the beginning of one more
	packed []byte
	timer  *time.Timer // nil: none is due
	failed error
}

// NewWriter returns a Writer to w. It is closed before w is.
func NewWriter(w io.Writer) (*Writer, error) {
	packer, err := newPacker()
	if err != nil {
		return nil, fmt.Errorf("pack a recording: %w", err)
	}
	return &Writer{w: w, packer: packer}, nil
}

// Write takes lines, or parts of them. An error is of any write before.
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.failed != nil {
		return 0, w.failed
	}
	for rest := p; len(rest) > 0; { // never more in a frame than any reader takes
		n := min(len(rest), maxFrame/2)
		w.lines = append(w.lines, rest[:n]...)
		rest = rest[n:]
		if len(w.lines) >= maxFrame/2 {
			w.frame()
		}
	}
	if w.timer == nil && len(w.lines) > 0 {
		w.timer = time.AfterFunc(FrameTime, w.due)
	}
	if w.failed != nil {
		return 0, w.failed
	}
	return len(p), nil
}

// due writes the frame whose time is over.
func (w *Writer) due() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer = nil
		w.frame()
	}
}

// frame writes the lines that are whole as a frame. The lock is held.
func (w *Writer) frame() {
	end := bytes.LastIndexByte(w.lines, '\n') + 1
	if end == 0 && len(w.lines) >= maxFrame/2 { // a line that long is none of ours: it goes on in the next frame
		end = len(w.lines)
	}
	w.pack(end)
}

// pack writes the first n bytes as a frame. The lock is held.
func (w *Writer) pack(n int) {
	if n == 0 || w.failed != nil {
		return
	}
	w.packed = w.packer.EncodeAll(w.lines[:n], w.packed[:0])
	if _, err := w.w.Write(w.packed); err != nil {
		w.failed = fmt.Errorf("write a frame of the recording: %w", err)
	}
	w.lines = append(w.lines[:0], w.lines[n:]...)
}

// Close writes what is left. It may be called again.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
		w.timer = nil
	}
	w.pack(len(w.lines))
	return w.failed
}
