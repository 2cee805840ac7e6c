//go:build unix

package main

import (
	"os/exec"
	"syscall"
)

// group gives a program a process group of its own, which is told to end with it.
func group(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGTERM) }
}

// niceness is that which the pipeline gives its ffmpegs. All rows have it, or those
// without would look fast on a machine that does something else, too.
const niceness = 10

// level gives a program that niceness, and what it starts from now on.
func level(c *exec.Cmd) { _ = syscall.Setpriority(syscall.PRIO_PGRP, c.Process.Pid, niceness) }

// endGroup kills what is left of it.
func endGroup(c *exec.Cmd) {
	if c.Process != nil {
		_ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL)
	}
}
