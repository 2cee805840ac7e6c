package ui

import (
	"strings"

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
	Copy, Open, Narrate, Follow, Announce  key.Binding
	Mark, MarkAll, Route, Cancel           key.Binding
	Look, Delete                           key.Binding
	Bookkeeping                            key.Binding
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
		Tab:     bind("1-9", "go to a panel", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
		Copy:    bind("y", "copy the URL", "y"),
		Open:    bind("o", "open the URL", "o"),
		Follow:  bind("f", "follow, or no more", "f"),
		Narrate: bind("n", "tell what happens, or not", "n"),

		Bookkeeping: bind("H", "show our own API calls, or not", "H"),

		Announce: bind("A", "announce again", "A"),

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
// A recording has those alone that look at it.
func (k *keyMap) short(focus area, paused, recorded bool) []key.Binding {
	var keys []key.Binding
	if !recorded {
		keys = k.doing(focus, paused)
	}
	switch focus {
	case flowArea:
		keys = append(keys, as("choose", k.Left, k.Right))
		if !recorded {
			keys = append(keys, as("what AWS knows", k.Inspect))
		}
	case inFlightArea, queueArea:
		keys = append(keys, as("inspect", k.Inspect), as("filter", k.Filter), as("sort", k.Sort))
	case thumbnailsArea, inboxArea:
		keys = append(keys, as("inspect", k.Inspect), as("copy", k.Copy), as("open", k.Open), as("filter", k.Filter))
	case callsArea, deadArea:
		keys = append(keys, as("inspect", k.Inspect), as("filter", k.Filter))
	case workersArea:
		keys = append(keys, as("inspect", k.Inspect))
	case chartsArea, throughputArea, areas:
	}
	return append(keys, as("zoom", k.Zoom), as("next panel", k.Next), as("all actions", k.Palette))
}

// doing are the keys that change something: among the dead letters those for
// them.
func (k *keyMap) doing(focus area, paused bool) []key.Binding {
	if focus == deadArea {
		return []key.Binding{
			as("redrive", k.Redrive), as("select", k.Mark), as("where, how fast", k.Route), as("cancel", k.Cancel),
			as("delete", k.Delete), as("look", k.Look), as("purge", k.Clear),
		}
	}
	pause := "pause"
	if paused {
		pause = "resume"
	}
	return []key.Binding{
		as(pause, k.Pause), as("upload", k.Upload), as("broken", k.Broken), as("workers", k.More, k.Fewer),
		as("redrive", k.Redrive), as("purge", k.Purge),
	}
}

// as are the first keys of some bindings, with fewer words than the help has.
func as(does string, bindings ...key.Binding) key.Binding {
	var names, keys []string
	for _, b := range bindings {
		names, keys = append(names, keyName(b.Keys()[0])), append(keys, b.Keys()[0])
	}
	name := strings.Join(names, "/")
	if strings.ContainsAny(name, "←→↑↓") {
		name = strings.ReplaceAll(name, "/", "")
	}
	return bind(name, does, keys...)
}

// group is a part of the help.
type group struct {
	title string
	keys  []key.Binding
}

// groups are all keys, as the help shows them.
func (k *keyMap) groups() []group {
	return []group{
		{"give it work", []key.Binding{k.Upload, k.Broken}},
		{"change how it works", []key.Binding{k.More, k.Fewer, k.Pause, k.Purge}},
		{"bring dead letters back", []key.Binding{k.Look, k.Mark, k.MarkAll, k.Redrive, k.Route, k.Cancel, k.Delete, k.Clear}},
		{"find an image, and why", []key.Binding{k.Filter, k.Sort, k.Follow, k.Inspect, k.Back, k.Narrate, k.Bookkeeping}},
		{"take a link along, or send it", []key.Binding{k.Copy, k.Open, k.Announce}},
		{"get about", []key.Binding{k.Tab, k.Next, k.Previous, k.Zoom, k.Up, k.Down, k.Left, k.Right, k.PageUp, k.PageDown, k.Home, k.End}},
		{"the program", []key.Binding{k.Palette, k.Help, k.Quit, k.Interrupt}},
	}
}
