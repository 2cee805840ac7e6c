// Package state is what the events say is so: State is their fold, and all that a
// screen draws. It reads events and nothing else, and never looks at a clock: what
// changes with time is asked for with a time.
//
// State.Apply (state.go) has one line a kind, in the file named after what happens:
// arrivals.go for uploads and matches, messages.go for which messages there are, held.go
// for who has one and how long, ends.go for how that ends, work.go for the stages,
// workers.go, letters.go for the dead letters, trouble.go for what fails. Which messages are where, and how many, is kept while
// events are folded (rosters.go, agenda.go, standing.go), so that a frame costs what
// it shows. What is bounded forgets the oldest: over.go and works.go remember by
// hash and number which messages have ended, and which stages were done.
//
// From the state follow the rates (rates.go, series.go), where the queue is going
// (trend.go), what it costs (price.go), and what is worth knowing, in sentences
// (insights.go and the files beside it).
package state
