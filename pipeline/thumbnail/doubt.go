package thumbnail

import "strings"

// doubt says when a picture that ffmpeg made without a word has to be looked
// through in Go. To do so always would cost as much as decoding it twice.
type doubt int

const (
	doubtNever       doubt = iota
	doubtAlways            // ffmpeg says nothing of this format, and looking is cheap
	doubtBlackRow          // what is not there comes out black, and the last row is
	doubtGreenCorner       // what is not there comes out green, and the last corner is
)

// filters have ffmpeg say on stderr what the last of a decoded picture is like. They
// see a few pixels of the picture before it is scaled.
func (d doubt) filters(h Header) []string {
	switch d {
	case doubtBlackRow:
		return []string{cropLast(h.Width, 1, h), "format=yuv444p", statistics}
	case doubtGreenCorner:
		return []string{cropLast(min(h.Width, 16), min(h.Height, 16), h), statistics}
	case doubtNever, doubtAlways:
	}
	return nil
}

// cropLast cuts the last corner out, of w by h pixels.
func cropLast(w, h int, of Header) string { return crop(w, h, of.Width-w, of.Height-h) }

// statistics prints what levels there are, whatever the log level is.
const statistics = "signalstats,metadata=mode=print:file=pipe\\\\:2"

// raised tells by what ffmpeg printed whether the picture has to be looked through.
// Where it printed nothing that can be read, it has to.
func (d doubt) raised(said string) bool {
	level := func(name string) string {
		_, rest, _ := strings.Cut(said, "lavfi.signalstats."+name+"=")
		v, _, _ := strings.Cut(rest, "\n")
		return strings.TrimSpace(v)
	}
	switch d {
	case doubtBlackRow:
		return level("YMAX") == "" || level("YMAX") == "16" || level("YMAX") == "0"
	case doubtGreenCorner:
		return level("YMAX") == "" || level("YMAX") == "0" && level("UMAX") == "0" && level("VMAX") == "0"
	case doubtAlways:
		return true
	case doubtNever:
	}
	return false
}
