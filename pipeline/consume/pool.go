package consume

// pool is a thread pool: N goroutines, each of which is a whole serial by itself. It
// receives, works, deletes and receives again, and knows nothing of the others:
//
//	for _ in range(N):
//	    threading.Thread(target=serial).start()
//
// While one waits for the network another computes, so N images are in work at once,
// each in one pair of hands from its receive to its delete. A goroutine asks for a
// message only when it has none: nothing is received ahead, no message waits in flight
// while nobody works on it, and N is the only number to set. The price is a long poll
// for each of them, which a short queue does not fill. It is the right one unless
// something speaks against it.
//
// Of a batch each holds the rest in its hand, and the others cannot help: with a
// batch of ten one goroutine may have nine to do while its neighbours poll.
type pool struct{ team *team }

func newPool(c *crew) *pool { return &pool{team: &team{crew: c, job: oneAfterAnother}} }

// resize has n goroutines.
func (p *pool) resize(n int) { p.team.resize(n) }
