package ui

import "inflight/ui/panel"

// settingUp is the area in which it is shown how the stack was set up, at the
// start of a run; noArea where that is over, or a person has done something. It is
// the one of the thumbnails, of which there are none yet, where that is to be
// seen.
func (m *model) settingUp() area {
	switch {
	case m.setupSeen || m.zoomed || m.layout.small || !panel.SettingUp(m.state, m.now):
		return noArea
	case !m.layout.rects[thumbnailsArea].Empty():
		return thumbnailsArea
	case m.layout.tabs:
		return m.layout.shown
	}
	return noArea
}

// setupSlot draws how the stack was set up.
var setupSlot = slot{title: panel.SetupTitle, draw: panel.Setup}
