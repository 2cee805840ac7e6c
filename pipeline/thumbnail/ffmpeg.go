package thumbnail

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// ffmpeg makes thumbnails with the program of that name. What it is asked for is
// in every ffmpeg since 4.4.
type ffmpeg struct {
	program string
	options Options
	memory  *budget // of what is done in Go before and after
	warm    *warmPool
	pngs    pngs
}

// Close ends the ffmpegs that wait for an image.
func (f *ffmpeg) Close() error {
	if f.warm != nil {
		f.warm.close()
	}
	return nil
}

// Tally says how the thumbnails have been made so far.
func (f *ffmpeg) Tally() Tally {
	if f.warm == nil {
		return Tally{}
	}
	return f.warm.tallied()
}

// Name is "ffmpeg".
func (*ffmpeg) Name() string { return "ffmpeg" }

// profile is the image's: ffmpeg leaves colours as they are.
func (*ffmpeg) profile(s *source, _ []byte) []byte { return s.profile }

// shrink has an ffmpeg that is warm make the thumbnail. What that does not answer,
// one of its own does, and says what is wrong with the image. A damaged image is an
// error, not a gray one.
func (f *ffmpeg) shrink(ctx context.Context, s *source) ([]byte, error) {
	if s.doubt == doubtAlways {
		if err := f.look(ctx, s); err != nil {
			return nil, err
		}
	}
	if s.unfold != nil {
		release, err := f.memory.take(ctx, s.unfolded)
		if err != nil {
			return nil, err
		}
		defer release()
		if err := s.unfold(); err != nil {
			return nil, err
		}
	}
	if f.warm != nil {
		made, reason := f.warm.shrink(ctx, s, f.options.Fit.scaledDown(s))
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if reason == "" {
			return f.finish(ctx, s, made)
		}
		out, err := f.once(ctx, s)
		if err == nil {
			f.warm.count(reason)
		}
		return out, err
	}
	return f.once(ctx, s)
}

// finish turns the answer of a warm ffmpeg into a PNG.
func (f *ffmpeg) finish(ctx context.Context, s *source, made answer) ([]byte, error) {
	if made.raises(s.doubt) {
		if err := f.look(ctx, s); err != nil {
			return nil, err
		}
	}
	img, err := made.upright(s, f.options.Fit)
	if err != nil {
		return nil, err
	}
	out, err := f.pngs.encode(img)
	if err != nil {
		return nil, err
	}
	f.warm.count("")
	return out, nil
}

// once runs ffmpeg for one image: the image goes in by a pipe, the PNG comes out by
// one.
func (f *ffmpeg) once(ctx context.Context, s *source) ([]byte, error) {
	args := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-xerror", "-threads", "1", "-filter_threads", "1"}
	if n := f.options.Fit.scaledDown(s); n > 0 {
		args = append(args, "-lowres", strconv.Itoa(n))
	}
	args = append(args, input(s)...)
	args = append(args, "-frames:v", "1", "-vf", f.graph(s), "-threads", "1", "-map_metadata", "-1",
		"-pix_fmt", "rgba", "-c:v", "png", "-f", "image2pipe", "pipe:1")
	out, said, err := runProgram(ctx, f.options.World, f.options.Limit, func(ctx context.Context) *exec.Cmd {
		return exec.CommandContext(ctx, f.program, args...)
	}, s.picture)
	var exit *exec.ExitError
	switch {
	case err == nil && len(out) > 0:
		if s.doubt != doubtAlways && s.doubt.raised(said) {
			return out, f.look(ctx, s)
		}
		return out, nil
	case errors.As(err, &exit) && endedByOthers(exit):
		return nil, fmt.Errorf("ffmpeg was ended before it was done, by somebody else or for want of memory: %w", err)
	case err == nil || errors.As(err, &exit):
		return nil, refusal(s, said, err)
	}
	return nil, fmt.Errorf("ffmpeg: %w", err)
}

// endedByOthers tells whether a program did not end by itself. That it crashed is
// something else, and the image's doing.
func endedByOthers(exit *exec.ExitError) bool {
	how := exit.Error()
	return strings.HasPrefix(how, "signal: killed") || strings.HasPrefix(how, "signal: terminated") || strings.HasPrefix(how, "signal: interrupt")
}

