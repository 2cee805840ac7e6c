package thumbnail

import (
	"errors"
	"strings"
)

// maxStderr is how much of what a program says is kept: the last of it.
const maxStderr = 8 << 10

// errFull says that a program wrote more than is taken.
var errFull = errors.New("too much output")

// capped keeps up to limit bytes, then calls full and takes no more. It has no
// other method than Write: a buffer within it that could be read into (as
// bytes.Buffer can) would let io.Copy pass by the limit.
type capped struct {
	b     []byte
	limit int
	full  func()
}

// Write adds bytes.
func (c *capped) Write(b []byte) (int, error) {
	if len(c.b)+len(b) > c.limit {
		c.full()
		return 0, errFull
	}
	c.b = append(c.b, b...)
	return len(b), nil
}

// tail keeps the last of what is written.
type tail struct{ b []byte }

// Write adds bytes and drops the oldest.
func (t *tail) Write(b []byte) (int, error) {
	n := len(b)
	b = b[max(n-maxStderr, 0):]
	if over := len(t.b) + len(b) - maxStderr; over > 0 {
		t.b = append(t.b[:0], t.b[over:]...)
	}
	t.b = append(t.b, b...)
	return n, nil
}

// String is what was kept, a line where there were several.
func (t *tail) String() string { return strings.TrimSpace(string(t.b)) }
