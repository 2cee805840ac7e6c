//go:build unix

package thumbnail

import (
	"errors"
	"os"
	"syscall"
)

// warmPossible says that pipes can be waited for with a time limit.
const warmPossible = true

// waiting takes what is in a pipe already, without waiting for more, and says how
// many bytes it was.
func waiting(f *os.File) int {
	raw, err := f.SyscallConn()
	if err != nil {
		return 0
	}
	b := make([]byte, maxStderr)
	sum := 0
	_ = raw.Read(func(fd uintptr) bool {
		for {
			n, err := syscall.Read(int(fd), b)
			if errors.Is(err, syscall.EINTR) { // by a signal, which says nothing of the pipe
				continue
			}
			if n <= 0 || err != nil {
				return true
			}
			sum += n
		}
	})
	return sum
}
