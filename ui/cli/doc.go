// Package cli is the command line: it reads flags and environment, puts a
// pipeline together from the parts that the other packages make, and runs it
// with a screen or without.
//
// This is the one place that knows all the others. The embedded AWS tells what
// only it can know, the tap reports every API call, and both become events of
// one pipeline.Log here; from then on nobody knows which AWS it was.
package cli
