package keys

import tea "charm.land/bubbletea/v2"

// ID names an action: in settings, by which its keys can be changed, and in code.
type ID string

// The actions that more than their row speaks of.
const (
	Pause       ID = "pause"
	Freeze      ID = "freeze"
	Step        ID = "step"
	StepBack    ID = "step-back"
	Slower      ID = "slower"
	Faster      ID = "faster"
	Unhurried   ID = "normal-speed"
	Earlier     ID = "earlier"
	Later       ID = "later"
	NextMark    ID = "next-mark"
	LastMark    ID = "previous-mark"
	More        ID = "more-workers"
	Fewer       ID = "fewer-workers"
	Upload      ID = "upload"
	Broken      ID = "upload-broken"
	ByHand      ID = "receive-by-hand"
	Extend      ID = "extend"
	GiveBack    ID = "give-back"
	DeleteHeld  ID = "delete-held"
	Redrive     ID = "redrive"
	Route       ID = "redrive-to"
	Cancel      ID = "redrive-cancel"
	Faults      ID = "faults"
	Look        ID = "look"
	Inspect     ID = "inspect"
	Back        ID = "back"
	Copy        ID = "copy-url"
	Open        ID = "open-url"
	Follow      ID = "follow"
	Bookkeeping ID = "bookkeeping"
	Wait        ID = "wait"
	Settings    ID = "settings"
	Edit        ID = "edit"
	Undo        ID = "undo"
	Preset      ID = "preset"
	Announce    ID = "announce"
	Up          ID = "up"
	Down        ID = "down"
	Left        ID = "left"
	Right       ID = "right"
	PageUp      ID = "page-up"
	PageDown    ID = "page-down"
	Home        ID = "top"
	End         ID = "end"
	SceneAgain  ID = "scene-again"
	Help        ID = "help"
	Quit        ID = "quit"
	Interrupt   ID = "interrupt"
	Yes         ID = "yes"
	No          ID = "no"
)

// Row is an action of a screen M.
type Row[M any] struct {
	ID    ID
	Keys  []string // as they are until somebody changes them
	Shown string   // what the help calls them; empty: the name of the first
	Was   []string // keys that it had in earlier versions, see Table.Moved
	Fixed bool     // nobody changes its keys: they are what everybody expects

	In       Scope
	Changes  bool // acts on the run: there is nothing to act on in a recording
	Destroys bool // what it takes away does not come back: it asks first

	Group Group
	Does  string // in the help
	Name  string // in the palette; empty: it is not there
	Foot  []Foot
	Rank  int // place in the footer
	Pair  ID  // stands beside it in the footer, under one word

	// Do does it: key is the one that was pressed, empty from the palette. nil: a
	// window takes the key.
	Do func(m M, key string) tea.Cmd
}

// Foot is an action in the footer, in few words.
type Foot struct {
	In   Scope
	Word string
	Live bool // not in a recording
	Past bool // where time has been: in a recording, or on the way back in a run
}

// Group is a part of the help.
type Group uint8

// The parts of the help, in their order.
const (
	None Group = iota // the help does not name it
	Work
	Time
	How
	Hand
	Letters
	Find
	Links
	About
	Program
	groups
)

// titles are what the help calls its parts.
var titles = [groups]string{
	Work: "give it work", Time: "stop time, slow it, go back in it", How: "change how it works", Hand: "do it by hand", Letters: "bring dead letters back", Find: "find an image, and why",
	Links: "take a link along, or send it", About: "get about", Program: "the program",
}
