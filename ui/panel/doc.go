// Package panel draws the panels of the screen, each as a pure function of a
// View: the folded state of the events, a moment, the styles and a size. None
// of them keeps anything, asks the time or talks to anybody, so the same View
// gives the same lines, live, frozen, or played back from a recording.
//
// A panel returns exactly Height lines that are exactly Width cells wide, for
// every size from 1x1 up and whatever the object keys and bodies hold: all text
// from outside goes through draw.Escape, and all text is cut by draw.Fit.
//
// panel.go says what each is made of; one that is a list says there what stands in its
// rows, so that the row under the cursor and the row that enter opens are the same
// one, and a cursor stays on what it stood on while rows come and go.
package panel
