package state

import "inflight/pipeline/event"

// Scene is the lesson that is played. The zero Scene is none.
type Scene struct {
	Name, Title string
	Question    string // in lines
	Words       string // what those in it mean, in lines
	Told        string // what is to be seen now
	Answer      string // in lines; empty until it is decided
	Panel       string // where the answer shows
	Over        bool   // it has nothing more to show
	Failed      string // what did not come that it waited for
}

// sceneChanged takes what a scene says.
func (s *State) sceneChanged(e *event.Event) {
	c := &s.Scene
	switch b := e.Body.(type) {
	case *event.SceneOpened:
		*c = Scene{Name: b.Scene, Title: b.Title, Question: b.Text, Words: b.Words}
	case *event.SceneTold:
		c.Told = b.Text
	case *event.SceneDecided:
		c.Answer, c.Panel = b.Text, b.Panel
	case *event.SceneEnded:
		c.Over, c.Failed = true, b.Error
	default:
	}
}
