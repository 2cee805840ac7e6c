//go:build unix

package cli

import (
	"os"
	"runtime"
	"syscall"
)

// peakOf is the most memory that a process had: in bytes on macOS, in kilobytes
// elsewhere.
func peakOf(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	switch {
	case !ok:
		return 0
	case runtime.GOOS == "darwin":
		return int64(usage.Maxrss) //nolint:unconvert // it has 32 bits elsewhere
	}
	return int64(usage.Maxrss) << 10 //nolint:unconvert // the same
}
