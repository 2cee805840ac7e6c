//go:build !unix

package thumbnail

import "os"

// warmPossible says that pipes cannot be waited for with a time limit here: each
// image has an ffmpeg of its own.
const warmPossible = false

// waiting is not used where nothing is warm.
func waiting(*os.File) int { return 0 }
