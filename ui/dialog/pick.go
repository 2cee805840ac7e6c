package dialog

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"charm.land/bubbles/v2/filepicker"
	"charm.land/bubbles/v2/key"
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"inflight/pipeline"
	"inflight/pipeline/event"
	"inflight/ui/draw"
	"inflight/ui/keys"
	"inflight/ui/panel"
)

// Took is a message that hands over what was read beside the screen.
type Took func()

// Pick lets a person choose a file from a folder on, and upload it. The command reads
// the folder.
func Pick(folder string, upload func(path string) tea.Cmd) (Window, tea.Cmd) {
	p := &pick{upload: upload, height: pickRows}
	return p, p.open(folder, "", nil)
}

// pickRows are the rows of the list where there is room for them.
const pickRows = 14

// pick is the window: first the list, then what was chosen.
type pick struct {
	upload func(path string) tea.Cmd

	files   filepicker.Model
	height  int
	list    []string // as it was drawn last; the picker asks the disk for each line
	problem string

	looking bool
	chosen  *pipeline.FileToUpload
}

// newFiles is a picker that draws without colours, for what it draws is escaped here.
func newFiles(folder string, height int, hidden bool) filepicker.Model {
	f := filepicker.New()
	f.CurrentDirectory, f.ShowPermissions, f.ShowHidden, f.AutoHeight = folder, false, hidden, false
	const sizeWidth = 8
	f.Styles = filepicker.Styles{FileSize: lipgloss.NewStyle().Width(sizeWidth).Align(lipgloss.Right)}
	f.KeyMap.Back = key.NewBinding(key.WithKeys("h", "left", "backspace"))
	f.SetHeight(height)
	return f
}

// open reads a folder, and says why that is done. Where it cannot be read it goes back to
// another, if there is one.
func (p *pick) open(folder, instead string, why error) tea.Cmd {
	next := newFiles(folder, p.height, p.files.ShowHidden)
	return func() tea.Msg {
		err := readable(folder)
		if err != nil && instead != "" {
			next.CurrentDirectory = instead
		}
		read := next.Init()()
		return Took(func() {
			p.files, _ = next.Update(read)
			p.problem = event.Reason(errors.Join(why, err))
			p.redraw()
		})
	}
}

// readable says why a folder cannot be read.
func readable(folder string) error {
	f, err := os.Open(folder)
	if err != nil {
		return fmt.Errorf("this folder cannot be read: %w", err)
	}
	_, err = f.Readdirnames(1)
	if errors.Is(err, io.EOF) {
		err = nil
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("this folder cannot be read: %w", err)
	}
	return nil
}

// redraw draws the list again.
func (p *pick) redraw() {
	p.list = strings.Split(strings.TrimRight(p.files.View(), "\n"), "\n")
}

func (p *pick) Size(s *Screen) (w, h int) {
	w = min(max(composeWidth, s.Width-24), 110, s.Width-4)
	if p.chosen != nil {
		_, _, body := p.Draw(s, w, 0)
		return w, len(body)
	}
	return w, min(pickRows+4, s.Height-4)
}

// Scroll moves the cursor.
func (p *pick) Scroll(by int) {
	msg := tea.KeyPressMsg{Code: tea.KeyDown}
	if by < 0 {
		by, msg = -by, tea.KeyPressMsg{Code: tea.KeyUp}
	}
	for range by {
		p.files, _ = p.files.Update(msg)
	}
	p.redraw()
}

func (p *pick) Draw(s *Screen, w, h int) (title, right string, body []string) {
	if p.chosen != nil {
		return "upload " + draw.Escape(draw.CutMiddle(p.chosen.Key, 40)), s.Keys.Called(keys.Inspect) + ": upload  " + s.Keys.Called(keys.Back) + ": another", p.drawChosen(s, w)
	}
	st, room := s.Styles, max(w-4, 1)
	body = append(body, "  "+st.Paint(draw.Dim, draw.CutMiddle(draw.Escape(p.files.CurrentDirectory), room)), "")
	if rows := h - 4; rows > 0 && rows != p.height {
		p.height = rows
		p.files.SetHeight(rows)
		p.redraw()
	}
	for _, line := range p.list {
		mark, tone := "  ", draw.Text
		if rest, under := strings.CutPrefix(line, p.files.Cursor); under {
			mark, tone, line = s.Styles.Sign("▸")+" ", draw.Strong, rest
		} else {
			line = strings.TrimPrefix(line, " ") // where the cursor would be
		}
		body = append(body, " "+st.Paint(draw.Accent, mark)+st.Paint(tone, draw.Fit(draw.Escape(line), room)))
	}
	if p.files.HighlightedPath() == "" {
		body = append(body[:2], "  "+st.Paint(draw.Dim, "there is no file here"))
	}
	for len(body) < h-1 {
		body = append(body, "")
	}
	foot := st.Paint(draw.Dim, draw.Fit(s.Keys.As("", keys.Left, keys.Right).Help().Key+" the folder above, into a folder   . hidden files", room))
	switch {
	case p.looking:
		foot = st.Paint(draw.Dim, "looking at it")
	case p.problem != "":
		foot = st.Paint(draw.Bad, draw.Fit(p.problem, room))
	}
	return "upload a file", s.Keys.Called(keys.Inspect) + ": choose  " + s.Keys.Called(keys.Back) + ": no", append(body[:min(len(body), max(h-1, 2))], "  "+foot)
}

