package ui

import (
	"charm.land/bubbles/v2/key"
)

// keyMap is every key there is. The footer and the help are made from it.
type keyMap struct {
	Quit, Interrupt, Help, Palette         key.Binding
	Pause, More, Fewer                     key.Binding
	Upload, Broken, Redrive, Purge, Clear  key.Binding
	Next, Previous, Up, Down, Left, Right  key.Binding
	PageUp, PageDown, Home, End            key.Binding
	Inspect, Back, Zoom, Filter, Sort, Tab key.Binding
	Copy, Open, Narrate                    key.Binding
	Mark, MarkAll, Route, Cancel           key.Binding
	Look, Delete                           key.Binding
	Yes, No                                key.Binding
}

// bind makes a binding; without keys it is only shown.
func bind(help, does string, keys ...string) key.Binding {
	return key.NewBinding(key.WithKeys(keys...), key.WithHelp(help, does))
}

func newKeyMap() keyMap {
	return keyMap{
		Quit:      bind("q", "quit", "q"),
		Interrupt: bind("ctrl+c", "interrupt (exit 130)", "ctrl+c"),
		Help:      bind("?", "help", "?"),
		Palette:   bind(":", "all actions", ":"),

		Pause:   bind("space", "stop/resume consuming", "space", " "),
		More:    bind("+", "one worker more", "+", "="),
		Fewer:   bind("-", "one worker fewer", "-", "_"),
		Upload:  bind("u", "upload one", "u"),
		Broken:  bind("b", "upload a broken one", "b"),
		Redrive: bind("r", "redrive selected, or all", "r"),
		Purge:   bind("p", "purge", "p"),
		Clear:   bind("P", "purge dead letters", "P"),

		Next:     bind("tab", "next panel", "tab"),
		Previous: bind("shift+tab", "previous panel", "shift+tab"),
		Up:       bind("↑/k", "up", "up", "k"),
		Down:     bind("↓/j", "down", "down", "j"),
		Left:     bind("←/h", "left", "left", "h"),
		Right:    bind("→/l", "right", "right", "l"),
		PageUp:   bind("pgup", "a page up", "pgup"),
		PageDown: bind("pgdn", "a page down", "pgdown"),
		Home:     bind("g", "to the top", "home", "g"),
		End:      bind("G", "to the end", "end", "G"),

		Inspect: bind("enter", "inspect", "enter"),
		Back:    bind("esc", "back", "esc"),
		Zoom:    bind("z", "zoom", "z"),
		Filter:  bind("/", "filter", "/"),
		Sort:    bind("s", "sort", "s"),
		Tab:     bind("1-8", "go to a panel", "1", "2", "3", "4", "5", "6", "7", "8"),
		Copy:    bind("y", "copy the URL", "y"),
		Open:    bind("o", "open the URL", "o"),
		Narrate: bind("n", "tell what happens, or not", "n"),

		Mark:    bind("m", "select, or not", "m"),
		MarkAll: bind("M", "select all, or none", "M"),
		Route:   bind("R", "redrive to, at a rate", "R"),
		Cancel:  bind("x", "cancel the redrive", "x"),
		Look:    bind("L", "look into their queue", "L"),
		Delete:  bind("d", "delete the selected", "d"),

		Yes: bind("y", "yes", "y", "Y"),
		No:  bind("n", "no", "n", "N", "esc"),
	}
}

// short are the keys for the footer, in few words, those first that matter most.
func (k *keyMap) short(focus area, paused bool) []key.Binding {
	pause := "pause"
	if paused {
		pause = "resume"
	}
	keys := []key.Binding{
		bind("space", pause), bind("u", "upload"), bind("b", "broken"), bind("+/-", "workers"),
		bind("r", "redrive"), bind("p", "purge"),
	}
	switch focus {
	case deadArea:
		keys = []key.Binding{
			bind("r", "redrive"), bind("m", "select"), bind("R", "where, how fast"), bind("x", "cancel"), bind("d", "delete"),
			bind("L", "look"), bind("P", "purge"), bind("enter", "inspect"), bind("/", "filter"),
		}
	case flowArea:
		keys = append(keys, bind("←→", "choose"), bind("enter", "what AWS knows"))
	case inFlightArea:
		keys = append(keys, bind("enter", "inspect"), bind("/", "filter"), bind("s", "sort"))
	case thumbnailsArea, inboxArea:
		keys = append(keys, bind("enter", "inspect"), bind("y", "copy"), bind("o", "open"), bind("/", "filter"))
	case callsArea:
		keys = append(keys, bind("enter", "inspect"), bind("/", "filter"))
	case workersArea:
		keys = append(keys, bind("enter", "inspect"))
	case chartsArea, throughputArea, areas:
	}
	return append(keys, bind("z", "zoom"), bind("tab", "next panel"), bind(":", "all actions"))
}

// group is a part of the help.
type group struct {
	title string
	keys  []key.Binding
}

// groups are all keys, as the help shows them.
func (k *keyMap) groups() []group {
	return []group{
		{"the pipeline", []key.Binding{k.Pause, k.More, k.Fewer, k.Upload, k.Broken, k.Purge}},
		{"the dead letters", []key.Binding{k.Redrive, k.Route, k.Cancel, k.Mark, k.MarkAll, k.Look, k.Delete, k.Clear}},
		{"looking", []key.Binding{k.Inspect, k.Back, k.Zoom, k.Filter, k.Sort, k.Copy, k.Open, k.Narrate}},
		{"moving", []key.Binding{k.Next, k.Previous, k.Up, k.Down, k.Left, k.Right, k.PageUp, k.PageDown, k.Home, k.End, k.Tab}},
		{"the program", []key.Binding{k.Palette, k.Help, k.Quit, k.Interrupt}},
	}
}
