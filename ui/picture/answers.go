package picture

import (
	"slices"

	tea "charm.land/bubbletea/v2"
	uv "github.com/charmbracelet/ultraviolet"
	"github.com/charmbracelet/x/ansi"
)

// queryID is the id of the picture that Query asks about. It is none that IDs
// gives.
const queryID = 7

// sixelAttribute is how a terminal says in its primary device attributes that
// it knows sixel graphics.
const sixelAttribute = 4

// Answers are what a terminal said of itself after Query.
type Answers struct {
	Name  string // and version, such as "kitty(0.41.1)"
	Kitty bool   // it understands kitty's graphics protocol
	Sixel bool   // it has sixel graphics
}

// Query is the sequence that asks a terminal what it can show. The answers come
// as input, at last the one to the device attributes, which every terminal
// gives: see With. A terminal that knows nothing of pictures ignores the rest,
// and so does a kitty before 0.28, which does not know the key U that asks for
// placeholders.
func Query(tmux bool) string {
	ask := ansi.KittyGraphics([]byte("AAAA"), "a=q", "t=d", "f=24", "s=1", "v=1", "U=1", "i=7")
	if tmux {
		ask = ansi.TmuxPassthrough(ask)
	}
	return ask + ansi.RequestNameVersion + ansi.RequestPrimaryDeviceAttributes
}

// With adds what a message of Bubble Tea says to the answers. Messages that say
// nothing of pictures change nothing.
func (a Answers) With(msg tea.Msg) Answers {
	switch msg := msg.(type) {
	case tea.TerminalVersionMsg:
		a.Name = msg.Name
	case uv.KittyGraphicsEvent:
		if msg.Options.ID == queryID && string(msg.Payload) == "OK" {
			a.Kitty = true
		}
	case uv.PrimaryDeviceAttributesEvent:
		a.Sixel = slices.Contains(msg, sixelAttribute)
	}
	return a
}

// Settles tells whether a message ends the wait for answers to Query: the last
// of them does, and so does the one of a terminal behind tmux, which comes when
// tmux has long given its own.
func Settles(msg tea.Msg) bool {
	switch msg.(type) {
	case uv.PrimaryDeviceAttributesEvent, uv.KittyGraphicsEvent:
		return true
	}
	return false
}
