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

	"github.com/charmbracelet/x/term"
	"github.com/spf13/cobra"

	"inflight/pipeline/event"
	"inflight/pipeline/history"
	"inflight/pipeline/recording"
	"inflight/ui"
	"inflight/ui/plain"
	"inflight/ui/rewind"
)

// replaySettings are the flags of `inflight replay`.
type replaySettings struct {
	look
	speed    float64
	paused   bool
	from     moment
	at       int64
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
at the pace of then, and one can go back and forth in it: space, and the keys
that ? names. Nothing runs and nothing can be changed. When the recording has
ended the screen stays, with the time standing still, until q. What comes from
a pipe is played as it comes; - is standard input.`,
		Example: `inflight run --record lesson.jsonl.zst
inflight replay lesson.jsonl.zst
inflight replay lesson.jsonl.zst --from 12:03:04 --paused
inflight replay lesson.jsonl.zst --speed 4
ssh host tail -n +1 -f lesson.jsonl | inflight replay -`,
	}
	set.bind(cmd.Flags())
	cmd.Flags().Float64Var(&set.speed, "speed", 1, "how many times as fast as recorded; 0 is without any waiting")
	cmd.Flags().BoolVar(&set.paused, "paused", false, "stand where it begins, until space")
	cmd.Flags().Var(&set.from, "from", "begin here: 12:03:04, or since the begin 1:30 or 90s")
	cmd.Flags().Int64Var(&set.at, "at", 0, "begin after so many events")
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
		switch {
		case set.at < 0:
			return usagef("--at %d: it has to be a number of events", set.at)
		case set.at > 0 && set.from.text != "":
			return usagef("--at and --from both say where to begin: name one")
		case set.paused && (set.headless || set.plain):
			return usagef("--paused is for the screen, where space goes on")
		}
		return replay(c.Context(), args[0], &set, s)
	}
	return cmd
}

// replay plays a recording on a screen, or writes it out.
func replay(ctx context.Context, path string, set *replaySettings, s Streams) error {
	switch in, isFile := s.In.(*os.File); {
	case path == stdin && isFile && term.IsTerminal(in.Fd()):
		return usagef("standard input is the terminal: pipe a recording into it, as in `cat lesson.jsonl | inflight replay -`")
	case set.headless && set.plain:
		return usagef("--headless and --plain exclude each other: JSON lines, or words")
	case !set.headless && !set.plain:
		if path == stdin || path == stdinFile { // keys come from the terminal all the same
			s.Terminal = s.Screen
		}
		if err := drawable(s, "--plain for words, or --headless for JSON lines"); err != nil {
			return err
		}
	}
	f, err := openRecording(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("there is no recording %s: `inflight run --record %s` makes one", path, path)
	case err != nil:
		return fmt.Errorf("open the recording: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was only read
	err = set.play(ctx, f, s)
	if e := (*exit)(nil); err != nil && !errors.As(err, &e) {
		return fmt.Errorf("%s: %w", path, err)
	}
	return err
}

// stdin is the name by which standard input is replayed, and stdinFile the file that it is
// where systems have one: of that one can stop reading while nothing comes.
const (
	stdin     = "-"
	stdinFile = "/dev/stdin"
)

// openRecording opens a recording.
func openRecording(path string) (*os.File, error) {
	if path != stdin {
		return os.Open(path) //nolint:wrapcheck // replay says what it was for
	}
	if f, err := os.Open(stdinFile); err == nil {
		return f, nil
	}
	return os.Stdin, nil
}

// play plays what is in a file, or comes from a pipe.
func (set *replaySettings) play(ctx context.Context, f *os.File, s Streams) error {
	file := bufio.NewReader(f)
	giveUp := func() { _ = f.SetReadDeadline(time.Unix(1, 0)) } // it fails for a file, which nobody has to wait for
	defer context.AfterFunc(ctx, giveUp)()
	if err := recording.Looks(file); ctx.Err() != nil {
		return &exit{status: stopStatus(ctx, false)}
	} else if err != nil {
		return err //nolint:wrapcheck // it says what is wrong, and replay with which file
	}
	p := &playback{speed: set.speed, begins: set.begins, giveUp: giveUp}
	_, pipe := f.Seek(0, io.SeekStart)
	switch {
	case pipe == nil && !set.headless && !set.plain:
		return replayFile(ctx, f, set, set.options(s))
	case set.headless || set.plain:
		if pipe == nil {
			file.Reset(f)
		}
		return set.replayWritten(ctx, p, file, s)
	case set.paused || set.at > 0 || set.from.text != "":
		return usagef("what comes from a pipe is played as it comes: --paused, --at and --from are for files")
	}
	return replayOnScreen(ctx, p, file, set.options(s))
}

// replayWritten writes a recording out.
func (set *replaySettings) replayWritten(ctx context.Context, p *playback, file io.Reader, s Streams) error {
	if set.headless {
		return replayHeadless(ctx, p, file, s.Out)
	}
	return replayTo(ctx, p, file, (&plain.Teller{W: s.Out}).Tell)
}

// begins is a filter for the events before which nothing is played.
func (set *replaySettings) begins() func(*event.Event) bool {
	n, from := int64(0), time.Time{}
	return func(e *event.Event) bool {
		if n++; n == 1 {
			from = set.from.in(e.Time)
		}
		return n > set.at && !e.Time.Before(from)
	}
}

// place is where the screen begins: with what the first event says, for before it not even
// the queue has a name.
func (set *replaySettings) place() rewind.Place {
	if set.from.text != "" {
		return rewind.Place{Time: set.from.in}
	}
	return rewind.Place{Number: max(set.at, 1)}
}

// replayFile shows a recording that can be read again, so that one can go back and
// forth in it, while the rest of it is being read.
func replayFile(ctx context.Context, f *os.File, set *replaySettings, o ui.Options) error {
	h := history.OfRecording()
	o.Events, o.Control = (&event.Log{}).NewReader(), recorded{}
	o.Recording = rewind.Recording(h, set.speed, !set.paused, set.place())
	reading, stop := context.WithCancel(ctx)
	read := make(chan struct{})
	go func() {
		defer close(read)
		h.End(readInto(reading, h, f))
	}()
	err := ui.Run(ctx, o)
	stop()
	<-read
	_, damage := h.Ended()
	switch {
	case errors.Is(err, ui.ErrInterrupted):
		return &exit{status: exitInterrupted}
	case ctx.Err() != nil:
		return stopped(ctx)
	}
	return errors.Join(err, damage)
}

// readInto reads a recording into a history, as far as it goes.
func readInto(ctx context.Context, h *history.History, f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("ask how long it is: %w", err)
	}
	err = recording.ReadAhead(ctx, f, h.Rest, func(block recording.Block, events []event.Event) error {
		h.AddRead(here(events), func() ([]event.Event, error) {
			events, err := block.Again(f)
			return here(events), err //nolint:wrapcheck // it says what it is
		})
		h.Read(float64(block.Taken()) / float64(max(info.Size(), 1)))
		return nil
	})
	if ctx.Err() != nil {
		err = nil // nobody looks any more
	}
	return err //nolint:wrapcheck // it says where the recording ends
}

// here puts events at the times of the zone one is in.
func here(events []event.Event) []event.Event {
	for i := range events {
		events[i].Time = events[i].Time.Local()
	}
	return events
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
