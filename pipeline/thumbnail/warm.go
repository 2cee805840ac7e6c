package thumbnail

import (
	"context"
	"errors"
	"fmt"
	"image"
	"maps"
	"runtime"
	"slices"
	"sync"
	"time"

	"inflight/pipeline/freeze"
)

// Bounds of the ffmpegs that are kept warm.
const (
	warmImages   = 2000             // an ffmpeg makes so many, then another takes its place
	warmIdle     = 30 * time.Second // how long it waits for the next image of its kind
	warmPixels   = 40_000_000       // as decoded: of a larger one the memory would stay with it
	warmBytes    = 64 << 20         // of a file
	warmMemory   = 2 << 30          // of its data; the largest image it is given takes half of that
	warmStart    = 20 * time.Second // it has to answer its first marker within
	warmFailures = 3                // so many in a row that do not start, and none is started for warmPause
	warmPause    = time.Minute
)

// warmPool are the ffmpegs that wait for an image. Who takes one owns it until it is
// put back.
type warmPool struct {
	program string
	fit     Fit
	limit   time.Duration
	world   *freeze.World

	memory uint64         // of one process; 0 is warmMemory
	ending sync.WaitGroup // those that endIdle ends

	mu     sync.Mutex
	idle   []*warmProcess // the one used last at the end
	timer  *time.Timer    // looks for those that have waited too long
	failed int            // starts in a row
	off    time.Time      // until when none is started
	closed bool
	tally  Tally
}

// Tally says how the thumbnails of a run were made.
type Tally struct {
	Warm    int            // by an ffmpeg that made others before, or will
	OneShot map[string]int // by a program of their own, by the reason
}

// warmKinds is how many kinds there are: four of JPEG by how it is made smaller, and
// two of PNG and of WebP.
const warmKinds = 4 + 2 + 2

// mostIdle is how many wait, each of which holds 12 to 105 MB: one of each kind at least, else
// a folder of all kinds would have them end and start all the time.
func mostIdle() int { return max(2*runtime.GOMAXPROCS(0), warmKinds) }

// Reasons why an image has a program of its own.
const (
	oneShotFormat    = "another format than JPEG, PNG and WebP"
	oneShotShape     = "packed in a way that only a program of its own reads"
	oneShotLarge     = "larger than a warm ffmpeg is given"
	oneShotNoPicture = "damaged, or so it seemed"
	oneShotSaid      = "ffmpeg complained of it"
	oneShotEnded     = "the warm ffmpeg ended, or did not answer"
	oneShotNoStart   = "no ffmpeg could be kept warm"
)

// keyOf is the kind of ffmpeg that makes an image; the reason is why none does.
func (p *warmPool) keyOf(s *source, lowres int) (k warmKey, reason string) {
	switch pixels := int64(halved(s.Width, lowres)) * int64(halved(s.Height, lowres)); {
	case codecs[s.Format] == "":
		return k, oneShotFormat
	case !warmPossible:
		return k, oneShotNoStart
	case s.unfold != nil || s.oneGo || !s.frame.Empty() || s.matrix != "" || s.foreign != "" || s.input != s.Format+"_pipe":
		return k, oneShotShape
	case pixels > warmPixels || len(s.picture) > warmBytes:
		return k, oneShotLarge
	}
	return warmKey{format: s.Format, lowres: lowres, alpha: s.Alpha}, ""
}

// shrink makes a thumbnail, not yet upright, with an ffmpeg that is warm. The reason
// says why that was not possible; then nothing is known of the image.
func (p *warmPool) shrink(ctx context.Context, s *source, lowres int) (made answer, reason string) {
	k, reason := p.keyOf(s, lowres)
	if reason != "" {
		return nil, reason
	}
	w, err := p.take(ctx, k)
	if err != nil {
		return nil, oneShotNoStart
	}
	made, err = w.ask(ctx, p.world, s.picture, p.limit)
	w.made++
	switch {
	case err == nil:
		p.put(w)
		if !made.of(halved(s.Width, lowres), halved(s.Height, lowres)) {
			return nil, oneShotNoPicture
		}
		return made, ""
	case errors.Is(err, errNoPicture):
		p.put(w)
		return nil, oneShotNoPicture
	case errors.Is(err, errSaid):
		p.put(w)
		return nil, oneShotSaid
	}
	w.end()
	return nil, oneShotEnded
}

