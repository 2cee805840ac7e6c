package sqs

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"slices"
)

// The layout of bbolt's file, as far as checking it needs. Numbers are in the
// machine's byte order.
//
//	page     id 8 | kind 2 | count 2 | overflow 4 | elements | keys and values
//	branch   position 4 | key size 4 | child 8           an element of a branch
//	leaf     flags 4 | position 4 | key size 4 | value size 4
//	bucket   root 8 | sequence 8 | a leaf page, if root is 0     the value of a leaf with flag 1
const (
	pageHeader   = 16
	pageElement  = 16
	bucketHeader = 16

	branchPage   = 0x01
	leafPage     = 0x02
	freelistPage = 0x10
	bucketLeaf   = 0x01

	metaMagic  = 0xED0CDAED
	metaSize   = 64
	noFreelist = math.MaxUint64 // in the head: what nothing refers to is free
)

// pageFile is a file of bbolt that is being checked. bbolt trusts its file and
// crashes, or quietly finds less, where it is damaged; this reads every page
// that belongs to the tree and trusts nothing. What stands in the records is
// covered by their own checksums.
type pageFile struct {
	f        io.ReaderAt
	pageSize uint64
	root     uint64
	freelist uint64
	high     uint64 // pages from here on do not exist
	used     []bool // pages that something refers to
	spare    []byte // a buffer of one page that nothing uses, or nil
}

// checkFile says what is wrong with the file at path.
func checkFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // only read
	p := &pageFile{f: f}
	if err := p.readHead(); err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if size := uint64(info.Size()); size/p.pageSize < p.high {
		return fmt.Errorf("it is cut short: %d bytes of %d", size, p.high*p.pageSize)
	}
	p.used = make([]bool, p.high)
	if err := p.walk(p.root, nil, nil); err != nil {
		return err
	}
	if p.freelist == noFreelist { // it was not closed in order
		return nil
	}
	if err := p.walkFreelist(); err != nil {
		return err
	}
	if i := slices.Index(p.used[2:], false); i >= 0 {
		return fmt.Errorf("page %d belongs to nothing", i+2)
	}
	return nil
}

// readHead reads the two pages at the front. Each names the tree of one
// transaction, and bbolt would go back to the older where the newer is damaged,
// losing a transaction in silence: so both have to be whole.
func (p *pageFile) readHead() error {
	var newest uint64
	for i := range uint64(2) {
		b := make([]byte, metaSize)
		if _, err := p.f.ReadAt(b, int64(i*p.pageSize+pageHeader)); err != nil {
			return fmt.Errorf("its head is cut short: %w", err)
		}
		sum := fnv.New64a()
		_, _ = sum.Write(b[:metaSize-8]) // a hash never fails
		number := binary.NativeEndian.Uint64
		if binary.NativeEndian.Uint32(b) != metaMagic || number(b[metaSize-8:]) != sum.Sum64() {
			return errors.New("its head is damaged")
		}
		p.pageSize = uint64(binary.NativeEndian.Uint32(b[8:]))
		if tx := number(b[48:]); i == 0 || tx > newest {
			newest, p.root, p.freelist, p.high = tx, number(b[16:]), number(b[32:]), number(b[40:])
		}
	}
	return nil
}

// page reads a page and those that it flows over into, and marks them as used.
func (p *pageFile) page(id uint64) ([]byte, error) {
	if id < 2 || id >= p.high {
		return nil, fmt.Errorf("page %d does not exist", id)
	}
	b := p.spare
	if p.spare = nil; b == nil {
		b = make([]byte, p.pageSize)
	}
	if _, err := p.f.ReadAt(b, int64(id*p.pageSize)); err != nil {
		return nil, err
	}
	pages := uint64(binary.NativeEndian.Uint32(b[12:])) + 1
	if binary.NativeEndian.Uint64(b) != id || id+pages > p.high {
		return nil, fmt.Errorf("page %d is damaged", id)
	}
	for i := id; i < id+pages; i++ {
		if p.used[i] {
			return nil, fmt.Errorf("page %d belongs to two things", i)
		}
		p.used[i] = true
	}
	if pages == 1 {
		return b, nil
	}
	b = make([]byte, pages*p.pageSize)
	_, err := p.f.ReadAt(b, int64(id*p.pageSize))
	return b, err
}

