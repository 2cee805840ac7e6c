package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"syscall"
)

// errNobodyReads is the error of writing to a pipe whose reader has gone, as
// that of `head` does when it has seen enough. The program ends then without a
// word, as others do.
var errNobodyReads = errors.New("nobody reads stdout any more")

// stdout tells a reader that has gone from what else keeps it from writing.
type stdout struct{ io.Writer }

// Write implements io.Writer.
func (o stdout) Write(p []byte) (int, error) {
	n, err := o.Writer.Write(p)
	if errors.Is(err, syscall.EPIPE) {
		err = fmt.Errorf("%w: %w", errNobodyReads, err)
	}
	return n, err
}

// fileOf is the file that is written to, if it is one.
func fileOf(w io.Writer) (*os.File, bool) {
	if o, ok := w.(stdout); ok {
		w = o.Writer
	}
	f, ok := w.(*os.File)
	return f, ok
}
