package ui

import (
	"context"
	"errors"
	"net/url"
	"os/exec"
	"runtime"

	tea "charm.land/bubbletea/v2"

	"inflight/ui/dialog"
	"inflight/ui/panel"
)

// linked is the URL that is meant: that of the mail or the thumbnail that is
// open or has the focus; empty where there is none.
func (m *model) linked() string {
	_, open := m.windows.Top().(*mail)
	if open || m.windows.Top() == nil && m.focus == inboxArea {
		list := &m.lists[inboxArea]
		if rows := panel.InboxRows(m.state, list.filter); list.cursor < len(rows) {
			return rows[list.cursor].URL
		}
		return ""
	}
	if _, big := m.windows.Top().(*large); !big && (m.windows.Top() != nil || !m.onScreen(thumbnailsArea)) {
		return ""
	}
	list := &m.lists[thumbnailsArea]
	if rows := panel.ThumbnailRows(m.state, list.filter); list.cursor < len(rows) {
		return rows[list.cursor].URL
	}
	return ""
}

// errNoLink says what the keys for links need.
var errNoLink = errors.New("there is no link here: choose a thumbnail or a mail")

// copyURL puts the URL on the terminal's clipboard (OSC 52), which works over
// ssh too.
func (m *model) copyURL() tea.Cmd {
	link := m.linked()
	if link == "" {
		return dialog.Fail(errNoLink)
	}
	return tea.Batch(tea.SetClipboard(link), dialog.Say("copied the URL"))
}

// openURL shows the URL in a browser.
func (m *model) openURL() tea.Cmd {
	link := m.linked()
	if u, err := url.Parse(link); link == "" || err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return dialog.Fail(errNoLink)
	}
	open := m.options.Browse
	if open == nil {
		open = browse
	}
	return m.do("opened the URL", func(ctx context.Context) error { return open(ctx, link) })()
}

// browse hands a URL to the desktop.
func browse(ctx context.Context, link string) error {
	name, args := "xdg-open", []string{link}
	switch runtime.GOOS {
	case "darwin":
		name = "open"
	case "windows":
		name, args = "rundll32", []string{"url.dll,FileProtocolHandler", link}
	}
	if _, err := exec.LookPath(name); err != nil {
		return errors.New("nothing here opens URLs (no " + name + "): copy it with y")
	}
	return exec.CommandContext(ctx, name, args...).Run()
}
