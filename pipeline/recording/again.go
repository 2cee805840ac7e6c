package recording

import (
	"fmt"
	"io"
	"slices"
	"sync"

	"inflight/pipeline/event"
)

// room is what it takes to read a block: the bytes of it, and a decoder.
type room struct {
	piece

	decoder *event.Decoder
}

// rooms are to be used again: to go to another moment reads several blocks, of
// megabytes.
var rooms = sync.Pool{New: func() any { return &room{decoder: event.NewDecoder()} }}

// Again reads the events of a block once more, from the file it was read from. It may
// be asked by many goroutines.
func (b *Block) Again(file io.ReaderAt) ([]event.Event, error) {
	r := rooms.Get().(*room) //nolint:forcetypeassert // New makes them
	defer rooms.Put(r)
	r.clear()
	if err := r.fill(b, file); err != nil {
		return nil, err
	}
	r.open(r.decoder, restless)
	events, damage := r.events, r.damage
	r.events = nil // whoever asked has them
	if len(events) < b.events && damage != nil {
		return nil, damage
	}
	return events, nil
}

// fill gets what a block is made of.
func (p *piece) fill(b *Block, file io.ReaderAt) error {
	to := &p.text
	if p.full = b.frame || b.length == 0; p.full {
		to = &p.packed
	}
	if b.length == 0 {
		*to = append((*to)[:0], b.packed...)
		return nil
	}
	*to = slices.Grow((*to)[:0], int(b.length))[:b.length]
	if _, err := file.ReadAt(*to, b.offset); err != nil {
		return fmt.Errorf("read the recording again: %w", cut(err))
	}
	return nil
}
