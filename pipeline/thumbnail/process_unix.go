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
