// Package graphics shows pictures on a terminal beside the frames of Bubble Tea: by
// half blocks in the frame, by kitty's protocol, which holds them for placeholders in
// the frame, or by sixels, which are painted over it. How a picture becomes any of
// these is in ui/picture; this is when, and what the terminal has of them.
package graphics
