package notify

import "strings"

// markdown escapes every character that Discord could read as formatting, a
// mention, an emoji or a link. Discord takes a backslash before any character
// that is neither a letter, a digit nor a space.
func markdown(s string) string {
	var b strings.Builder
	for _, r := range printable(s) {
		if strings.ContainsRune("\\`*_~|<>@#:[]()!/-+=&{}", r) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}
