package thumbnail

import (
	"os/exec"
	"syscall"

	"golang.org/x/sys/unix"
)

// warmMemory bounds the data of a warm ffmpeg. The largest image it is given takes
// half of that.
const warmMemory = 2 << 30

// endWithParent ends a process when the one that started it has ended, whichever way.
// Without that it ends when its input does, behind the image in hand. The kernel
// counts the thread that started it, not the process; should Go end that thread
// early, the image is made by a process of its own.
func endWithParent(c *exec.Cmd) { c.SysProcAttr.Pdeathsig = syscall.SIGKILL }

// limitMemory bounds the memory of a process. That it cannot be done is no error.
func limitMemory(c *exec.Cmd) {
	_ = unix.Prlimit(c.Process.Pid, unix.RLIMIT_DATA, &unix.Rlimit{Cur: warmMemory, Max: warmMemory}, nil)
}
