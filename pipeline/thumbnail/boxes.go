package thumbnail

import "encoding/binary"

// box is a part of a file of ISO's base media format.
type box struct {
	name string
	body []byte
	cut  bool // the file ends within it
}

// boxes takes a file apart.
func boxes(b []byte) []box {
	var all []box
	for len(b) >= 8 {
		n, head := uint64(binary.BigEndian.Uint32(b)), uint64(8)
		name := string(b[4:8])
		switch {
		case n == 1 && len(b) >= 16:
			n, head = binary.BigEndian.Uint64(b[8:]), 16
		case n == 0: // up to the end
			n = uint64(len(b))
		}
		cut := n > uint64(len(b))
		n = min(n, uint64(len(b)))
		if n < head {
			break
		}
		all = append(all, box{name, b[head:n], cut})
		b = b[n:]
	}
	return all
}

// fields reads numbers one after the other; past the end they are 0, and short is
// true.
type fields struct {
	b     []byte
	short bool
}

// take reads a number of n bytes.
func (f *fields) take(n int) uint64 {
	if n > len(f.b) {
		f.short, f.b = true, nil
		return 0
	}
	var v uint64
	for _, b := range f.b[:n] {
		v = v<<8 | uint64(b)
	}
	f.b = f.b[n:]
	return v
}
