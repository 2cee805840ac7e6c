package thumbnail

import (
	"fmt"
	"strconv"
	"strings"
)

// warmKey is what a warm ffmpeg is for. It is fixed while the program runs.
type warmKey struct {
	format string // jpeg, png or webp
	lowres int    // how often a JPEG is halved while it is decoded
	alpha  bool
}

// A warm ffmpeg answers with pictures of one size: the thumbnail, a row made of the
// last of the image, and two rectangles that say how large the image was.
const (
	answerRows  = Size + 1 + 2*Size
	answerBytes = 4 * Size * answerRows
)

// The sides of the rectangles are the image's, by these.
var answerModuli = [2]int{61, 64}

// codecs are ffmpeg's decoders of the formats that can be kept warm.
var codecs = map[string]string{"jpeg": "mjpeg", "png": "png", "webp": "webp"}

// args are the arguments of a warm ffmpeg. It reads images as the parts of a
// multipart stream, for the reader of that waits for nothing behind a part.
// -threads 1 stands for the output too, else one picture would be held back; the
// format of pixels is in the graph, else pictures after a change of format are off;
// a PNG of the size of that before is only whole with the tag MPNG; of a JPEG cut
// off, without explode, the rest is that of the one before.
func (k warmKey) args(fit Fit) []string {
	args := []string{
		"-nostdin", "-hide_banner", "-loglevel", "error", "-protocol_whitelist", "pipe", "-noautorotate",
		"-threads", "1", "-filter_threads", "1", "-fpsprobesize", "0",
	}
	switch k.format {
	case "jpeg":
		args = append(args, "-err_detect", "explode", "-lowres", strconv.Itoa(k.lowres))
	case "png":
		args = append(args, "-tag:v", "MPNG")
	}
	return append(args, "-c:v", codecs[k.format], "-f", "mpjpeg", "-i", "pipe:0",
		"-fps_mode", "passthrough", "-vf", k.graph(fit), "-threads", "1", "-map_metadata", "-1",
		"-c:v", "rawvideo", "-flush_packets", "1", "-f", "rawvideo", "pipe:1")
}

// graph is that of ffmpeg.graph, by what ffmpeg knows of the image: iw and ih. It
// does not turn the thumbnail upright.
func (k warmKey) graph(fit Fit) string {
	var filters []string
	width, height := strconv.Itoa(Size), strconv.Itoa(Size)
	switch fit {
	case Cover:
		filters = append(filters, "crop=w='min(iw,ih)':h='min(iw,ih)':x='trunc((iw-min(iw,ih))/2)':y='trunc((ih-min(iw,ih))/2)':exact=1")
	case Contain:
		scaled := func(side string) string {
			return fmt.Sprintf("'max(trunc((%s*%d+trunc(max(iw,ih)/2))/max(iw,ih)),1)'", side, Size)
		}
		width, height = scaled("iw"), scaled("ih")
	case Stretch:
	}
	resize := fmt.Sprintf("scale=w=%s:h=%s:%s", width, height, scaling)
	if k.alpha {
		filters = append(filters, "format=gbrap", "premultiply=inplace=1", resize, "format=gbrap", "unpremultiply=inplace=1")
	} else {
		filters = append(filters, resize)
	}
	filters = append(filters, "format=rgba", fmt.Sprintf("pad=%d:%d:'trunc((ow-iw)/2)':'trunc((oh-ih)/2)':color=black@0", Size, Size))

	last := "crop=w=iw:h=1:x=0:y=ih-1:exact=1"
	if k.format == "webp" {
		last = "crop=w='min(iw,16)':h='min(ih,16)':x='iw-ow':y='ih-oh':exact=1"
	}
	graph := []string{
		"split=4[all][last][one][two]",
		"[last]" + last + fmt.Sprintf(",scale=%d:1:flags=area,format=rgba[end]", Size),
		"[all]" + strings.Join(filters, ",") + "[made]",
	}
	for i, branch := range []string{"one", "two"} {
		graph = append(graph, fmt.Sprintf("[%s]scale=w='mod(iw,%[2]d)+1':h='mod(ih,%[2]d)+1':flags=neighbor,"+
			"format=rgb24,format=rgba,pad=%[3]d:%[3]d:0:0:color=black@0[size%[4]d]", // by way of rgb24 nothing is see-through
			branch, answerModuli[i], Size, i))
	}
	return strings.Join(append(graph, "[made][end][size0][size1]vstack=inputs=4,setsar=1,format=rgba"), ";")
}

// answer is a picture that a warm ffmpeg made.
type answer []byte

// of tells whether the picture was made of an image of that size.
func (a answer) of(width, height int) bool {
	for i, m := range answerModuli {
		first := 4 * Size * (Size + 1 + i*Size)
		white := func(x, y int) bool { return x < Size && y < Size && a[first+4*(y*Size+x)+3] == 255 }
		w, h := width%m, height%m // the last pixels that are white
		if !white(w, 0) || white(w+1, 0) || !white(0, h) || white(0, h+1) {
			return false
		}
	}
	return true
}

// raises tells, by the last of the picture, whether the image has to be looked
// through. Its mean is black, or green, if all of it is.
func (a answer) raises(d doubt) bool {
	end := a[4*Size*Size:][:4*Size]
	all := func(is func(r, g, b byte) bool) bool {
		for i := 0; i < len(end); i += 4 {
			if !is(end[i], end[i+1], end[i+2]) {
				return false
			}
		}
		return true
	}
	switch d {
	case doubtBlackRow:
		return all(func(r, g, b byte) bool { return r <= 1 && g <= 1 && b <= 1 })
	case doubtGreenCorner: // 0, 0, 0 of brightness and colour
		return all(func(r, g, b byte) bool { return r <= 2 && b <= 2 && g >= 100 && g <= 170 })
	case doubtAlways, doubtNever:
	}
	return false
}
