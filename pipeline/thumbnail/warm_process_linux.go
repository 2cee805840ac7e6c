package thumbnail

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// endWithParent ends a process when the one that started it has ended, whichever way.
// Without that it ends when its input does, behind the image in hand. The kernel
// counts the thread that started it, not the process; should Go end that thread
// early, the image is made by a process of its own.
func endWithParent(c *exec.Cmd) { c.SysProcAttr.Pdeathsig = syscall.SIGKILL }

// limitMemory bounds the data of a process. That it cannot be done is no error.
func limitMemory(c *exec.Cmd, bytes uint64) {
	_ = unix.Prlimit(c.Process.Pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: bytes, Max: bytes}, nil)
}
