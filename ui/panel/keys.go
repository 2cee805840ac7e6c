package panel

import "cmp"

// Keys name the keys that the panels speak of. One without a name is called as
// it is where nobody has changed the keys.
type Keys struct {
	Upload, Broken         string
	Redrive, Route, Cancel string // what is done with dead letters
	Look                   string
	More, Pause            string
	Inspect, Back          string
	LastMark               string // goes back to a failure or a death
	Bookkeeping, Quit      string
	Past                   bool // what is shown has been: no key acts on it
	Settings               string
	Step, Freeze           string
}

// Usual names those without a name.
func (k Keys) Usual() Keys {
	return Keys{
		Upload: cmp.Or(k.Upload, "u"), Broken: cmp.Or(k.Broken, "b"), Redrive: cmp.Or(k.Redrive, "r"),
		Route: cmp.Or(k.Route, "R"), Cancel: cmp.Or(k.Cancel, "x"), Look: cmp.Or(k.Look, "L"),
		More: cmp.Or(k.More, "+"), Pause: cmp.Or(k.Pause, "c"),
		Inspect: cmp.Or(k.Inspect, "enter"), Back: cmp.Or(k.Back, "esc"), LastMark: cmp.Or(k.LastMark, "N"),
		Bookkeeping: cmp.Or(k.Bookkeeping, "H"), Quit: cmp.Or(k.Quit, "q"), Settings: cmp.Or(k.Settings, "O"),
		Step: cmp.Or(k.Step, "."), Freeze: cmp.Or(k.Freeze, "space"), Past: k.Past,
	}
}

// press is a sentence on the key that does what is said, with a space before it; none
// where what is shown has been, and the key would be refused.
func (v View) press(key, does string) string {
	if v.Keys.Past {
		return ""
	}
	return " Press " + key + " to " + does + "."
}
