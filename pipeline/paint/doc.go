// Package paint draws the images of the demonstration: landscapes, each of a
// motif (a garden, a dune, a storm …), with its number written large, so that a
// person knows an image again as a thumbnail of 64x64 and by its colours even as
// a few cells of a terminal. The same number always gives the same image.
//
// Broken gives files that no engine can read, each damaged in a way that happens
// in life. Slow gives images that really take long: see there.
package paint
