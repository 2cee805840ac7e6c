package thumbnail

import (
	"bytes"
	"compress/zlib"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
)

// pngFile is what the chunks of a PNG say.
// https://www.w3.org/TR/png-3/
type pngFile struct {
	depth, color byte
	interlaced   bool
	data         [][]byte // the compressed picture
	end          bool
}

// openPNG looks through a PNG. ffmpeg does not ask for checksums, and draws what
// rows there are.
func openPNG(s *source) error {
	var p pngFile
	err := p.read(s)
	s.whole = p.end
	switch {
	case errors.Is(err, errShort):
		return s.cutOff()
	case err != nil:
		return err
	case len(p.data) == 0 && !p.end:
		return s.cutOff()
	}
	s.Alpha = s.Alpha || p.color&4 != 0
	s.decoded = s.pixels() * p.perPixel(s.Alpha)
	s.check = func() error { return p.rows(s) }
	s.doubt = doubtBlackRow
	if p.interlaced {
		s.decoded *= 2
		s.doubt = doubtAlways
	}
	return nil
}

// read goes from chunk to chunk. What is missing after the picture does not matter.
func (p *pngFile) read(s *source) error {
	for at := 8; !p.end; {
		if at+8 > len(s.file) {
			return p.endedAt(s)
		}
		n, name := binary.BigEndian.Uint32(s.file[at:]), string(s.file[at+4:at+8])
		if uint64(n)+12 > uint64(len(s.file)-at) {
			return p.endedAt(s)
		}
		chunk := s.file[at+8 : at+8+int(n)]
		sum := crc32.ChecksumIEEE(s.file[at+4 : at+8+int(n)])
		sound := sum == binary.BigEndian.Uint32(s.file[at+8+int(n):])
		at += int(n) + 12
		switch {
		case name == "CgBI":
			return notSupported("a PNG as Xcode packs it into apps (CgBI)")
		case !sound && name[0]&0x20 == 0: // the picture depends on it
			if name == "IHDR" {
				return errors.New("the header of this PNG is damaged: its checksum is wrong")
			}
			return s.undecodable(fmt.Sprintf("the checksum of its part %s is wrong", oneLine(name)))
		case !sound:
			continue
		}
		if err := p.chunk(s, name, chunk); err != nil {
			return err
		}
	}
	return nil
}

// endedAt is the end of a file that has none.
func (p *pngFile) endedAt(s *source) error {
	if s.Width == 0 {
		return errShort
	}
	return nil
}

// chunk takes what a chunk says.
func (p *pngFile) chunk(s *source, name string, b []byte) error {
	switch name {
	case "IHDR":
		if len(b) != 13 {
			return errors.New("the header of this PNG is damaged: it has not 13 bytes")
		}
		s.Width, s.Height = int(binary.BigEndian.Uint32(b)&0x7fffffff), int(binary.BigEndian.Uint32(b[4:])&0x7fffffff)
		p.depth, p.color, p.interlaced = b[8], b[9], b[12] == 1
	case "IDAT":
		p.data = append(p.data, b)
	case "IEND":
		p.end = true
	case "tRNS":
		s.Alpha = true
	case "eXIf":
		s.Orientation = exifOrientation(b)
	case "iCCP":
		if name, packed, ok := bytes.Cut(b, []byte{0}); ok && len(name) < 80 && len(packed) > 1 {
			s.profile = inflated(packed[1:])
		}
	}
	return nil
}

// inflated unpacks a profile, nil if it cannot be.
func inflated(packed []byte) []byte {
	z, err := zlib.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(z, maxProfile+1))
	if err != nil || len(b) > maxProfile {
		return nil
	}
	return b
}

// perPixel is how many bytes Go takes for a pixel.
func (p *pngFile) perPixel(alpha bool) int64 {
	n := map[byte]int64{0: 1, 2: 4, 3: 1, 4: 4, 6: 4}[p.color]
	if alpha && p.color == 0 {
		n = 4
	}
	if p.depth == 16 {
		n *= 2
	}
	return n
}

// rows unpacks the picture and counts what is in it.
func (p *pngFile) rows(s *source) error {
	var parts []io.Reader
	for _, b := range p.data {
		parts = append(parts, bytes.NewReader(b))
	}
	z, err := zlib.NewReader(io.MultiReader(parts...))
	if err != nil {
		return s.damaged("its picture is no zlib stream")
	}
	want := p.size(s.Width, s.Height)
	n, err := io.Copy(io.Discard, io.LimitReader(z, want))
	switch {
	case n == want:
		return nil
	case err == nil || errors.Is(err, io.ErrUnexpectedEOF):
		return s.missing(n, want)
	}
	return s.damaged(err.Error())
}

// size is how many bytes the rows have, each with the byte of its filter.
func (p *pngFile) size(w, h int) int64 {
	bits := int64(p.depth) * map[byte]int64{0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[p.color]
	of := func(w, h int) int64 {
		if w <= 0 || h <= 0 {
			return 0
		}
		return int64(h) * ((int64(w)*bits+7)/8 + 1)
	}
	if !p.interlaced {
		return of(w, h)
	}
	var sum int64
	for _, pass := range [7][4]int{{0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}} {
		sum += of((w-pass[0]+pass[2]-1)/pass[2], (h-pass[1]+pass[3]-1)/pass[3])
	}
	return sum
}
