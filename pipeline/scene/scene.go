package scene

import (
	"embed"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"inflight/pipeline/event"
	"inflight/pipeline/fault"
)

// Scene is a lesson.
type Scene struct {
	Name     string // as it is called on the command line
	Title    string
	Question []string // in lines
	Words    []string // what the words in it mean, in lines
	Answer   []Text   // in lines
	Set      []Setting
	Images   []Image
	Steps    []Step
	// Holds is so when all is over, unless the lesson is wrong.
	Holds Condition
}

// Setting is a setting of the run, as its flags have it.
type Setting struct {
	Name, Value string

	file string
	at   word
}

// Wrong is an error about the setting, and where it stands.
func (s *Setting) Wrong(err error) error { return placed(s.file, s.at.wrong("%s: %v", s.Name, err)) }

// settings are those that a scene may set. The others are the same for all scenes.
var settings = []string{
	"batch", "delay", "heartbeat", "latency", "max-receives", "model", "pace", "prefetch", "retry-delay", "visibility-timeout", "wait", "workers",
}

// Image is an image of a scene. They are uploaded in their order.
type Image struct {
	Key    string
	Broken bool // no engine can read it
}

// Step is one thing that a scene does. One of its parts is there, beside what is said
// as it begins.
type Step struct {
	Say  Text
	Show Panel // where it is to be seen; "": where one looks already

	Upload  int // so many images
	On      *fault.Spec
	Off     fault.Name
	Wait    *Condition
	Within  time.Duration // limit of Wait
	Pass    time.Duration
	Redrive bool
	Policy  Policy
	Turn    *Turn
	Measure string // facts are counted under this name from now on
	Decide  Panel  // the world freezes, and this is where to look
}

// Turn gives a setting another value while the scene runs.
type Turn struct {
	Setting event.Setting
	Value   string
}

// Policy says whom the queue's access policy lets send.
type Policy string

// The policies of a queue that a scene can put. No policy is none of them.
const (
	PolicyNobody Policy = "nobody" // it is taken away: nobody but the owner may
	PolicyRule   Policy = "rule"   // it lets EventBridge send for the rule, as it was
)

// Panel is a part of the screen.
type Panel string

// The panels that a scene can point at.
const (
	Bus         Panel = "bus" // EventBridge, in the diagram
	Queue       Panel = "queue"
	InFlight    Panel = "in flight"
	Workers     Panel = "workers"
	DeadLetters Panel = "dead letters"
	Thumbnails  Panel = "thumbnails"
	Calls       Panel = "calls"
)

// Panels are all of them.
func Panels() []Panel {
	return []Panel{Bus, Queue, InFlight, Workers, DeadLetters, Thumbnails, Calls}
}

//go:embed scenes/*.yaml
var files embed.FS

// order is that in which people should see the scenes.
var order = []string{"poison", "countdown", "heartbeat", "worker-dies", "delay", "polling", "redrive", "policy"}

// All are the scenes that come with the program, in the order that people should see
// them.
func All() ([]*Scene, error) {
	all := make([]*Scene, 0, len(order))
	for _, name := range order {
		s, err := Find(name)
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// Names are the names of all scenes.
func Names() []string { return slices.Clone(order) }

// Find is the scene of that name.
func Find(name string) (*Scene, error) {
	if !slices.Contains(order, name) {
		return nil, fmt.Errorf("there is no scene %q: there are %s", name, strings.Join(order, ", "))
	}
	file := path.Join("scenes", name+".yaml")
	text, err := files.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("read the scene %s: %w", name, err)
	}
	return Parse(path.Base(file), text)
}
