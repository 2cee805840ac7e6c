//go:build !unix

package thumbnail

import "os/exec"

// ownGroup does nothing where there are no process groups: the program itself
// is ended.
func ownGroup(*exec.Cmd) {}

// endGroup does nothing, as ownGroup.
func endGroup(*exec.Cmd) {}

// stopGroup does nothing: the program goes on, and waits for the world when it is done.
func stopGroup(*exec.Cmd) {}

// wakeGroup does nothing, as stopGroup.
func wakeGroup(*exec.Cmd) {}

// stepBack does nothing where priorities are set in another way.
func stepBack(*exec.Cmd) {}
