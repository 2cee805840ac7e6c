package event

import (
	"strings"
	"time"
)

// You is the worker that stands for the person at the keys: it works on nothing, and
// what it holds nobody extends but that person.
const You = "you"

// GivenBack is the reason of a give-back by that person: nothing failed.
const GivenBack = "given back by hand"

// ByHand tells whether a worker is the person at the keys of some process.
func ByHand(worker string) bool {
	name, _, _ := strings.Cut(worker, "@")
	return name == You
}

// handTimeout is how long a message that is received by hand is nobody else's at least: a
// person has to read it.
const handTimeout = 20 * time.Second

// HandTimeout is the visibility timeout that a receive by hand asks for, of a queue whose
// own is that long: a receive may ask for more than the queue has.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html
func HandTimeout(queue time.Duration) time.Duration { return max(queue, handTimeout) }

// HandTimeout is the visibility timeout that a receive by hand asks for.
func (s *Setup) HandTimeout() time.Duration {
	return HandTimeout(time.Duration(s.Visibility * float64(time.Second)))
}

// Works tells whether a worker works on what it receives, as those of a pipeline do;
// of somebody outside nobody knows, and a person holds it.
func Works(worker string) bool { return worker != Outside && !ByHand(worker) }
