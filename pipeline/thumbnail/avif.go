package thumbnail

import (
	"bytes"
	"fmt"
	"math"
)

// avifFile is what the boxes of an AVIF say.
// https://aomediacodec.github.io/av1-avif/
type avifFile struct {
	file       []byte
	primary    uint64
	kinds      map[uint64]string
	places     map[uint64][][2]uint64 // of its parts
	inside     map[uint64]bool        // its places are within idat
	idat       []byte
	properties []box
	of         map[uint64][]int // numbers of properties, from 1
}

// openAVIF takes the picture out of an AVIF: what is in it is a frame of AV1, which
// every ffmpeg with a decoder for that reads, also those that do not know AVIF.
func openAVIF(s *source) error {
	a := avifFile{
		file: s.file, kinds: map[uint64]string{}, places: map[uint64][][2]uint64{},
		inside: map[uint64]bool{}, of: map[uint64][]int{},
	}
	for _, b := range boxes(s.file) {
		if b.name == "meta" {
			if b.cut {
				return s.cutOff()
			}
			a.meta(b.body)
		}
	}
	switch kind := a.kinds[a.primary]; kind {
	case "av01":
	case "grid":
		return notSupported("an AVIF that is put together from several pictures")
	case "":
		if a.primary == 0 && len(a.kinds) == 0 && brand(s.file) == "avis" {
			return notSupported("an AVIF that is a film without a still picture")
		}
		return s.cutOff()
	default:
		return notSupported(fmt.Sprintf("an AVIF whose picture is of the kind %s", oneLine(kind)))
	}
	for _, p := range a.properties {
		if p.name == "auxC" && bytes.Contains(p.body, []byte("alpha")) {
			return notSupported("an AVIF that is see-through")
		}
	}
	picture, ok := a.picture()
	if !ok {
		return s.cutOff()
	}
	if len(picture) > 0 && picture[0]>>3&15 != 2 { // each frame begins with a delimiter, which AVIF leaves out
		picture = append([]byte{0x12, 0}, picture...)
	}
	s.picture, s.input, s.foreign = picture, "obu", "an AVIF"
	return a.describe(s)
}

// meta reads the box that says what is in the file.
func (a *avifFile) meta(b []byte) {
	for _, b := range boxes(b[min(4, len(b)):]) {
		f := &fields{b: b.body}
		version := f.take(1)
		f.take(3)
		wide := 2
		if version > 0 {
			wide = 4
		}
		switch b.name {
		case "pitm":
			a.primary = f.take(wide)
		case "iinf":
			f.take(wide)
			for _, e := range boxes(f.b) {
				a.item(e)
			}
		case "iloc":
			a.locations(f, version)
		case "idat":
			a.idat = b.body
		case "iprp":
			for _, e := range boxes(b.body) {
				switch e.name {
				case "ipco":
					a.properties = boxes(e.body)
				case "ipma":
					a.associations(e.body)
				}
			}
		}
	}
}

// item reads of what kind an item is.
func (a *avifFile) item(b box) {
	f := &fields{b: b.body}
	version := f.take(1)
	f.take(3)
	if b.name != "infe" || version < 2 {
		return
	}
	id := f.take(2 * int(version-1)) // 2 or 4
	f.take(2)
	if kind := f.b; len(kind) >= 4 {
		a.kinds[id] = string(kind[:4])
	}
}

// locations reads where items are.
func (a *avifFile) locations(f *fields, version uint64) {
	sizes, more := f.take(1), f.take(1)
	offset, length, base, index := int(sizes>>4), int(sizes&15), int(more>>4), int(more&15)
	wide := 2
	if version == 2 {
		wide = 4
	}
	if version == 0 {
		index = 0
	}
	for range f.take(wide) {
		id := f.take(wide)
		if version > 0 {
			a.inside[id] = f.take(2)&15 == 1
		}
		f.take(2)
		start := f.take(base)
		for range f.take(2) {
			f.take(index)
			at := start + f.take(offset)
			a.places[id] = append(a.places[id], [2]uint64{at, f.take(length)})
			if f.short {
				return
			}
		}
		if f.short {
			return
		}
	}
}

// associations reads which properties an item has.
func (a *avifFile) associations(b []byte) {
	f := &fields{b: b}
	version, flags := f.take(1), f.take(3)
	wide := 2
	if version > 0 {
		wide = 4
	}
	for range f.take(4) {
		id := f.take(wide)
		for range f.take(1) {
			n := f.take(1) & 0x7f
			if flags&1 != 0 {
				n = n<<8 | f.take(1)
			}
			a.of[id] = append(a.of[id], int(n))
		}
		if f.short {
			return
		}
	}
}

// picture is what the primary item consists of.
func (a *avifFile) picture() ([]byte, bool) {
	from := a.file
	if a.inside[a.primary] {
		from = a.idat
	}
	var all []byte
	for _, p := range a.places[a.primary] {
		at, n := p[0], p[1]
		if at > uint64(len(from)) || n > uint64(len(from))-at {
			return nil, false
		}
		if n == 0 {
			n = uint64(len(from)) - at
		}
		if uint64(len(all))+n > uint64(len(a.file)) { // the same bytes again and again
			return nil, false
		}
		all = append(all, from[at:at+n]...)
	}
	return all, len(all) > 0
}

// describe takes what the properties of the primary item say.
func (a *avifFile) describe(s *source) error {
	angle, mirror := uint64(0), -1
	for _, n := range a.of[a.primary] {
		if n < 1 || n > len(a.properties) {
			continue
		}
		p := a.properties[n-1]
		f := &fields{b: p.body}
		switch p.name {
		case "ispe":
			f.take(4)
			s.Width, s.Height = int(min(f.take(4), math.MaxInt32)), int(min(f.take(4), math.MaxInt32))
		case "irot":
			angle = f.take(1) & 3
		case "imir":
			mirror = int(f.take(1) & 1)
		case "clap":
			return notSupported("an AVIF that is to be cut to size (clap)")
		case "colr":
			a.colours(s, p.body)
		}
	}
	s.Orientation = avifTurns[angle][mirror+1]
	return nil
}

// avifTurns are the orientations of EXIF for a turn, by quarters to the left, and
// then no mirror, one that changes top and bottom, or one that changes the sides.
var avifTurns = [4][3]int{{1, 4, 2}, {8, 5, 7}, {3, 2, 4}, {6, 7, 5}}

// colours takes what is said of colours: a profile, or how they were coded.
func (*avifFile) colours(s *source, b []byte) {
	f := &fields{b: b}
	switch f.take(4) {
	case 0x70726f66, 0x72494343: // prof, rICC
		s.profile = f.b
	case 0x6e636c78: // nclx
		f.take(4)
		s.matrix = map[uint64]string{1: "bt709", 5: "bt601", 6: "bt601", 9: "bt2020"}[f.take(2)]
	}
}
