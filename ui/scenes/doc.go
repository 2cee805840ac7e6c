// Package scenes is what a program shows whose screen is that of a run, and for a while
// that of a scene in its place: it hands messages to the one that they are for, lets the
// run stand meanwhile, and puts back what a scene has set up.
package scenes
