package event

import "unicode/utf8"

// Preview cuts a message's body to what an event carries: 4 KiB, at a rune's end.
func Preview(body string) string {
	const limit = 4 << 10
	if len(body) <= limit {
		return body
	}
	cut := body[:limit]
	for !utf8.ValidString(cut) && len(cut) > limit-utf8.UTFMax {
		cut = cut[:len(cut)-1]
	}
	return cut
}
