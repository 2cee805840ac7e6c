package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/charmbracelet/x/ansi"

	"inflight/pipeline/event"
	"inflight/pipeline/recording"
	"inflight/ui"
	"inflight/ui/export"
	"inflight/ui/picture"
	"inflight/ui/theme"
)

// exportSettings are the flags of `inflight export`.
type exportSettings struct {
	look
	from, to moment
	size     string
	every    time.Duration
	out      string

	kind          string
	width, height int
}

// maxFrames is how many frames a picture that moves may have: each is kilobytes.
const maxFrames = 600

// newExport is the command `inflight export`.
func newExport(s Streams) *cobra.Command {
	var set exportSettings
	cmd := &cobra.Command{
		Use:   "export svg|cast|txt FILE",
		Short: "Make a moving picture, an asciicast or a text of a recording",
		Long: `Make of a recording what can be shown without inflight: svg is a picture
that moves, for a web page; cast is an asciicast (version 2), which asciinema
plays; txt is the text of one moment, that of --from or the last. The same
recording gives the same file.`,
		Example: `inflight run --record lesson.jsonl.zst
inflight export svg lesson.jsonl.zst --from 0:10 --to 0:25 -o lesson.svg
inflight export cast lesson.jsonl.zst --size 100x30 -o lesson.cast
inflight export txt lesson.jsonl.zst --from 12:03:04`,
	}
	f := cmd.Flags()
	set.bind(f)
	f.Var(&set.from, "from", "begin here: 12:03:04, or since the begin 1:30 or 90s")
	f.Var(&set.to, "to", "end here, as --from")
	f.StringVar(&set.size, "size", "120x36", "columns and rows of the screen")
	f.DurationVar(&set.every, "every", 0, "time from one frame to the next; 0 is 500ms in svg, 100ms in cast")
	f.StringVarP(&set.out, "output", "o", "", "write to this file, and not to stdout")
	cmd.RunE = func(c *cobra.Command, args []string) error {
		if len(args) != 2 {
			return usagef("which recording, and what is to be made of it? As in `inflight export svg lesson.jsonl`")
		}
		set.kind = args[0]
		if err := set.validate(); err != nil {
			return err
		}
		return set.export(c.Context(), args[1], s)
	}
	return cmd
}

// validate says what is wrong with a flag.
func (set *exportSettings) validate() error {
	if err := set.look.validate(); err != nil {
		return err
	}
	var rest string
	if n, err := fmt.Sscanf(set.size, "%dx%d%s", &set.width, &set.height, &rest); n != 2 || err == nil ||
		set.width < 60 || set.height < 16 || set.width > 500 || set.height > 200 {
		return usagef("--size %s: it has to be columns and rows such as 120x36, from 60x16 to 500x200", set.size)
	}
	switch set.kind {
	case "svg":
		set.every = max(set.every, 0)
		if set.every == 0 {
			set.every = 500 * time.Millisecond
		}
	case "cast":
		if set.every == 0 {
			set.every = 100 * time.Millisecond
		}
	case "txt":
		if set.to.text != "" || set.every != 0 {
			return usagef("txt is the text of one moment: --from says which")
		}
	default:
		return usagef("export %s: it has to be svg, cast or txt", set.kind)
	}
	if set.kind != "txt" && set.every < 10*time.Millisecond {
		return usagef("--every %s: it has to be 10ms or more", set.every)
	}
	return nil
}

// export reads the recording and writes what is made of it.
func (set *exportSettings) export(ctx context.Context, path string, s Streams) (err error) {
	f, err := os.Open(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return usagef("there is no recording %s: `inflight run --record %s` makes one", path, path)
	case err != nil:
		return fmt.Errorf("open the recording: %w", err)
	}
	defer f.Close()          //nolint:errcheck // it was only read
	var made strings.Builder // nothing is written of what cannot be made
	ended, err := set.make(ctx, f, &made)
	if err != nil {
		if e := (*exit)(nil); errors.As(err, &e) {
			return err
		}
		return fmt.Errorf("%s: %w", path, err)
	}
	if set.out == "" {
		_, err = io.WriteString(s.Out, made.String())
	} else {
		err = os.WriteFile(set.out, []byte(made.String()), 0o644) //nolint:gosec // a picture for everybody
	}
	if err != nil {
		return fmt.Errorf("write the %s: %w", set.kind, err)
	}
	if ended != nil {
		return fmt.Errorf("%s: %w", path, ended)
	}
	return nil
}

