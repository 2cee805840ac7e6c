package main

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// cell is a character of the screen with its style.
type cell struct {
	r             rune
	fg, bg        string // "" is the terminal's own
	bold, reverse bool
}

// frame is a screen: rows of cells.
type frame [][]cell

// read takes a screen apart as tmux's capture-pane -e writes it.
func read(text string, columns, rows int) frame {
	f := make(frame, rows)
	lines := strings.Split(text, "\n")
	var pen cell
	for y := range f {
		f[y] = make([]cell, columns)
		for x := range f[y] {
			f[y][x].r = ' '
		}
		if y >= len(lines) {
			continue
		}
		line, x := lines[y], 0
		for line != "" && x < columns {
			if strings.HasPrefix(line, "\x1b[") {
				end := strings.IndexByte(line, 'm')
				if end < 0 {
					break
				}
				pen.style(line[2:end])
				line = line[end+1:]
				continue
			}
			r, n := utf8.DecodeRuneInString(line)
			line = line[n:]
			f[y][x] = pen
			f[y][x].r = r
			x++
		}
	}
	return f
}

// style takes the parameters of an SGR sequence.
func (c *cell) style(params string) {
	p := strings.FieldsFunc(params, func(r rune) bool { return r == ';' || r == ':' })
	if len(p) == 0 {
		*c = cell{}
	}
	for i := 0; i < len(p); i++ {
		n, err := strconv.Atoi(p[i])
		if err != nil {
			continue
		}
		switch {
		case n == 0:
			*c = cell{}
		case n == 1:
			c.bold = true
		case n == 22:
			c.bold = false
		case n == 7:
			c.reverse = true
		case n == 27:
			c.reverse = false
		case n == 39:
			c.fg = ""
		case n == 49:
			c.bg = ""
		case (n == 38 || n == 48) && i+4 < len(p) && p[i+1] == "2":
			hex := hexOf(p[i+2 : i+5])
			if n == 38 {
				c.fg = hex
			} else {
				c.bg = hex
			}
			i += 4
		}
	}
}

// hexOf is a colour as the web writes it.
func hexOf(rgb []string) string {
	var out strings.Builder
	out.WriteByte('#')
	for _, p := range rgb {
		n, err := strconv.Atoi(p)
		if err != nil {
			n = 0
		}
		fmt.Fprintf(&out, "%02x", n&0xff)
	}
	return out.String()
}
