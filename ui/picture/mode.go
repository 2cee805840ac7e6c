package picture

import "fmt"

// Mode is a way to show pictures.
type Mode uint8

// The ways there are. The zero Mode leaves the choice to Detect.
const (
	Auto   Mode = iota
	Kitty       // kitty's graphics protocol with Unicode placeholders
	Sixel       // DEC sixel graphics
	Blocks      // half blocks, or ASCII where there are no colours
	Off         // no pictures
)

// ParseMode reads the name of a Mode; "" is auto.
func ParseMode(name string) (Mode, error) {
	switch name {
	case "", "auto":
		return Auto, nil
	case "kitty":
		return Kitty, nil
	case "sixel":
		return Sixel, nil
	case "blocks":
		return Blocks, nil
	case "off":
		return Off, nil
	}
	return Auto, fmt.Errorf("pictures %q: it has to be auto, kitty, sixel, blocks or off", name)
}

// String is the name that ParseMode reads.
func (m Mode) String() string {
	switch m {
	case Kitty:
		return "kitty"
	case Sixel:
		return "sixel"
	case Blocks:
		return "blocks"
	case Off:
		return "off"
	case Auto:
	}
	return "auto"
}
