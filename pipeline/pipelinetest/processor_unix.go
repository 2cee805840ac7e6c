//go:build unix

package pipelinetest

import (
	"syscall"
	"time"
)

// processorTime is what this process has used of the processors.
func processorTime() (used time.Duration, told bool) {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
