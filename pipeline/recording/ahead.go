package recording

import (
	"context"
	"io"
	"runtime"
	"sync"

	"inflight/pipeline/event"
)

// maxDecoders is how many goroutines decode at most: more than this are quicker than
// any fold.
const maxDecoders = 4

// ReadAhead does what Read does, quicker, for a file that is not waited for: blocks are
// unpacked and decoded on as many goroutines as there are processors, some ahead of the
// one that take has. Their order is that of the file. What take is given is its own
// until it returns. An error of take ends the reading, as ctx does; r is not read any
// more when ReadAhead has returned. All who work on it call rest before each block, and
// each hundred lines, and go on when it returns, which it does when ctx ends.
func ReadAhead(ctx context.Context, r io.Reader, rest func(context.Context), take func(Block, []event.Event) error) error {
	ctx, stop := context.WithCancel(ctx)
	decoders := min(runtime.GOMAXPROCS(0), maxDecoders)
	a := newAhead(2*decoders+1, rest) // while one is folded and each decoder has one, so many more are read
	var running sync.WaitGroup
	defer running.Wait()
	defer stop()
	running.Go(func() { a.read(ctx, newBlocks(r)) })
	for range decoders {
		running.Go(func() { a.open(ctx) })
	}
	var at progress
	for {
		p, err := a.next(ctx)
		if err != nil {
			return err
		}
		if p.ended != nil {
			return at.ends(p.ended)
		}
		if err := take(p.block, p.events); err != nil {
			return err
		}
		if err := at.passed(&p.piece); err != nil {
			return err
		}
		a.free <- p
	}
}

// ahead is the way of the pieces: the reader fills those that are free, the decoders
// open them in any order, and in the order of the file they are taken and free again.
// There are as many as each channel has room for, so that only who finds none has to
// wait.
type ahead struct {
	free, closed, order chan *aheadPiece
	rest                func(context.Context)
}

// aheadPiece is a piece that others work on.
type aheadPiece struct {
	piece
	ended  error         // there is no piece: the recording has ended
	opened chan struct{} // takes one: a decoder is done with it
}

func newAhead(pieces int, rest func(context.Context)) *ahead {
	a := &ahead{free: make(chan *aheadPiece, pieces), closed: make(chan *aheadPiece, pieces), order: make(chan *aheadPiece, pieces), rest: rest}
	for range pieces {
		a.free <- &aheadPiece{opened: make(chan struct{}, 1)}
	}
	return a
}

// read reads the recording, to its end or that of ctx.
func (a *ahead) read(ctx context.Context, from *blocks) {
	defer close(a.closed)
	for {
		select {
		case <-ctx.Done():
			return
		case p := <-a.free:
			a.rest(ctx)
			p.ended = from.next(&p.piece)
			a.order <- p
			if p.ended != nil {
				p.opened <- struct{}{}
				return
			}
			a.closed <- p
		}
	}
}

// open makes events of what was read.
func (a *ahead) open(ctx context.Context) {
	d, rest := event.NewDecoder(), func() { a.rest(ctx) }
	for p := range a.closed {
		rest()
		if ctx.Err() != nil {
			return
		}
		p.open(d, rest)
		if err := p.pack(); err != nil && p.damage == nil {
			p.damage = err
		}
		p.opened <- struct{}{}
	}
}

// next is the next piece of the recording.
func (a *ahead) next(ctx context.Context) (*aheadPiece, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var p *aheadPiece
	select {
	case p = <-a.order:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	select {
	case <-p.opened:
	case <-ctx.Done():
		return nil, ctx.Err()
	}
	a.rest(ctx)
	return p, ctx.Err()
}
