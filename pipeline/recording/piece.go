package recording

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/klauspost/compress/zstd"

	"inflight/pipeline/event"
)

// Block says where some events are, so that they can be read once more.
type Block struct {
	// offset and length say where in the file the block is. A length of 0 says that
	// it cannot be read without what comes before it.
	offset, length int64
	frame          bool
	packed         []byte // of one that cannot be read again
	events         int
	taken          int64
}

// Taken is how many bytes of the file had been read when the block was.
func (b *Block) Taken() int64 { return b.taken }

// piece is a block on its way: read from the file, unpacked and decoded. Each of these
// uses the room of what was in the piece before.
type piece struct {
	block  Block
	packed []byte // the frame
	full   bool   // the frame is not unpacked yet
	text   []byte // whole lines; only what ended the recording may be cut
	lines  int    // of the text, that were decoded
	events []event.Event
	damage error // why there are no more events, though there should be
}

// clear makes room.
func (p *piece) clear() {
	p.block, p.full, p.text, p.lines, p.events, p.damage = Block{}, false, p.text[:0], 0, p.events[:0], nil
}

// empty tells whether nothing is in it.
func (p *piece) empty() bool { return !p.full && len(p.text) == 0 }

// unpack makes text of a frame.
func (p *piece) unpack() error {
	p.full = false
	text, err := unpack(p.packed, p.text)
	if errors.Is(err, zstd.ErrUnknownDictionary) {
		err = errors.New("it was packed by a dictionary that this version does not know: a newer inflight wrote it, or somebody else")
	}
	if err != nil {
		return &DamagedError{Offset: p.block.offset, Err: err}
	}
	p.text = text
	return nil
}

// restLines is after how many lines whoever decodes rests where others want to go on:
// some tenths of a millisecond.
const restLines = 100

// open makes events of what was read, and calls rest from time to time.
func (p *piece) open(d *event.Decoder, rest func()) {
	if p.full {
		p.damage = p.unpack()
	}
	if p.damage == nil {
		p.decode(d, rest)
	}
	p.block.events = len(p.events)
}

// restless is the rest of who has nobody to rest for.
func restless() {}

// decode makes events of the text.
func (p *piece) decode(d *event.Decoder, rest func()) {
	p.events = slices.Grow(p.events, bytes.Count(p.text, []byte{'\n'})+1)
	for text := p.text; len(text) > 0; {
		line, after, whole := bytes.Cut(text, []byte{'\n'})
		text = after
		if p.lines++; p.lines%restLines == 0 {
			rest()
		}
		if len(line) == 0 {
			continue
		}
		p.events = p.events[:len(p.events)+1]
		e := &p.events[len(p.events)-1]
		err := d.Decode(line, e)
		if err == nil && e.Body != nil {
			continue
		}
		p.events = p.events[:len(p.events)-1]
		p.damage = &lineError{line: p.lines, cut: err != nil && !whole, err: err}
		return
	}
}

// lineError says that a line is no event.
type lineError struct {
	line int
	cut  bool  // it ends too early
	err  error // nil: it is JSON, but has no type
}

// Error says which line it is.
func (e *lineError) Error() string {
	switch {
	case e.cut:
		return fmt.Sprintf("line %d of the recording is cut", e.line)
	case e.err == nil:
		return fmt.Sprintf("line %d of the recording is no event: it has no type", e.line)
	}
	return fmt.Sprintf("line %d of the recording: %v", e.line, e.err)
}

// Unwrap is what is wrong with the line.
func (e *lineError) Unwrap() error { return e.err }

// progress is how far a recording has been read.
type progress struct {
	lines, events int
	last          time.Time // when the last event happened
}

// passed takes in a piece whose events have been handed on, and says where the
// recording ends if it ends with it.
func (p *progress) passed(of *piece) error {
	before := p.lines
	p.lines += of.lines
	p.events += len(of.events)
	if n := len(of.events); n > 0 {
		p.last = of.events[n-1].Time
	}
	if of.damage == nil {
		return nil
	}
	if line := (*lineError)(nil); errors.As(of.damage, &line) {
		line.line += before
	}
	return p.ends(of.damage)
}

// ends says where the recording ends that cannot be read on; of one that is at its
// end there is nothing to say.
func (p *progress) ends(err error) error {
	if errors.Is(err, io.EOF) {
		return nil
	}
	return &EndsError{Events: p.events, Last: p.last, Err: err}
}

// pack keeps what is read of a block that cannot be read again.
func (p *piece) pack() error {
	if p.block.length > 0 {
		return nil
	}
	packer, err := keeper()
	if err != nil {
		return fmt.Errorf("pack a block: %w", err)
	}
	p.packed = packer.EncodeAll(p.text, p.packed[:0])
	p.block.packed = bytes.Clone(p.packed) // what it is in has room for more
	return nil
}
