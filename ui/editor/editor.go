// Package editor has a person edit a text in the program that they have named for that.
package editor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
	"unicode/utf8"

	tea "charm.land/bubbletea/v2"
)

// Editor is the program that a person has named. Its fields do not change.
type Editor struct {
	Command string // as the environment has it, with arguments
	// Spare leaves what ctrl+c sends to the programs of a terminal to the editor, until
	// end is called; nil: nothing is done about it.
	Spare func() (end func())
}

// Command is the editor that the environment names, as most programs have it: $VISUAL,
// else $EDITOR. Empty: none.
func Command(getenv func(string) string) string {
	for _, name := range []string{"VISUAL", "EDITOR"} {
		if command := strings.TrimSpace(getenv(name)); command != "" {
			return command
		}
	}
	return ""
}

// Edit gives the terminal to the editor, with a text in a file of that name. What
// became of the text is handed to took, and what that returns is the message that comes
// then. The text is as it was where the editor failed. The end of ctx ends the editor.
func (e *Editor) Edit(ctx context.Context, name, text string, took func(text string, err error) tea.Msg) tea.Cmd {
	r := &running{editor: e, ctx: ctx, name: name, text: text}
	return tea.Exec(r, func(err error) tea.Msg { return took(r.text, err) })
}

// running is an editor that has the terminal, or is about to. It writes, reads and removes
// the file within Run, so that nothing is left of it however the program ends.
type running struct {
	editor     *Editor
	ctx        context.Context //nolint:containedctx // of the program: Bubble Tea calls Run without one
	name, text string
	in         io.Reader
	out, errs  io.Writer
}

// SetStdin, SetStdout and SetStderr say which terminal it is.
func (r *running) SetStdin(in io.Reader)   { r.in = in }
func (r *running) SetStdout(out io.Writer) { r.out = out }
func (r *running) SetStderr(out io.Writer) { r.errs = out }

// Run edits the text.
func (r *running) Run() (err error) {
	folder, err := os.MkdirTemp("", "inflight-edit-") // editors leave copies beside a file
	if err != nil {
		return fmt.Errorf("make a folder for the text to be edited: %w", err)
	}
	defer func() {
		if gone := os.RemoveAll(folder); err == nil && gone != nil {
			err = fmt.Errorf("remove what was edited: %w", gone)
		}
	}()
	file := filepath.Join(folder, r.name)
	if err := os.WriteFile(file, []byte(r.text+"\n"), 0o600); err != nil {
		return fmt.Errorf("write the text to be edited: %w", err)
	}
	if err := r.open(file); err != nil {
		return err
	}
	text, err := read(file)
	if err == nil {
		r.text = text
	}
	return err
}

// special are the characters for which git hands the name of an editor to a shell.
const special = "|&;<>()$`\\\"' \t\n*?[#~=%"

// alone has a shell become the editor, so that this one is reached by what ends it: not
// where a command is more than the name of a program and its arguments.
func alone(command string) string {
	if strings.ContainsAny(command, "|&;<>()`=\n") {
		return command
	}
	return "exec " + command
}

// patience is how long an editor may take to end when the program does.
const patience = 2 * time.Second

// open has a file edited, and returns when that is over.
func (r *running) open(file string) error {
	name, args := r.editor.Command, []string{file}
	if strings.ContainsAny(name, special) {
		if shell, err := exec.LookPath("sh"); err == nil {
			name, args = shell, []string{"-c", alone(r.editor.Command) + ` "$@"`, r.editor.Command, file}
		} else {
			words := strings.Fields(name)
			name, args = words[0], append(words[1:], file)
		}
	}
	c := exec.CommandContext(r.ctx, name, args...)
	c.Cancel = func() error { return c.Process.Signal(syscall.SIGTERM) }
	c.WaitDelay = patience
	c.Stdin, c.Stdout, c.Stderr = r.in, r.out, r.errs
	if err := c.Start(); err != nil {
		return fmt.Errorf("the editor %s does not start: %w", r.editor.Command, err)
	}
	if r.editor.Spare != nil { // not before: what is ignored stays so for who is started
		defer r.editor.Spare()()
	}
	err := c.Wait()
	var exit *exec.ExitError
	switch {
	case errors.As(err, &exit) && exit.ExitCode() == notFound:
		return fmt.Errorf("the editor %s does not start: the shell finds no such program (exit status %d)", r.editor.Command, notFound)
	case err != nil:
		return fmt.Errorf("the editor %s failed, and its text is not taken: %w", r.editor.Command, err)
	}
	return nil
}

// notFound is the exit status of a shell that finds no program of a name.
const notFound = 127

// most is how long a text may be: longer than any document of AWS that is edited here.
const most = 64 << 10

// read reads what was written, without the line end that editors add and the mark that
// some put before it.
func read(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", fmt.Errorf("read what was edited: %w", err)
	}
	defer f.Close() //nolint:errcheck // it was read only
	all, err := io.ReadAll(io.LimitReader(f, most+1))
	switch {
	case err != nil:
		return "", fmt.Errorf("read what was edited: %w", err)
	case len(all) > most:
		return "", fmt.Errorf("what was edited is longer than %d kB, and is not taken", most>>10)
	case !utf8.Valid(all):
		return "", errors.New("what was edited is no UTF-8, and is not taken")
	}
	text := strings.ReplaceAll(strings.TrimPrefix(string(all), "\ufeff"), "\r\n", "\n")
	return strings.TrimRight(text, "\n"), nil
}
