//go:build !unix

package main

import "os/exec"

// group does nothing: the program alone is ended.
func group(*exec.Cmd) {}

// endGroup does nothing.
func endGroup(*exec.Cmd) {}
