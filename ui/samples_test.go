package ui

import (
	"sync"

	"inflight/ui/sample"
)

// The runs of package sample, made once: most of the work of making one is
// drawing its thumbnails. Nobody changes them.
var (
	empty    = sync.OnceValues(sample.Empty)
	quiet    = sync.OnceValues(sample.Quiet)
	busy     = sync.OnceValues(sample.Busy)
	failing  = sync.OnceValues(sample.Failing)
	lettered = sync.OnceValues(sample.Letters)
	hostile  = sync.OnceValues(sample.Hostile)
)