// take returns an ffmpeg of a kind: one that waits, or a new one.
func (p *warmPool) take(ctx context.Context, k warmKey) (*warmProcess, error) {
	p.mu.Lock()
	for i := len(p.idle) - 1; i >= 0 && !p.closed; i-- {
		if w := p.idle[i]; w.key == k {
			p.idle = slices.Delete(p.idle, i, i+1)
			p.mu.Unlock()
			return w, nil
		}
	}
	off := p.closed || time.Now().Before(p.off)
	p.mu.Unlock()
	if off {
		return nil, errors.New("none is started")
	}
	w, err := p.start(ctx, k)
	p.mu.Lock()
	defer p.mu.Unlock()
	switch {
	case err == nil:
		p.failed = 0
	case ctx.Err() == nil:
		if p.failed++; p.failed >= warmFailures {
			p.failed, p.off = 0, time.Now().Add(warmPause)
		}
	}
	return w, err
}

// start starts an ffmpeg of a kind.
func (p *warmPool) start(ctx context.Context, k warmKey) (*warmProcess, error) {
	memory := p.memory
	if memory == 0 {
		memory = warmMemory
	}
	return startWarm(ctx, p.world, p.program, k, p.fit, min(p.limit, warmStart), memory)
}

// put gives an ffmpeg back. One that has made many ends, and so does the one that has
// waited longest if too many wait.
func (p *warmPool) put(w *warmProcess) {
	w.since = time.Now()
	var over []*warmProcess
	p.mu.Lock()
	if p.closed || w.made >= warmImages {
		over = append(over, w)
	} else {
		p.idle = append(p.idle, w)
		if more := len(p.idle) - mostIdle(); more > 0 {
			over = append(over, p.idle[:more]...)
			p.idle = slices.Delete(p.idle, 0, more)
		}
		if p.timer == nil {
			p.timer = time.AfterFunc(warmIdle, p.endIdle)
		}
	}
	p.mu.Unlock()
	endAll(over)
}

// endIdle ends those that have waited too long. Their end is waited for without the
// lock: who wants an ffmpeg meanwhile gets another.
func (p *warmPool) endIdle() {
	p.mu.Lock()
	if p.closed { // and nothing is idle
		p.mu.Unlock()
		return
	}
	n := 0
	for n < len(p.idle) && time.Since(p.idle[n].since) >= warmIdle {
		n++
	}
	over := slices.Clone(p.idle[:n])
	p.idle = slices.Delete(p.idle, 0, n)
	p.timer = nil
	if len(p.idle) > 0 {
		p.timer = time.AfterFunc(warmIdle-time.Since(p.idle[0].since), p.endIdle)
	}
	p.ending.Add(1)
	p.mu.Unlock()
	defer p.ending.Done()
	endAll(over)
}

// close ends those that wait, and returns when they have ended. One in use ends when
// it is put back.
func (p *warmPool) close() {
	p.mu.Lock()
	p.closed = true
	if p.timer != nil {
		p.timer.Stop()
	}
	over := p.idle
	p.idle = nil
	p.mu.Unlock()
	endAll(over)
	p.ending.Wait()
}

// endAll ends processes.
func endAll(over []*warmProcess) {
	for _, w := range over {
		w.end()
	}
}

// count takes note of how a thumbnail was made: warm, if there is no reason why not.
func (p *warmPool) count(reason string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if reason == "" {
		p.tally.Warm++
		return
	}
	if p.tally.OneShot == nil {
		p.tally.OneShot = map[string]int{}
	}
	p.tally.OneShot[reason]++
}

// tallied is how the thumbnails have been made so far.
func (p *warmPool) tallied() Tally {
	p.mu.Lock()
	defer p.mu.Unlock()
	return Tally{Warm: p.tally.Warm, OneShot: maps.Clone(p.tally.OneShot)}
}

// upright is the thumbnail in an answer, turned and at its place.
func (a answer) upright(s *source, fit Fit) (image.Image, error) {
	p := fit.place(s.Width, s.Height, turned(s.Orientation))
	if len(a) != answerBytes {
		return nil, fmt.Errorf("ffmpeg answered with %d bytes instead of %d", len(a), answerBytes)
	}
	out := image.NewNRGBA(image.Rect(0, 0, Size, Size))
	left, top := (Size-p.size.X)/2, (Size-p.size.Y)/2
	for y := range p.size.Y {
		for x := range p.size.X {
			at := upright(s.Orientation, p.size, image.Pt(x, y)).Add(p.place)
			copy(out.Pix[out.PixOffset(at.X, at.Y):][:4], a[4*((y+top)*Size+x+left):])
		}
	}
	return out, nil
}
