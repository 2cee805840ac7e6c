// Package config reads the settings file, which a person writes by hand:
//
//	workers = 8
//	theme = "contrast"
//	visibility-timeout = "45s"
//
//	[keys]
//	redrive = "ctrl+r"
//	quit = ["q", "Q"]
//
// It is TOML. A setting has the name of a flag, a key binding that of an action.
// What the names mean is known to others (ui/cli has the flags, ui the actions);
// this package knows where the file is, what is in it, and on which line, so that
// a mistake can be found.
package config
