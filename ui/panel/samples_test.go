package panel_test

import (
	"sync"

	"inflight/ui/sample"
)

// The runs of package sample, made once: most of the work of making one is
// drawing its thumbnails. Nobody changes them.
var (
	quiet   = sync.OnceValues(sample.Quiet)
	busy    = sync.OnceValues(sample.Busy)
	failing = sync.OnceValues(sample.Failing)
	hostile = sync.OnceValues(sample.Hostile)
)
