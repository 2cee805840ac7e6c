package thumbnail

// gifFrame tells whether the first frame of a GIF is all there. ffmpeg draws
// what there is of one and says nothing.
// https://www.w3.org/Graphics/GIF/spec-gif89a.txt
func gifFrame(data []byte) bool {
	const header, descriptor = 13, 10
	at := header
	if len(data) < header {
		return false
	}
	at += colorTable(data[10])
	for at < len(data) {
		switch data[at] {
		case '!': // an extension: its label, then blocks
			at = skipBlocks(data, at+2)
		case ',': // an image: descriptor, colours, code size, then blocks
			if at+descriptor > len(data) {
				return false
			}
			return skipBlocks(data, at+descriptor+colorTable(data[at+descriptor-1])+1) <= len(data)
		default:
			return false
		}
	}
	return false
}

// colorTable is the size of the table that a byte of flags announces.
func colorTable(flags byte) int {
	if flags&0x80 == 0 {
		return 0
	}
	return 3 << (flags&7 + 1)
}

// skipBlocks is where the blocks that begin at a place end, past the data if
// their end is missing.
func skipBlocks(data []byte, at int) int {
	for at < len(data) {
		n := int(data[at])
		at += n + 1
		if n == 0 {
			return at
		}
	}
	return len(data) + 1
}