// camera takes the frames of a recording.
type camera struct {
	set   *exportSettings
	film  *ui.Film
	take  func(since time.Duration, frame string) error
	begin time.Time // of the recording
	from  time.Time
	to    time.Time // zero: its end
	next  time.Time // frame
	last  time.Time // event
	taken int
}

// make makes the file. What was wrong with a recording from which something was
// made all the same is ended.
func (set *exportSettings) make(ctx context.Context, file io.Reader, out io.Writer) (ended, err error) {
	c := &camera{set: set}
	o := ui.Options{
		Theme: set.theme, ASCII: set.ascii, Pictures: picture.Blocks, Keys: nil,
		Playing: func() ui.Playing { return ui.Playing{At: c.next.Sub(c.begin), Speed: 1} },
	}
	if set.mode == picture.Off {
		o.Pictures = picture.Off
	}
	c.film = ui.NewFilm(o, set.width, set.height)
	svg := &export.SVG{Width: set.width, Height: set.height, Every: set.every, Light: set.theme == theme.Light}
	cast := export.NewCast(out, set.width, set.height)
	switch set.kind {
	case "svg":
		c.take = func(_ time.Duration, frame string) error { svg.Add(frame); return nil }
	case "cast":
		c.take = func(since time.Duration, frame string) error {
			if c.taken == 0 {
				if err := cast.Begin(c.from); err != nil {
					return err
				}
			}
			return cast.Add(since, frame)
		}
	case "txt":
		c.take = func(_ time.Duration, frame string) error {
			_, err := io.WriteString(out, plainText(frame))
			return err
		}
	}
	if ended, err = c.shoot(ctx, file); err != nil {
		return nil, err
	}
	if set.kind == "svg" {
		_, err = svg.WriteTo(out)
	}
	return ended, err
}

// plainText is a frame without its styles.
func plainText(frame string) string {
	var b strings.Builder
	for line := range strings.Lines(ansi.Strip(frame) + "\n") {
		b.WriteString(strings.TrimRight(line, " \n") + "\n")
	}
	return b.String()
}

// shoot reads the recording, and takes each frame when its moment has come.
func (c *camera) shoot(ctx context.Context, file io.Reader) (ended, err error) {
	done := false
	ended = recording.Read(file, func(e event.Event) bool {
		e.Time = e.Time.Local()
		if c.begin.IsZero() {
			err = c.start(e.Time)
		}
		for err == nil && !done && c.next.Before(e.Time) && c.set.kind != "txt" {
			done, err = c.frame()
		}
		if c.set.kind == "txt" && c.set.from.text != "" && e.Time.After(c.from) {
			done = true
		}
		if done || err != nil || ctx.Err() != nil {
			return false
		}
		c.film.Show(e)
		c.last = e.Time
		return true
	})
	switch {
	case err != nil:
		return nil, err
	case ctx.Err() != nil:
		return nil, &exit{status: stopStatus(ctx, false)}
	case c.begin.IsZero() && ended != nil:
		return nil, ended
	case c.begin.IsZero():
		return nil, errors.New("there is no event in it")
	}
	return ended, c.rest(done)
}

// start begins with the first event.
func (c *camera) start(begin time.Time) error {
	c.begin = begin
	c.from = c.set.from.in(begin)
	c.next = c.from
	if c.set.to.text == "" {
		return nil
	}
	if c.to = c.set.to.in(begin); !c.to.After(c.from) {
		return usagef("--to %s: it is not after --from", c.set.to.text)
	}
	return nil
}

// rest takes the frames that are due at the end of what was read.
func (c *camera) rest(done bool) error {
	if c.last.Before(c.from) && !done {
		return usagef("--from %s: the recording ends before, at %s", c.set.from.text, c.last.Format(time.TimeOnly))
	}
	if c.set.kind == "txt" {
		if c.set.from.text == "" {
			c.next = c.last
		}
		return c.take(0, c.film.Frame(c.next))
	}
	for !done && !c.next.After(c.last) {
		var err error
		if done, err = c.frame(); err != nil {
			return err
		}
	}
	return nil
}

// frame takes the next frame, if there is one.
func (c *camera) frame() (done bool, err error) {
	if !c.to.IsZero() && c.next.After(c.to) {
		return true, nil
	}
	if c.set.kind == "svg" && c.taken == maxFrames {
		return true, usagef("that would be a picture of more than %d frames: name less of it by --from and --to, or fewer frames by --every", maxFrames)
	}
	err = c.take(c.next.Sub(c.from), c.film.Frame(c.next))
	c.taken++
	c.next = c.next.Add(c.set.every)
	return false, err
}
