//go:build !unix

package pipelinetest

import "time"

// processorTime is not told here.
func processorTime() (used time.Duration, told bool) { return 0, false }
