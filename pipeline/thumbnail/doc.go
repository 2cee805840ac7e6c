// Package thumbnail makes 64x64 PNGs of images.
//
// An Engine does the work: FFmpeg runs ffmpeg, which is what the pipeline is
// about; Builtin does it in Go, for machines without ffmpeg; Script runs a
// shell script of the user's. Whichever it is, the header of the image is
// looked at first: what is no image, or would be too large to decode, is
// refused with a reason before a decoder sees it; and what comes out is checked
// to be a PNG of 64x64.
package thumbnail
