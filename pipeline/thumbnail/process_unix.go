//go:build unix

package thumbnail

import (
	"os/exec"
	"syscall"
)

// ownGroup lets a program and all it starts be ended as one.
func ownGroup(c *exec.Cmd) {
	c.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	c.Cancel = func() error { return syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }
}

// endGroup ends what a program has left behind in its group: the number of a group
// is not given to another process while one of its own is there.
func endGroup(c *exec.Cmd) { _ = syscall.Kill(-c.Process.Pid, syscall.SIGKILL) }

// stopGroup stops a program and all of its group. That it has just ended is no error.
func stopGroup(c *exec.Cmd) { _ = syscall.Kill(-c.Process.Pid, syscall.SIGSTOP) }

// wakeGroup lets them go on.
func wakeGroup(c *exec.Cmd) { _ = syscall.Kill(-c.Process.Pid, syscall.SIGCONT) }

// niceness is that of the programs that make thumbnails.
const niceness = 10

// stepBack lets this program go first where both want the processor: a key and
// a frame are a matter of milliseconds, a thumbnail is not. That it cannot be
// done is no error: the thumbnail is made all the same.
func stepBack(c *exec.Cmd) { _ = syscall.Setpriority(syscall.PRIO_PGRP, c.Process.Pid, niceness) }
