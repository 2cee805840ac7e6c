package event

import "strings"

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

// Works tells whether a worker works on what it receives, as those of a pipeline do;
// of somebody outside nobody knows, and a person holds it.
func Works(worker string) bool { return worker != Outside && !ByHand(worker) }
