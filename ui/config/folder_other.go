//go:build !windows

package config

import "path/filepath"

// folder is where programs keep their settings, also on a Mac: a person who has
// named no folder looks there first for a program of the terminal.
func folder(getenv func(string) string) string {
	if home := getenv("HOME"); home != "" {
		return filepath.Join(home, ".config")
	}
	return ""
}
