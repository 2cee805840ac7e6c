package consume

import (
	"fmt"
	"slices"
	"strings"
)

// model is a way to share the work among goroutines. Each is a page of its own:
// serial.go, pool.go, dispatch.go, staged.go, spawn.go. A crew is given to it, with
// goroutines to hire; it is used under the lock of Consumers.
type model interface {
	// resize has it work on n images at once: the first call starts it.
	resize(n int)
}

// Models are the names of the models there are, in the order in which they are to be
// understood.
func Models() []string { return []string{"serial", "pool", "dispatch", "staged", "spawn"} }

// NextModel is the one after a model, around.
func NextModel(name string) string {
	all := Models()
	return all[(slices.Index(all, name)+1)%len(all)]
}

// CheckModel says whether there is a model of that name.
func CheckModel(name string) error {
	if !slices.Contains(Models(), name) {
		return fmt.Errorf("there is no model %q: it has to be %s", name, strings.Join(Models(), ", "))
	}
	return nil
}

// newModel puts the model of that name together: the pool where there is none of it.
func newModel(name string, c *crew) model {
	switch name {
	case "serial":
		return newSerial(c)
	case "dispatch":
		return newDispatch(c)
	case "staged":
		return newStaged(c)
	case "spawn":
		return newSpawn(c)
	}
	return newPool(c)
}

// atOnce is on how many images a model works at once where n are wanted.
func atOnce(name string, n int) int {
	if name == "serial" {
		return 1
	}
	return n
}
