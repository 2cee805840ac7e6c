package picture

import "github.com/charmbracelet/colorprofile"

// Colors says with what half blocks can be drawn.
type Colors uint8

// The ways there are.
const (
	True    Colors = iota // 24-bit colours
	Indexed               // xterm's 256 colours
	Basic                 // the first 16 colours
	None                  // no colours: ASCII characters by their lightness
)

// ColorsOf are the colours of a profile.
func ColorsOf(profile colorprofile.Profile) Colors {
	switch profile {
	case colorprofile.TrueColor, colorprofile.Unknown:
		return True
	case colorprofile.ANSI256:
		return Indexed
	case colorprofile.ANSI:
		return Basic
	case colorprofile.ASCII, colorprofile.NoTTY:
	}
	return None
}
