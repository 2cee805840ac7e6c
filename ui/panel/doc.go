// Package panel draws the panels of the screen, each as a pure function of a
// View: the folded state of the events, a moment, the styles and a size. None
// of them keeps anything, asks the time or talks to anybody, so the same View
// gives the same lines, live, frozen, or played back from a recording.
//
// A panel returns exactly Height lines that are exactly Width cells wide, for
// every size from 1x1 up and whatever the object keys and bodies hold: all text
// from outside goes through draw.Escape, and all text is cut by draw.Fit.
//
// Panels that are lists export their rows too (InFlightRows and so on), so that
// the row under the cursor and the row that enter opens are the same one.
package panel
