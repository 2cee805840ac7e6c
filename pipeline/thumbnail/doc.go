// Package thumbnail makes 64x64 PNGs of images.
//
// An Engine does the work, and Choose gives one: ffmpeg runs the program of that
// name, which is what the pipeline is about; builtin does it in Go, for machines
// without ffmpeg; script runs a shell script of the user's.
//
// Whichever it is, three things hold. The structure of the image is looked through
// first (source.go, and a file a format), so what is no image, is of a kind that is
// not supported, or is too large, is refused with a reason before a decoder sees it.
// What comes out is checked to be a whole PNG of 64x64. And its colours are sRGB.
//
// A decoder's silence is not success: ffmpeg draws what there is of a GIF, a TIFF, a
// PNG or a WebP and says nothing of the rest. So with ffmpeg a picture is looked
// through once more in Go, where that is cheap, or where the end of what was decoded
// looks as if it were not there (doubt.go). builtin's decoders are strict themselves,
// and a script's are the user's.
//
// ffmpeg and builtin follow the same placement, kernel and colours: on photos
// they differ by less than half a percent in the mean.
package thumbnail
