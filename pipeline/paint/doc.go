// Package paint draws the images of the demonstration: landscapes, each of its
// own colours and shape, with its number written large, so that a person knows
// an image again as a thumbnail of 64x64 and even as a few cells of a terminal.
//
// The same number always gives the same image. Broken gives files that no
// engine can read, each damaged in a way that happens in life, and Slow gives
// images whose decoding really takes long.
package paint
