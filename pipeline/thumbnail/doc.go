// Package thumbnail makes 64x64 PNGs of images.
//
// An Engine does the work, and Choose gives one: ffmpeg runs the program of that
// name, which is what the pipeline is about; builtin does it in Go, for machines
// without ffmpeg; script runs a shell script of the user's.
//
// Whichever it is, three things hold. The header of the image is looked at first
// (Inspect), so what is no image, or is too large, is refused with a reason
// before a decoder sees it. A damaged image is an error and never a thumbnail
// with a gray part. And what comes out is checked to be a whole PNG of 64x64.
//
// ffmpeg and builtin follow the same placement, kernel and colours: on photos
// they differ by less than half a percent in the mean.
package thumbnail
