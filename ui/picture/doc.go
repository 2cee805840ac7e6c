// Package picture draws thumbnails with the characters of a terminal: two
// pixels a cell, one above the other, as half blocks. Its functions are pure.
package picture
