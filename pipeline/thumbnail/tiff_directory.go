package thumbnail

import (
	"encoding/binary"
	"errors"
)

// directory is the first directory of a TIFF, or of EXIF, which is one.
// https://www.itu.int/itudoc/itu-t/com16/tiff-fx/docs/tiff6.pdf
type directory struct {
	data  []byte
	order binary.ByteOrder
	big   bool // BigTIFF: 64 bits where TIFF has 32
	tags  map[uint16]tag
}

// tag is an entry of a directory.
type tag struct {
	kind  uint16
	value []byte // all of it
}

// Tags of TIFF.
const (
	tagWidth, tagHeight, tagBits, tagCompression, tagPhotometric = 256, 257, 258, 259, 262
	tagFillOrder, tagStripOffsets, tagOrientation, tagSamples    = 266, 273, 274, 277
	tagRowsPerStrip, tagStripCounts, tagPlanar                   = 278, 279, 284
	tagPredictor, tagColors, tagTileWidth, tagTileHeight         = 317, 320, 322, 323
	tagTileOffsets, tagTileCounts, tagExtraSamples, tagFormat    = 324, 325, 338, 339
	tagJPEGTables, tagSubsampling                                = 347, 530
	tagReference, tagProfile, tagDNG                             = 532, 34675, 50706
)

// errDirectory says that there is no directory where one should be.
var errDirectory = errors.New("it has no directory")

// sizes are those of the kinds of values.
var sizes = map[uint16]int{1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4, 16: 8, 17: 8, 18: 8}

// readDirectory reads the first directory. An entry whose value is not within the
// data is left out.
func readDirectory(data []byte) (*directory, error) {
	d := &directory{data: data, tags: map[uint16]tag{}}
	if len(data) < 8 {
		return nil, errShort
	}
	switch string(data[:2]) {
	case "II":
		d.order = binary.LittleEndian
	case "MM":
		d.order = binary.BigEndian
	default:
		return nil, errDirectory
	}
	d.big = d.order.Uint16(data[2:]) == 43
	at, count, entry, inline := uint64(d.order.Uint32(data[4:])), 2, 12, 4
	if d.big {
		if len(data) < 16 {
			return nil, errShort
		}
		at, count, entry, inline = d.order.Uint64(data[8:]), 8, 20, 8
	}
	head, ok := d.at(at, count)
	if !ok {
		return nil, errShort
	}
	n := d.word(head)
	if n > 4096 {
		return nil, errDirectory
	}
	entries, ok := d.at(at+uint64(count), int(n)*entry)
	if !ok {
		return nil, errShort
	}
	for ; len(entries) > 0; entries = entries[entry:] {
		kind := d.order.Uint16(entries[2:])
		size, known := sizes[kind]
		number := d.word(entries[4 : 4+inline])
		if !known || number > uint64(len(data)) {
			continue
		}
		value := entries[4+inline : entry]
		if need := int(number) * size; need <= inline {
			value = value[:need]
		} else if value, ok = d.at(d.word(value), need); !ok {
			continue
		}
		d.tags[d.order.Uint16(entries)] = tag{kind, value}
	}
	return d, nil
}

// word is a number of two, four or eight bytes.
func (d *directory) word(b []byte) uint64 {
	switch len(b) {
	case 2:
		return uint64(d.order.Uint16(b))
	case 4:
		return uint64(d.order.Uint32(b))
	}
	return d.order.Uint64(b)
}

// at are n bytes at a place.
func (d *directory) at(place uint64, n int) ([]byte, bool) {
	if n < 0 || place > uint64(len(d.data)) || uint64(n) > uint64(len(d.data))-place {
		return nil, false
	}
	return d.data[place : place+uint64(n)], true
}

// numbers are the values of a tag, nil if there are none.
func (d *directory) numbers(id uint16) []uint64 {
	t := d.tags[id]
	var all []uint64
	for b := t.value; len(b) > 0; b = b[sizes[t.kind]:] {
		switch t.kind {
		case 1, 7:
			all = append(all, uint64(b[0]))
		case 3, 4, 13, 16, 18:
			all = append(all, d.word(b[:sizes[t.kind]]))
		default:
			return nil
		}
	}
	return all
}

// number is the first value of a tag, or what it is without one. It fits an int.
func (d *directory) number(id uint16, without int) int {
	all := d.numbers(id)
	if len(all) == 0 || all[0] > 1<<31-1 {
		return without
	}
	return int(all[0])
}

// rationals are the values of a tag that are fractions.
func (d *directory) rationals(id uint16) []float64 {
	t := d.tags[id]
	var all []float64
	for b := t.value; t.kind == 5 && len(b) >= 8; b = b[8:] {
		all = append(all, float64(d.order.Uint32(b))/float64(max(d.order.Uint32(b[4:]), 1)))
	}
	return all
}

// orientation is that of the picture, 1 where it is not said or makes no sense.
func (d *directory) orientation() int {
	if o := d.number(tagOrientation, 1); o >= 1 && o <= 8 {
		return o
	}
	return 1
}