// look looks through a picture in Go.
func (f *ffmpeg) look(ctx context.Context, s *source) error {
	release, err := f.memory.take(ctx, s.checked)
	if err != nil {
		return err
	}
	defer release()
	return s.check()
}

// input are the arguments that let ffmpeg read an image of a format from its
// standard input, by the pipe protocol and with the reader of that format, and
// no other: so a file that is something else under an image's name (a playlist,
// say, that names files and addresses) cannot make it open anything.
func input(s *source) []string {
	args := []string{"-protocol_whitelist", "pipe", "-noautorotate"}
	if s.Format == "jpeg" { // else a JPEG that is cut off comes out gray where it ends
		args = append(args, "-err_detect", "explode")
	}
	if s.oneGo { // there is no reader that knows where it ends
		args = append(args, "-frame_size", strconv.Itoa(len(s.picture)))
	}
	return append(args, "-f", s.input, "-i", "pipe:0")
}

// scaling asks for all of the colour: by default ffmpeg reads every other sample
// of it, which moves the colours of a thumbnail by a percent.
const scaling = "flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"

// graph are the filters that fit an image into the square and turn it upright.
// What is see-through weighs nothing while scaling, else its hidden colour would
// show as a fringe. Last goes what newer versions would write into the PNG: a
// profile of colours, and the orientation that has been taken account of.
func (f *ffmpeg) graph(s *source) string {
	lowres := f.options.Fit.scaledDown(s)
	p := f.options.Fit.place(halved(s.Width, lowres), halved(s.Height, lowres), turned(s.Orientation))
	size := p.part.Size()
	resize := fmt.Sprintf("scale=%d:%d:%s", p.size.X, p.size.Y, scaling)
	if s.matrix != "" {
		resize += ":in_color_matrix=" + s.matrix
	}
	filters := s.sized(lowres)
	filters = append(filters, crop(size.X, size.Y, p.part.Min.X, p.part.Min.Y))
	if s.Alpha {
		filters = append(filters, "format=gbrap", "premultiply=inplace=1", resize, "format=gbrap", "unpremultiply=inplace=1")
	} else {
		filters = append(filters, resize)
	}
	filters = append(filters, "format=rgba")
	if turn := turns[s.Orientation]; turn != "" {
		filters = append(filters, turn)
	}
	all := strings.Join(append(filters,
		fmt.Sprintf("pad=%d:%d:%d:%d:color=black@0", Size, Size, p.place.X, p.place.Y),
		"setsar=1", "sidedata=mode=delete"), ",")
	if doubts := s.doubt.filters(s.stored()); doubts != nil {
		return "split[all][last];[last]" + strings.Join(doubts, ",") + ",nullsink;[all]" + all
	}
	return all
}

// sized are the filters that fail if the picture has not the size that the header
// said, and that put a frame on its canvas.
func (s *source) sized(lowres int) []string {
	h := s.stored()
	h.Width, h.Height = halved(h.Width, lowres), halved(h.Height, lowres)
	filters := []string{fmt.Sprintf("crop=w='if(eq(iw,%d)*eq(ih,%d),iw,iw+1)':h=ih:x=0:y=0:exact=1", h.Width, h.Height)}
	if !s.frame.Empty() {
		filters = append(filters, "format=rgba",
			fmt.Sprintf("pad=%d:%d:%d:%d:color=black@0", s.Width, s.Height, s.frame.Min.X, s.frame.Min.Y))
	}
	return filters
}

// stored is the header of the picture that is decoded, which may be a part of the
// image.
func (s *source) stored() Header {
	h := s.Header
	if !s.frame.Empty() {
		h.Width, h.Height = s.frame.Dx(), s.frame.Dy()
	}
	return h
}

// crop is the filter that cuts w by h pixels out.
func crop(w, h, x, y int) string { return fmt.Sprintf("crop=%d:%d:%d:%d:exact=1", w, h, x, y) }

// turns are the filters that turn an image upright, by its orientation.
var turns = map[int]string{
	2: "hflip", 3: "hflip,vflip", 4: "vflip",
	5: "transpose=cclock_flip", 6: "transpose=clock", 7: "transpose=clock_flip", 8: "transpose=cclock",
}
