package cli

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"github.com/spf13/cobra"

	"inflight/pipeline/event"
	"inflight/pipeline/recording"
	"inflight/ui"
	"inflight/ui/plain"
)

// replaySettings are the flags of `inflight replay`.
type replaySettings struct {
	look
	speed    float64
	headless bool
	plain    bool
}

// Speeds at which a recording can be played, besides 0.
const (
	minSpeed = 0.01
	maxSpeed = 1000
)

// newReplay is the command `inflight replay`.
func newReplay(s Streams) *cobra.Command {
	var set replaySettings
	cmd := &cobra.Command{
		Use:   "replay FILE",
		Short: "Play a recording that --record made",
		Long: `Play a recording that --record made: the screen shows what it showed then,
at the pace of then. Nothing runs and nothing can be changed. When the
recording has ended the screen stays, with the time standing still, until q.`,
		Example: `inflight run --record lesson.jsonl
inflight replay lesson.jsonl
inflight replay lesson.jsonl --speed 4`,
	}
	set.bind(cmd.Flags())
	cmd.Flags().Float64Var(&set.speed, "speed", 1, "how many times as fast as recorded; 0 is without any waiting")
	cmd.Flags().BoolVar(&set.headless, "headless", false, "no screen: events as JSON lines on stdout")
	cmd.Flags().BoolVar(&set.plain, "plain", false, "no screen: what happened in words, a line an event")
	cmd.RunE = func(c *cobra.Command, args []string) error {
		if len(args) != 1 {
			return usagef("which recording? name one file, as in `inflight replay lesson.jsonl`")
		}
		if set.speed != 0 && !(set.speed >= minSpeed && set.speed <= maxSpeed) {
			return usagef("--speed %v: it has to be %v to %v, or 0", set.speed, minSpeed, maxSpeed)
		}
		if err := set.validate(); err != nil {
			return err
		}
		return replay(c.Context(), args[0], &set, s)
	}
	return cmd
}

// replay plays a recording on a screen, or writes it out.
func replay(ctx context.Context, path string, set *replaySettings, s Streams) error {
	switch {
	case set.headless && set.plain:
		return usagef("--headless and --plain exclude each other: JSON lines, or words")
	case !set.headless && !set.plain && !s.Terminal:
		return errNoTerminal()
	}
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("there is no recording %s: `inflight run --record %s` makes one", path, path)
	case err != nil:
		return fmt.Errorf("open the recording: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	var length time.Duration
	if _, err := f.Seek(0, io.SeekStart); err == nil { // else it is a pipe, and is read once
		length = lengthOf(f)
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return fmt.Errorf("%s: read it from its begin: %w", path, err)
		}
	}
	file := bufio.NewReader(f)
	if err := recording.Looks(file); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	p := &playback{speed: set.speed, length: length}
	switch {
	case set.headless:
		err = replayHeadless(ctx, p, file, s.Out)
	case set.plain:
		err = replayTo(ctx, p, file, (&plain.Teller{W: s.Out}).Tell)
	default:
		err = replayOnScreen(ctx, p, file, set.options(s))
	}
	if e := (*exit)(nil); err != nil && !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", path, err)
	}
	return err
}

// replayHeadless writes the events that a run with --headless writes.
func replayHeadless(ctx context.Context, p *playback, file io.Reader, w io.Writer) error {
	enc := json.NewEncoder(&escaped{w: w})
	enc.SetEscapeHTML(false)
	return replayTo(ctx, p, file, func(e event.Event) error {
		if leftOutHeadless(&e) {
			return nil
		}
		if err := enc.Encode(e); err != nil {
			return fmt.Errorf("stdout: %w", err)
		}
		return nil
	})
}

// replayTo hands each event to out when it is due.
func replayTo(ctx context.Context, p *playback, file io.Reader, out func(event.Event) error) error {
	err := p.play(ctx, file, out)
	if ctx.Err() != nil {
		return &exit{status: stopStatus(ctx, false)}
	}
	return err
}

// replayOnScreen shows the events as they come due, until a person quits.
func replayOnScreen(ctx context.Context, p *playback, file io.Reader, o ui.Options) error {
	log := &event.Log{}
	o.Events, o.Control, o.Now, o.Playing = log.NewReader(), recorded{}, p.now, p.playing
	o.Wall = time.Now // where the recording has ended, what is said to a person passes all the same
	playing, stop := context.WithCancel(ctx)
	defer stop()
	played := make(chan error, 1)
	go func() {
		err := p.play(playing, file, func(e event.Event) error {
			log.Emit(e)
			return nil
		})
		if err != nil && playing.Err() == nil {
			log.Emit(event.Event{Time: p.now(), Body: &event.ActionTaken{Text: "the recording", Error: event.Reason(err)}})
		}
		log.Close()
		played <- err
	}()
	err := ui.Run(ctx, o)
	quit := playing.Err() == nil
	stop()
	damage := <-played
	switch {
	case errors.Is(err, ui.ErrInterrupted):
		return &exit{status: exitInterrupted}
	case ctx.Err() != nil:
		return stopped(ctx)
	case quit && errors.Is(damage, context.Canceled):
		damage = nil // a person had seen enough
	}
	return errors.Join(err, damage)
}