// walk checks a page and all below it. Its keys are not before low and are
// before high, where those are not nil.
func (p *pageFile) walk(id uint64, low, high []byte) error {
	b, err := p.page(id)
	if err != nil {
		return err
	}
	elements, err := p.elements(b)
	if err != nil {
		return fmt.Errorf("page %d: %w", id, err)
	}
	for i, e := range elements {
		if low != nil && bytes.Compare(e.key, low) < 0 || high != nil && bytes.Compare(e.key, high) >= 0 ||
			i > 0 && bytes.Compare(e.key, elements[i-1].key) <= 0 {
			return fmt.Errorf("page %d: its keys are out of order", id)
		}
	}
	for i, e := range elements {
		switch {
		case e.child != 0:
			below := high
			if i+1 < len(elements) {
				below = elements[i+1].key
			}
			err = p.walk(e.child, e.key, below)
		case e.bucket:
			err = p.walkBucket(e)
		}
		if err != nil {
			return err
		}
	}
	if uint64(len(b)) == p.pageSize {
		p.spare = b
	}
	return nil
}

// element is one element of a page.
type element struct {
	key, value []byte
	child      uint64 // of a branch
	bucket     bool   // the value is a bucket
}

// elements takes a branch or leaf page apart. bbolt writes the keys and values
// one right behind the other, which shows a damaged count or size.
func (p *pageFile) elements(b []byte) ([]element, error) {
	kind, count := binary.NativeEndian.Uint16(b[8:]), int(binary.NativeEndian.Uint16(b[10:]))
	if kind != branchPage && kind != leafPage {
		return nil, errors.New("it is of no known kind")
	}
	next := pageHeader + count*pageElement
	list := make([]element, 0, count)
	for i := range count {
		at := pageHeader + i*pageElement
		if next > len(b) {
			return nil, errors.New("its elements do not fit")
		}
		var e element
		word := func(n int) int { return int(binary.NativeEndian.Uint32(b[at+n:])) }
		position, keySize, valueSize := word(0), word(4), 0
		if kind == branchPage {
			e.child = binary.NativeEndian.Uint64(b[at+8:])
		} else {
			position, keySize, valueSize = word(4), word(8), word(12)
			e.bucket = word(0) == bucketLeaf
			if word(0) > bucketLeaf {
				return nil, errors.New("an element is of no known kind")
			}
		}
		if at+position != next || keySize > len(b)-next || valueSize > len(b)-next-keySize {
			return nil, errors.New("an element is not where it should be")
		}
		e.key = b[next : next+keySize]
		next += keySize + valueSize
		e.value = b[next-valueSize : next]
		list = append(list, e)
	}
	return list, nil
}

// walkBucket checks a bucket, which has a page of its own or, if it is small,
// one inside its value.
func (p *pageFile) walkBucket(e element) error {
	if !slices.Contains(bucketNames[:], string(e.key)) {
		return fmt.Errorf("it has a part with the unknown name %q", e.key)
	}
	if len(e.value) < bucketHeader {
		return fmt.Errorf("its part %s is cut short", e.key)
	}
	if root := binary.NativeEndian.Uint64(e.value); root != 0 {
		return p.walk(root, nil, nil)
	}
	if len(e.value) < bucketHeader+pageHeader {
		return fmt.Errorf("its part %s is cut short", e.key)
	}
	if _, err := p.elements(e.value[bucketHeader:]); err != nil {
		return fmt.Errorf("its part %s: %w", e.key, err)
	}
	return nil
}

// walkFreelist checks the list of free pages, which must not be in use.
func (p *pageFile) walkFreelist() error {
	b, err := p.page(p.freelist)
	if err != nil {
		return fmt.Errorf("the list of free pages: %w", err)
	}
	count, ids := uint64(binary.NativeEndian.Uint16(b[10:])), b[pageHeader:]
	if count == 0xFFFF {
		count, ids = binary.NativeEndian.Uint64(ids), ids[8:]
	}
	if binary.NativeEndian.Uint16(b[8:]) != freelistPage || count > uint64(len(ids)/8) {
		return errors.New("the list of free pages is damaged")
	}
	for i := range count {
		id := binary.NativeEndian.Uint64(ids[i*8:])
		if id < 2 || id >= p.high || p.used[id] {
			return fmt.Errorf("the free page %d is in use or does not exist", id)
		}
		p.used[id] = true
	}
	return nil
}
