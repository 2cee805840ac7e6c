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
}

// Name is "ffmpeg".
func (*ffmpeg) Name() string { return "ffmpeg" }

// shrink runs ffmpeg: the image goes in by a pipe, the PNG comes out by one. A
// damaged image is an error, not a gray one.
func (f *ffmpeg) shrink(ctx context.Context, data []byte, h Header) ([]byte, error) {
	if h.Format == "gif" && !gifFrame(data) {
		return nil, h.cutOff()
	}
	args := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-xerror", "-threads", "1", "-filter_threads", "1"}
	args = append(args, input(h.Format, len(data))...)
	args = append(args, "-frames:v", "1", "-vf", f.graph(h), "-threads", "1", "-map_metadata", "-1",
		"-pix_fmt", "rgba", "-c:v", "png", "-f", "image2pipe", "pipe:1")
	out, said, err := runProgram(ctx, f.options.Limit, func(ctx context.Context) *exec.Cmd {
		return exec.CommandContext(ctx, f.program, args...)
	}, data)
	var exit *exec.ExitError
	switch {
	case err == nil && len(out) > 0:
		return out, nil
	case err == nil:
		return nil, h.damaged(data, "ffmpeg found no picture in it")
	case errors.As(err, &exit):
		return nil, h.damaged(data, "ffmpeg says: "+complaint(said, exit))
	}
	return nil, fmt.Errorf("ffmpeg: %w", err)
}

// input are the arguments that let ffmpeg read an image of a format from its
// standard input, by the pipe protocol and with the reader of that format, and
// no other: so a file that is something else under an image's name (a playlist,
// say, that names files and addresses) cannot make it open anything.
func input(format string, size int) []string {
	args := []string{"-protocol_whitelist", "pipe", "-noautorotate"}
	switch format {
	case "jpeg": // else a JPEG that is cut off comes out gray where it ends
		args = append(args, "-err_detect", "explode")
	case "tiff": // its directory is often at the end: it has to come in one piece
		args = append(args, "-frame_size", strconv.Itoa(size))
	}
	return append(args, "-f", format+"_pipe", "-i", "pipe:0")
}

// scaling asks for all of the colour: by default ffmpeg reads every other sample
// of it, which moves the colours of a thumbnail by a percent.
const scaling = "flags=bicubic+accurate_rnd+full_chroma_int+full_chroma_inp"

// graph are the filters that fit an image into the square and turn it upright.
// What is see-through weighs nothing while scaling, else its hidden colour would
// show as a fringe. Last goes what newer versions would write into the PNG: a
// profile of colours, and the orientation that has been taken account of.
func (f *ffmpeg) graph(h Header) string {
	p := f.options.Fit.place(h.Width, h.Height, turned(h.Orientation))
	size := p.part.Size()
	filters := []string{
		fmt.Sprintf("crop=%d:%d:%d:%d:exact=1", size.X, size.Y, p.part.Min.X, p.part.Min.Y),
		fmt.Sprintf("scale=%d:%d:%s", p.size.X, p.size.Y, scaling),
	}
	if h.Alpha {
		filters = []string{filters[0], "format=gbrap", "premultiply=inplace=1", filters[1], "format=gbrap", "unpremultiply=inplace=1"}
	}
	filters = append(filters, "format=rgba")
	if turn := turns[h.Orientation]; turn != "" {
		filters = append(filters, turn)
	}
	return strings.Join(append(filters,
		fmt.Sprintf("pad=%d:%d:%d:%d:color=black@0", Size, Size, p.place.X, p.place.Y),
		"setsar=1", "sidedata=mode=delete"), ",")
}

// turns are the filters that turn an image upright, by its orientation.
var turns = map[int]string{
	2: "hflip", 3: "hflip,vflip", 4: "vflip",
	5: "transpose=cclock_flip", 6: "transpose=clock", 7: "transpose=clock_flip", 8: "transpose=cclock",
}

// complaint is the first line of what ffmpeg said, without the address it puts
// before that.
func complaint(said string, exit error) string {
	for line := range strings.SplitSeq(said, "\n") {
		if strings.HasPrefix(line, "[") {
			_, line, _ = strings.Cut(line, "] ")
		}
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "pipe:0: "))
		if line != "" {
			return line
		}
	}
	return exit.Error()
}
