package consume

// serial is one goroutine that does one thing after the other: it receives, works,
// deletes, and receives again. It is the program one writes first, in any language:
//
//	while True:
//	    message = queue.receive()
//	    work(message)
//	    queue.delete(message)
//
// Nothing overlaps. While it waits for an answer of S3 no core computes, and while
// ffmpeg computes nothing is downloaded; so one image takes as long as all its steps
// together, and the queue grows whenever images come faster than that. In return
// there is nothing to share, to lock or to order, and nothing can go wrong between
// two goroutines: the right one where the queue is short and stays so.
//
// Of a batch it holds the rest in its hand, and works on one after another.
type serial struct{ team *team }

func newSerial(c *crew) *serial { return &serial{team: &team{crew: c, job: oneAfterAnother}} }

// resize has one goroutine, whatever n.
func (s *serial) resize(int) { s.team.resize(1) }

// oneAfterAnother is the whole of it.
func oneAfterAnother(w *worker) {
	for more := true; more; {
		var batch []*delivery
		batch, more = w.receive()
		for _, d := range batch {
			w.work(d)
		}
	}
}
