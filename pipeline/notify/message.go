package notify

import (
	"fmt"
	"strings"
)

// maxSubject is what SNS takes as the subject of a mail.
const maxSubject = 100

// Subject is the subject of the mail: at most 100 printable ASCII characters
// that begin with a letter, which is what SNS takes. What of the image's name
// is not ASCII shows as question marks.
func Subject(a Announcement) string {
	const before, after = "Thumbnail of ", " is ready"
	name := ascii(a.name())
	if room := maxSubject - len(before) - len(after); len(name) > room {
		name = name[:room-3] + "..."
	}
	return before + name + after
}

// Body is the text of the mail: what the image was, how large, the presigned
// URL on a line of its own, and until when it can be opened. What is unknown is
// left out.
func Body(a Announcement) string {
	var b strings.Builder
	fmt.Fprintf(&b, "The thumbnail of %s is ready.\n", a.name())
	if a.URL != "" {
		fmt.Fprintf(&b, "\nOpen it here:\n%s\n", webURL(a.URL))
		if !a.Expires.IsZero() {
			fmt.Fprintf(&b, "\n%s\n", a.holds())
		}
	}
	b.WriteByte('\n')
	for _, f := range facts(a) {
		fmt.Fprintf(&b, "%-10s %s\n", f.name+":", f.value)
	}
	return b.String()
}

// fact is one line of what is known about a thumbnail.
type fact struct{ name, value string }

// facts are what both the mail and the post tell.
func facts(a Announcement) []fact {
	var all []fact
	add := func(name, value string) {
		if value != "" {
			all = append(all, fact{name, value})
		}
	}
	add("Image", sized(a.SourceKey, a.SourceBytes))
	add("Thumbnail", sized(a.ThumbnailKey, int64(len(a.PNG))))
	made := cut(printable(a.Engine), maxName)
	if a.Took > 0 && made != "" {
		made += " in " + took(a.Took)
	}
	add("Made by", made)
	if a.Since > 0 {
		add("Ready", took(a.Since)+" after the upload")
	}
	return all
}

// holds says how long the link works: never for longer than is known.
func (a Announcement) holds() string {
	text := "The link works until " + moment(a.Expires)
	if a.Earlier {
		return text + " at the latest: it ends with the session that signed it."
	}
	return text + "."
}

// sized is an object key with the object's size, where they are known.
func sized(key string, bytes int64) string {
	key = cut(printable(key), maxKey)
	if key == "" || bytes <= 0 {
		return key
	}
	return key + " (" + size(bytes) + ")"
}

// webURL writes a URL so that nothing in it ends it early, in markdown or in a
// line of text. A URL that was well formed stays as it was, but for
// parentheses, whose escaped form means the same.
func webURL(u string) string {
	var b strings.Builder
	for i := range len(u) {
		switch c := u[i]; {
		case c <= ' ', c >= 0x7f, strings.IndexByte("()<>\\\"`", c) >= 0:
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}
