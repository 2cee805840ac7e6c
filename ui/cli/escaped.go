package cli

import (
	"fmt"
	"io"
)

// escaped writes JSON so that a terminal can show it: the control characters
// that JSON lets pass, DEL and those from U+0080 to U+009F, are written as \u
// escapes. One of them begins escape sequences as ESC does. Keys and bodies
// come from outside, and may hold any of them.
type escaped struct {
	w    io.Writer
	buf  []byte
	lead bool // the last byte may begin such a character, and is held back
}

// leadByte begins the UTF-8 form of U+0080 to U+00BF.
const leadByte = 0xc2

// Write implements io.Writer. Whole lines are written through.
func (e *escaped) Write(p []byte) (int, error) {
	e.buf = e.buf[:0]
	for _, b := range p {
		switch {
		case e.lead && b >= 0x80 && b < 0xa0, b == 0x7f:
			e.buf = fmt.Appendf(e.buf, `\u%04x`, b)
			e.lead = false
			continue
		case e.lead:
			e.buf = append(e.buf, leadByte)
		}
		if e.lead = b == leadByte; !e.lead {
			e.buf = append(e.buf, b)
		}
	}
	if _, err := e.w.Write(e.buf); err != nil {
		return 0, err
	}
	return len(p), nil
}
