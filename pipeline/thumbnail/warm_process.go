package thumbnail

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"time"

	"inflight/pipeline/freeze"
)

// warmProcess is an ffmpeg that makes one thumbnail after the other. One goroutine at
// a time uses it.
type warmProcess struct {
	key    warmKey
	cmd    *exec.Cmd
	input  *os.File
	output *os.File
	said   *os.File
	made   int       // images since it began
	since  time.Time // when it was used last
}

// errNoPicture says that a warm ffmpeg passed an image by, without a word.
var errNoPicture = errors.New("no picture came before the marker")

// errOutOfStep says that the answers of a process cannot be told apart any more.
var errOutOfStep = errors.New("the answers do not fit the questions")

// errSaid says that ffmpeg complained of an image that it made a picture of.
var errSaid = errors.New("ffmpeg complained")

// startWarm starts an ffmpeg, with so much memory where that can be limited, and
// waits until it has answered a marker.
func startWarm(ctx context.Context, world *freeze.World, program string, k warmKey, fit Fit, limit time.Duration, memory uint64) (*warmProcess, error) {
	p := &warmProcess{key: k, cmd: exec.Command(program, k.args(fit)...)} //nolint:noctx // it outlives the image it is started for
	ownGroup(p.cmd)
	p.cmd.Cancel = nil // there is no context to end it
	endWithParent(p.cmd)
	stdin, input, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	output, stdout, err := os.Pipe()
	if err != nil {
		closeAll(stdin, input)
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	said, stderr, err := os.Pipe()
	if err != nil {
		closeAll(stdin, input, output, stdout)
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	p.input, p.output, p.said = input, output, said
	p.cmd.Stdin, p.cmd.Stdout, p.cmd.Stderr = stdin, stdout, stderr
	err = p.cmd.Start()
	closeAll(stdin, stdout, stderr)
	if err != nil {
		closeAll(input, output, said)
		return nil, fmt.Errorf("start ffmpeg: %w", err)
	}
	stepBack(p.cmd)
	limitMemory(p.cmd, memory)
	if _, err := p.ask(ctx, world, nil, limit); !errors.Is(err, errNoPicture) {
		p.end()
		if err == nil {
			err = errOutOfStep
		}
		return nil, err
	}
	return p, nil
}

// closeAll closes our ends of pipes, or theirs.
func closeAll(files ...*os.File) {
	for _, f := range files {
		_ = f.Close()
	}
}

// ask sends an image and a marker, and returns the picture that comes before the
// marker. After errNoPicture and errSaid the process is sound; after any other error
// it has to be ended. Without an image there is only the marker. While the world
// stands the process is stopped, and the time limit with it.
func (p *warmProcess) ask(ctx context.Context, world *freeze.World, file []byte, limit time.Duration) (answer, error) {
	var random [8]byte
	_, _ = rand.Read(random[:]) // it does not fail
	m := marker(binary.LittleEndian.Uint64(random[:]))

	for _, f := range []*os.File{p.input, p.output} {
		if err := f.SetDeadline(time.Time{}); err != nil {
			return nil, fmt.Errorf("set a time limit: %w", err)
		}
	}
	limited, tooLong := context.WithCancelCause(ctx)
	defer tooLong(nil)
	defer begin(ctx, world, p.cmd, limit, tooLong)()
	stop := context.AfterFunc(limited, func() { // what is read and written now ends
		_ = p.input.SetDeadline(time.Unix(1, 0))
		_ = p.output.SetDeadline(time.Unix(1, 0))
	})
	defer stop()

	var work sync.WaitGroup
	var sent error
	work.Go(func() { sent = p.send(file, m.file(p.key.format)) })
	var complaint counted
	work.Go(func() { _, _ = io.Copy(&complaint, p.said) }) // it ends by its deadline, or with ffmpeg
	made, err := p.read(m)
	if err != nil && !errors.Is(err, errNoPicture) {
		_ = p.input.SetDeadline(time.Unix(1, 0))
	}
	_ = p.said.SetReadDeadline(time.Unix(1, 0))
	work.Wait()
	_ = p.said.SetReadDeadline(time.Time{})
	switch {
	case ctx.Err() != nil:
		return nil, errors.Join(errOutOfStep, ctx.Err())
	case err != nil && !errors.Is(err, errNoPicture):
		return nil, err
	case sent != nil:
		return nil, fmt.Errorf("write to ffmpeg: %w", sent)
	case err != nil:
		_ = waiting(p.said)
		return nil, err
	case complaint > 0 || waiting(p.said) > 0:
		return nil, errSaid
	}
	return made, nil
}

// counted counts what is written to it.
type counted int

// Write counts bytes.
func (c *counted) Write(b []byte) (int, error) {
	*c += counted(len(b))
	return len(b), nil
}

// send writes files as parts of a multipart stream.
func (p *warmProcess) send(files ...[]byte) error {
	for _, f := range files {
		if f == nil {
			continue
		}
		var head bytes.Buffer
		fmt.Fprintf(&head, "--b\r\nContent-Type: image/jpeg\r\nContent-Length: %d\r\n\r\n", len(f))
		for _, b := range [][]byte{head.Bytes(), f, []byte("\r\n")} {
			if _, err := p.input.Write(b); err != nil {
				return err
			}
		}
	}
	return nil
}

// read reads pictures up to the marker: one, or none.
func (p *warmProcess) read(m marker) (answer, error) {
	first := make([]byte, answerBytes)
	if _, err := io.ReadFull(p.output, first); err != nil {
		return nil, fmt.Errorf("read from ffmpeg: %w", err)
	}
	if m.in(first) && answer(first).of(p.markerSize()) {
		return nil, errNoPicture
	}
	second := make([]byte, answerBytes)
	if _, err := io.ReadFull(p.output, second); err != nil {
		return nil, fmt.Errorf("read from ffmpeg: %w", err)
	}
	if !m.in(second) || !answer(second).of(p.markerSize()) {
		return nil, errOutOfStep
	}
	return first, nil
}

// markerSize is how large a marker is when it has been decoded.
func (p *warmProcess) markerSize() (width, height int) {
	n := halved(Size, p.key.lowres)
	return n, n
}

// end ends the process and all it started, and waits for that.
func (p *warmProcess) end() {
	endGroup(p.cmd)
	_ = p.cmd.Process.Kill()
	_ = p.cmd.Wait()
	closeAll(p.input, p.output, p.said)
}
