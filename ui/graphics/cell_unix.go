//go:build unix

package graphics

import (
	"image"

	"golang.org/x/sys/unix"
)

// cellOf is how many pixels a cell of a terminal is, as its driver knows it;
// zero where it does not.
func cellOf(fd uintptr) image.Point {
	size, err := unix.IoctlGetWinsize(int(fd), unix.TIOCGWINSZ)
	if err != nil || size.Col == 0 || size.Row == 0 {
		return image.Point{}
	}
	return image.Pt(int(size.Xpixel/size.Col), int(size.Ypixel/size.Row))
}
