package cli

import (
	"fmt"
	"io"
)

// sayf writes a line for a person, with the program's name before it, as
// commands do on stderr. That it cannot be written can be said nowhere.
func sayf(w io.Writer, format string, args ...any) {
	fmt.Fprintf(w, "inflight: "+format+"\n", args...)
}
