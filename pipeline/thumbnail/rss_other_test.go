//go:build !linux

package thumbnail_test

import "os"

// maxRSS is not known: the units differ from system to system.
func maxRSS(*os.ProcessState) int64 { return -1 }
