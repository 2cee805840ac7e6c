//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package cli

import (
	"errors"
	"io/fs"
	"os"
)

// lock is not done here: no folder is taken for abandoned.
func lock(*os.File) (bool, error) { return false, errors.ErrUnsupported }

// isMine is not known here.
func isMine(fs.FileInfo) bool { return false }
