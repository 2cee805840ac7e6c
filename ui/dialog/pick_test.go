package dialog

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"
)

// picker is a window over a folder of its own, and what it uploads.
type picker struct {
	*pick

	s        *Screen
	folder   string
	uploaded []string
}

func newPicker(t *testing.T, files ...string) *picker {
	t.Helper()
	k := &picker{s: handScreen(80, 24), folder: t.TempDir()}
	for _, name := range files {
		path := filepath.Join(k.folder, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("\x89PNG\r\n\x1a\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	w, cmd := Pick(k.folder, func(path string) tea.Cmd {
		k.uploaded = append(k.uploaded, path)
		return nil
	})
	k.pick = w.(*pick)
	k.do(cmd)
	return k
}

// do runs a command, and takes what it read.
func (k *picker) do(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	if took, ok := cmd().(Took); ok {
		took()
	}
}

func (k *picker) typed(keys ...string) (closed bool) {
	for _, name := range keys {
		var cmd tea.Cmd
		cmd, closed = k.Press(k.s, pressOf(name))
		k.do(cmd)
	}
	return closed
}

func TestAFileIsChosenLookedAtAndUploaded(t *testing.T) {
	k := newPicker(t, "a.png", "folder/b.png")
	k.typed("enter", "enter") // into the folder, and its file
	seen := text(k.s, k.pick)
	for _, want := range []string{"b.png", "image/png", "8 bytes", "a worker makes its thumbnail", "aws s3api put-object", "is replaced"} {
		if !strings.Contains(strings.Join(strings.Fields(strings.ReplaceAll(seen, "│", "")), " "), want) {
			t.Errorf("it does not say %q:\n%s", want, seen)
		}
	}
	if k.typed("esc"); len(k.uploaded) > 0 || k.chosen != nil {
		t.Error("esc does not go back to the list")
	}
	if closed := k.typed("enter", "enter"); !closed || strings.Join(k.uploaded, "") != filepath.Join(k.folder, "folder", "b.png") {
		t.Errorf("uploaded %q", k.uploaded)
	}
}

func TestAFolderThatIsGoneLeavesThePickerWhereItWas(t *testing.T) {
	k := newPicker(t, "a.png", "folder/b.png")
	if err := os.RemoveAll(filepath.Join(k.folder, "folder")); err != nil {
		t.Fatal(err)
	}
	k.typed("right")
	seen := text(k.s, k.pick)
	if !strings.Contains(seen, "folder cannot be opened") || !strings.Contains(seen, "a.png") || k.files.CurrentDirectory != k.folder {
		t.Errorf("in %s:\n%s", k.files.CurrentDirectory, seen)
	}
	if k.typed("down", "up"); strings.Contains(text(k.s, k.pick), "cannot be opened") {
		t.Error("it says so for ever")
	}
	k.do(k.open(filepath.Join(k.folder, "folder"), k.folder, nil)) // as one that may not be read
	if seen := text(k.s, k.pick); !strings.Contains(seen, "this folder cannot be read") || !strings.Contains(seen, "a.png") {
		t.Errorf("in %s:\n%s", k.files.CurrentDirectory, seen)
	}
}

func TestAFileThatIsGoneIsSaidToBe(t *testing.T) {
	k := newPicker(t, "a.png")
	cmd, _ := k.Press(k.s, pressOf("enter"))
	if err := os.Remove(filepath.Join(k.folder, "a.png")); err != nil {
		t.Fatal(err)
	}
	k.do(cmd)
	if !strings.Contains(text(k.s, k.pick), "there is no file") || k.chosen != nil || k.looking {
		t.Errorf("chosen %v:\n%s", k.chosen, text(k.s, k.pick))
	}
}

func TestNoKeyPanicsInAnEmptyOrShrinkingFolder(t *testing.T) {
	k := newPicker(t)
	all := []string{"down", "up", "end", "home", "G", "g", "J", "K", "enter", "right", ".", "left", "enter", "right", "backspace", "l", "h"}
	k.typed(all...)
	k = newPicker(t, "a/1.png", "a/2.png", "b/3.png", "c.png")
	k.typed("G", "home", "right", "G")
	for _, gone := range []string{"a", "b", "c.png"} {
		if err := os.RemoveAll(filepath.Join(k.folder, gone)); err != nil {
			t.Fatal(err)
		}
		k.typed("left")
		k.typed(all...)
	}
	// keys that come before the folder is read
	w, cmd := Pick(k.folder, nil)
	k.pick = w.(*pick)
	k.typed(all...)
	k.do(cmd)
	k.typed("down")
}

func TestNamesOfFilesAreEscaped(t *testing.T) {
	k := newPicker(t, "evil\x1b[31m\x07.png", "two\nlines.png")
	for range 2 {
		if seen := text(k.s, k.pick); strings.ContainsAny(seen, "\x1b\x07") {
			t.Errorf("a control character reaches the terminal:\n%q", seen)
		}
		k.typed("enter") // what was chosen is shown
	}
}

func TestHiddenFilesAreShownOnAKey(t *testing.T) {
	k := newPicker(t, ".hidden.png", "a.png")
	if strings.Contains(text(k.s, k.pick), ".hidden.png") {
		t.Error("they are shown at first")
	}
	if k.typed("."); !strings.Contains(text(k.s, k.pick), ".hidden.png") {
		t.Error("they are not shown")
	}
	if k.typed("."); strings.Contains(text(k.s, k.pick), ".hidden.png") {
		t.Error("they stay")
	}
}

func TestTheNamesOfFilesStandUnderOneAnother(t *testing.T) {
	k := newPicker(t, "first.png", "second.png", "third.png")
	at := map[string]int{}
	for line := range strings.Lines(text(k.s, k.pick)) {
		for _, name := range []string{"first.png", "second.png", "third.png"} {
			if before, _, there := strings.Cut(line, name); there {
				at[name] = ansi.StringWidth(before)
			}
		}
	}
	if at["first.png"] == 0 || at["first.png"] != at["second.png"] || at["second.png"] != at["third.png"] {
		t.Errorf("they begin at %v:\n%s", at, text(k.s, k.pick))
	}
}