// drawChosen says what was chosen, and what comes of uploading it.
func (p *pick) drawChosen(s *Screen, w int) []string {
	st, f, setup := s.Styles, p.chosen, &s.State.Setup
	room := max(w-14, 1)
	body := []string{""}
	row := func(name, text string) {
		body = append(body, "  "+st.Paint(draw.Dim, draw.Fit(name, 8))+st.Paint(draw.Text, draw.CutMiddle(draw.Escape(text), room)))
	}
	row("file", f.Path)
	row("key", f.Key)
	row("bucket", setup.SourceBucket)
	row("size", event.Count(f.Size)+" bytes, "+f.ContentType)
	body = append(body, "")
	for _, line := range draw.Wrap(panel.WhatBecomesOfFile(setup, f), max(w-4, 1)) {
		body = append(body, "  "+st.Paint(draw.Text, line))
	}
	body = append(body, commandLines(s, panel.UploadCommand(setup, f), s.Keys.Called(keys.Copy), w)...)
	return append(body, "")
}

// Press takes the keys of the list, or of what was chosen.
func (p *pick) Press(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	if p.chosen != nil {
		return p.pressChosen(s, msg)
	}
	switch {
	case p.looking: // one thing after the other
		return nil, s.Keys.Matches(msg, keys.Back)
	case s.Keys.Matches(msg, keys.Back), s.Keys.Matches(msg, keys.Quit):
		return nil, true
	case p.files.CurrentDirectory == "": // the first folder is being read
		return nil, false
	case msg.String() == ".":
		p.files.ShowHidden = !p.files.ShowHidden
		return p.open(p.files.CurrentDirectory, "", nil), false
	case p.files.HighlightedPath() == "": // of what was listed before
		p.files, _ = p.files.Update(tea.KeyPressMsg{Code: 'g', Text: "g"})
		if p.files.HighlightedPath() == "" && !key.Matches(msg, p.files.KeyMap.Back) {
			return nil, false
		}
	}
	if on := p.files.HighlightedPath(); key.Matches(msg, p.files.KeyMap.Open) && on != "" {
		if _, err := os.Lstat(on); err != nil { // the picker would do nothing, and say nothing
			return p.open(p.files.CurrentDirectory, "", fmt.Errorf("%s cannot be opened: %w", filepath.Base(on), err)), false
		}
	}
	p.problem = ""
	before := p.files.CurrentDirectory
	moved, read := p.files.Update(msg)
	if read != nil { // another folder: a new list, for what it remembers of the old one may not be so any more
		return p.open(moved.CurrentDirectory, before, nil), false
	}
	p.files = moved
	p.redraw()
	if chosen, path := p.files.DidSelectFile(msg); chosen {
		p.looking = true
		return p.look(path), false
	}
	return nil, false
}

// look looks at a file.
func (p *pick) look(path string) tea.Cmd {
	return func() tea.Msg {
		f, err := pipeline.LookAtFile(path)
		return Took(func() {
			if p.looking = false; err != nil {
				p.problem = event.Reason(err)
				return
			}
			p.chosen = &f
		})
	}
}

// pressChosen takes the keys for what was chosen.
func (p *pick) pressChosen(s *Screen, msg tea.KeyPressMsg) (tea.Cmd, bool) {
	switch {
	case s.Keys.Matches(msg, keys.Back):
		p.chosen = nil
	case s.Keys.Matches(msg, keys.Quit):
		return nil, true
	case s.Keys.Matches(msg, keys.Inspect):
		return p.upload(p.chosen.Path), true
	case s.Keys.Matches(msg, keys.Copy):
		return tea.Batch(tea.SetClipboard(panel.UploadCommand(&s.State.Setup, p.chosen)), Say("copied the command line")), false
	}
	return nil, false
}
