// Package picture shows thumbnails in a terminal.
//
// There are three ways, and Detect chooses among them:
//
//   - HalfBlocks draws with characters: each cell shows two pixels, one above
//     the other, as the colours of an upper half block. It works everywhere, in
//     24-bit, 256 or 16 colours, and with none it draws with ASCII.
//   - Kitty hands the PNG to the terminal once, out of band, and then the view
//     holds placeholder characters that the terminal replaces by the picture.
//     They are text, so a renderer that works cell by cell keeps them.
//   - Sixel makes one sequence that paints the picture at the cursor. It cannot
//     be part of a view; the caller sends it after the frame, At a position.
//
// Everything here is a pure function of its arguments: nothing is read from the
// environment or written to a terminal. Callers keep what they get, for drawing
// the same picture again in every frame is what costs.
package picture
