// Package draw is what everything on the screen is drawn with: text that is fit for
// a terminal, the styles by what a text is, the signs with their ASCII twins, the
// frame of a panel, and the canvas on which all of it is put together.
//
// It knows nothing of what is drawn and imports no other package of the program.
package draw
