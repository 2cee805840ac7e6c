// Package compare measures a run by its events, and sets the rows of several runs
// beside each other: one for each consumer model and number of workers. It knows
// neither processes nor flags.
package compare
