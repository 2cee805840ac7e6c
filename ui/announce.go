package ui

import (
	"context"
	"errors"
	"fmt"

	tea "charm.land/bubbletea/v2"

	"inflight/pipeline/event"
	"inflight/ui/dialog"
	"inflight/ui/draw"
	"inflight/ui/panel"
)

// announceAgain announces the thumbnail of the image under the cursor once more.
func (m *model) announceAgain() tea.Cmd {
	id, key := m.announceable()
	if key == "" {
		return dialog.Fail(errors.New("there is no image here: choose a thumbnail or a message"))
	}
	done := fmt.Sprintf("announced %s again, or it waits for its turn", draw.Escape(event.ShortName(key)))
	return m.do(done, func(ctx context.Context) error { return m.options.Control.AnnounceAgain(ctx, id, key) })()
}

// announceable is the image that a person looks at: the id of its message, and its
// key. A thumbnail is known for longer than its message.
func (m *model) announceable() (id, key string) {
	_, open := m.windows.Top().(*large)
	if list := &m.lists[thumbnailsArea]; open || m.windows.Top() == nil && m.focus == thumbnailsArea {
		if rows := panel.ThumbnailRows(m.state, list.filter); list.cursor < len(rows) {
			return rows[list.cursor].MessageID, rows[list.cursor].SourceKey
		}
		return "", ""
	}
	if at := m.underCursor(); at != nil {
		return at.ID, at.Key
	}
	return "", ""
}
