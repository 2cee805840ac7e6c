package event

import (
	"time"
)

// seconds reads times. Those of the seconds that were read last it knows: events come
// thousands to a second, and what they say of the future lies in few. One that remembers
// none reads each anew.
type seconds struct {
	last []second // by the last two digits
}

// second is one that was read.
type second struct {
	text [len("2006-01-02T15:04:05")]byte
	unix int64
}

func newSeconds() seconds { return seconds{last: make([]second, 100)} }

// time reads a time, as it stands between quotes.
func (s *seconds) time(b []byte) (t time.Time, err error) {
	const length = len(second{}.text)
	if s.last == nil || len(b) < length+len(`""Z`) || b[0] != '"' || digits(b[length-1:length+1]) < 2 {
		err = t.UnmarshalJSON(b)
		return t, err
	}
	text, rest := b[1:length+1], b[length+1:]
	place := &s.last[whole(text[length-2:])]
	if string(place.text[:]) == string(text) {
		if nanoseconds, ok := fraction(rest); ok {
			return time.Unix(place.unix, nanoseconds).UTC(), nil
		}
	}
	if err = t.UnmarshalJSON(b); err == nil && t.Location() == time.UTC {
		copy(place.text[:], text)
		place.unix = t.Unix()
	}
	return t, err
}

// fraction reads what follows the seconds of a time of UTC, up to the quote; others are
// not ok.
func fraction(b []byte) (nanoseconds int64, ok bool) {
	if string(b) == `Z"` {
		return 0, true
	}
	if b[0] != '.' {
		return 0, false
	}
	n := digits(b[1:])
	if n == 0 || n > 9 || string(b[1+n:]) != `Z"` {
		return 0, false
	}
	nanoseconds = whole(b[1 : 1+n])
	for range 9 - n {
		nanoseconds *= 10
	}
	return nanoseconds, true
}
