package thumbnail_test

import (
	"os"
	"syscall"
)

// maxRSS is the most memory that a process has had.
func maxRSS(p *os.ProcessState) int64 {
	usage, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return -1
	}
	return usage.Maxrss << 10
}
