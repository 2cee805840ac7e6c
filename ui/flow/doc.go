// Package flow draws the centrepiece of the screen: the pipeline as boxes with
// arrows between them, from the source bucket to the announcement, with the
// dead-letter queue below.
//
// It is a pure function of a state and a moment. A message is a token in the
// colour of its image; its shape says its state. What has just moved from one
// box to another is drawn as a token on its way along the arrow, so a picture
// taken at any time shows what is happening, and a row of them shows it moving.
//
// layout.go says where everything is, for three kinds of picture: the whole
// one, a compact one for small terminals, and a list for what is smaller yet.
// The other files each draw one part of it onto a canvas of cells.
package flow
