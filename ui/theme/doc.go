// Package theme makes the styles that the screen is drawn with: the one place
// where there are colours.
//
// A theme is a handful of tokens (what is good, what warns, what is dim); from
// them come the styles of the panels. Images have colours of their own, sixteen
// that stay apart for most eyes with a colour vision deficiency too; and since
// no state is told by colour alone, the screen can be read without any.
package theme
