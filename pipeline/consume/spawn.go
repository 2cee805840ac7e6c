package consume

// spawn is a goroutine for each message, under a semaphore: what asyncio has as
// create_task within a Semaphore, what a web server does with its requests.
//
//	for m := range receive() {
//	    permits.Acquire(ctx, 1)                             // at most N at once
//	    go func() { defer permits.Release(1); work(m) }()
//	}
//
// One receiver starts a goroutine a message and never looks after it; each lives for
// as long as its message and ends. There is no channel and no worker that waits, only
// N permits: without them a full queue would start goroutines until memory ends. The
// receiver asks for a message when a permit is free, so nothing is received ahead but
// what a batch brings. It is the right one where messages take very different times and
// goroutines are cheap, as in Go, asyncio or Erlang; not where each needs something
// that is dear to start, such as a connection or a process of its own.
type spawn struct {
	crew     *crew
	receiver *team
}

func newSpawn(c *crew) *spawn {
	s := &spawn{crew: c}
	s.receiver = &team{crew: c, kind: receiving, job: s.receive}
	return s
}

// resize has one receiver: n is the size of the semaphore, which every model has.
func (s *spawn) resize(int) { s.receiver.resize(1) }

// receive starts a goroutine for each message that comes.
func (s *spawn) receive(w *worker) {
	for more := true; more; {
		if s.crew.permits.await(w.asks, w.blockedForPermit) != nil {
			return
		}
		var batch []*delivery
		batch, more = w.receive()
		for _, d := range batch {
			if w.admit(d) {
				s.crew.intake.world.Within(w.ctx, func() { s.crew.hire("", func(alone *worker) { alone.finish(d) }) })
			}
		}
	}
}
