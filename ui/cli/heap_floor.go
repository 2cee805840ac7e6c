package cli

// heapFloorBytes is the size of a session's heap floor: memory that is held and never
// touched, so that it takes no room. Go collects garbage when the heap has doubled. A
// run needs 10 to 20 MB, and makes 0.6 MB of garbage an image: it collected some
// hundred times for 2,000 of them, and a tenth of its time went there. With the floor
// counted as used, up to twice as much garbage gathers before it is collected: that
// much memory is the price, whatever the run needs itself, where a higher GOGC would
// cost a large run several times as much.
const heapFloorBytes = 64 << 20

// newHeapFloor makes one. It lasts as long as somebody holds it.
func newHeapFloor() []byte { return make([]byte, heapFloorBytes) }
