package thumbnail

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"strconv"
	"strings"
)

// ffmpeg makes thumbnails with the program of that name.
type ffmpeg struct {
	program string
	options Options
}

// Name is "ffmpeg".
func (*ffmpeg) Name() string { return "ffmpeg" }

// input are the arguments that let ffmpeg read an image of a format from its
// standard input, with the reader of that format and no other: so a file that
// is something else under an image's name (a playlist, say, that names files
// and addresses) cannot make it open anything.
func input(format string, size int) []string {
	args := []string{"-protocol_whitelist", "pipe", "-noautorotate"}
	switch format {
	case "gif":
		return append(args, "-f", "gif", "-i", "pipe:0")
	case "jpeg": // else a JPEG that is cut off comes out grey where it ends
		args = append(args, "-err_detect", "explode")
	case "tiff": // its directory is often at the end: it has to come in one piece
		args = append(args, "-frame_size", strconv.Itoa(size))
	}
	return append(args, "-f", format+"_pipe", "-i", "pipe:0")
}

// Shrink runs ffmpeg: the image goes in by a pipe, the PNG comes out by one, and
// no other protocol is allowed. A damaged image is an error, not a grey one.
func (f *ffmpeg) Shrink(ctx context.Context, data []byte) ([]byte, error) {
	h, err := Inspect(data)
	if err != nil {
		return nil, err
	}
	args := []string{"-nostdin", "-hide_banner", "-loglevel", "error", "-xerror", "-threads", "1"}
	args = append(args, input(h.Format, len(data))...)
	args = append(args, "-frames:v", "1", "-vf", f.filter(h), "-threads", "1", "-pix_fmt", "rgba",
		"-f", "image2pipe", "-c:v", "png", "pipe:1")
	out, said, err := runProgram(ctx, f.options.Limit, func(ctx context.Context) *exec.Cmd {
		return exec.CommandContext(ctx, f.program, args...) //nolint:gosec // the program that was looked up
	}, data)
	switch {
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case err != nil:
		return nil, ffmpegReason(h.Format, data, said, err)
	case len(out) == 0:
		return nil, ffmpegReason(h.Format, data, said, errors.New("it made no picture"))
	}
	return out, nil
}

// ffmpegReason says what went wrong: that the file is cut off, if it has no
// end, and what ffmpeg says of it, without the addresses it puts before that.
func ffmpegReason(format string, data []byte, said string, err error) error {
	var words []string
	for line := range strings.SplitSeq(said, "\n") {
		if strings.HasPrefix(line, "[") {
			_, line, _ = strings.Cut(line, "] ")
		}
		line = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(line), "pipe:0: "))
		if line != "" && (len(words) == 0 || words[len(words)-1] != line) {
			words = append(words, line)
		}
		if len(words) == 2 {
			break
		}
	}
	says := strings.Join(words, "; ")
	switch {
	case !complete(format, data) && says != "":
		return fmt.Errorf("the %s ends too early: it is cut off (ffmpeg: %s)", format, says)
	case !complete(format, data):
		return fmt.Errorf("the %s ends too early: it is cut off", format)
	case says != "":
		return fmt.Errorf("the %s is damaged (ffmpeg: %s)", format, says)
	}
	return fmt.Errorf("ffmpeg: %w", err)
}

// complete tells whether a file has the end that its format asks for.
func complete(format string, data []byte) bool {
	tail := data[max(len(data)-64, 0):]
	switch format {
	case "jpeg":
		return bytes.Contains(tail, []byte("\xff\xd9"))
	case "png":
		return bytes.Contains(tail, []byte("IEND"))
	case "gif":
		return bytes.Contains(tail, []byte{';'})
	}
	return true
}

// filter is the graph that turns the image upright and fits it into the square.
func (f *ffmpeg) filter(h Header) string {
	var graph []string
	switch h.Orientation {
	case 2:
		graph = append(graph, "hflip")
	case 3:
		graph = append(graph, "hflip,vflip")
	case 4:
		graph = append(graph, "vflip")
	case 5:
		graph = append(graph, "transpose=0")
	case 6:
		graph = append(graph, "transpose=1")
	case 7:
		graph = append(graph, "transpose=3")
	case 8:
		graph = append(graph, "transpose=2")
	}
	switch f.options.Fit {
	case Contain:
		graph = append(graph,
			fmt.Sprintf("scale=%d:%d:force_original_aspect_ratio=decrease:flags=area", Size, Size), "format=rgba",
			fmt.Sprintf("pad=%d:%d:(ow-iw)/2:(oh-ih)/2:color=black@0", Size, Size))
	case Stretch:
		graph = append(graph, fmt.Sprintf("scale=%d:%d:flags=area", Size, Size))
	case Cover:
		graph = append(graph,
			fmt.Sprintf("scale=%d:%d:force_original_aspect_ratio=increase:flags=area", Size, Size),
			fmt.Sprintf("crop=%d:%d", Size, Size))
	}
	return strings.Join(append(graph, "setsar=1"), ",")
}
