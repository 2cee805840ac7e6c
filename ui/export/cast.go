package export

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"
)

// Cast writes frames as what a terminal was sent, in the format of asciinema:
// https://docs.asciinema.org/manual/asciicast/v2/
type Cast struct {
	w             io.Writer
	width, height int
	shown         []string // the lines of the last frame
	began         bool
}

// NewCast begins a cast in w.
func NewCast(w io.Writer, width, height int) *Cast { return &Cast{w: w, width: width, height: height} }

// castHeader is the first line.
type castHeader struct {
	Version   int    `json:"version"`
	Width     int    `json:"width"`
	Height    int    `json:"height"`
	Timestamp int64  `json:"timestamp,omitempty"`
	Title     string `json:"title"`
}

// Begin writes the header: what is shown begins at a time.
func (c *Cast) Begin(at time.Time) error {
	header, err := json.Marshal(castHeader{Version: 2, Width: c.width, Height: c.height, Timestamp: max(at.Unix(), 0), Title: "inflight"})
	if err != nil {
		return fmt.Errorf("begin the cast: %w", err)
	}
	return c.write(string(header))
}

// Add takes the frame of a time since the begin: of its lines, those that have
// changed.
func (c *Cast) Add(at time.Duration, text string) error {
	lines := strings.Split(text, "\n")
	var out strings.Builder
	if !c.began {
		c.began = true
		out.WriteString("\x1b[?25l\x1b[2J")
		c.shown = make([]string, c.height)
	}
	for y := range min(len(lines), c.height) {
		if lines[y] != c.shown[y] {
			fmt.Fprintf(&out, "\x1b[%d;1H\x1b[m%s", y+1, lines[y])
			c.shown[y] = lines[y]
		}
	}
	if out.Len() == 0 {
		return nil
	}
	data, err := json.Marshal(out.String())
	if err != nil {
		return fmt.Errorf("write a frame: %w", err)
	}
	return c.write(fmt.Sprintf(`[%.6f, "o", %s]`, at.Seconds(), data))
}

func (c *Cast) write(line string) error {
	if _, err := io.WriteString(c.w, line+"\n"); err != nil {
		return fmt.Errorf("write the cast: %w", err)
	}
	return nil
}
