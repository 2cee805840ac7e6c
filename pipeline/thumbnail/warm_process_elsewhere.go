//go:build !linux

package thumbnail

import "os/exec"

// endWithParent does nothing: the process ends when its input does.
func endWithParent(*exec.Cmd) {}

// limitMemory does nothing where the memory of another process cannot be limited.
func limitMemory(*exec.Cmd, uint64) {}
