package sns

import (
	"encoding/base64"
	"slices"
	"strings"
)

const pageSize = 100

// page cuts from a list that is in order of its keys the page after the one
// that gave the token, and makes the token for the next. A token is the last
// key of its page, so that it holds when things come and go in between.
func page[T any](all []T, key func(T) string, token string) (items []T, next string, err error) {
	from := 0
	if token != "" {
		last, err := base64.URLEncoding.DecodeString(token)
		if err != nil {
			return nil, "", invalid("NextToken")
		}
		i, found := slices.BinarySearchFunc(all, string(last), func(item T, k string) int { return strings.Compare(key(item), k) })
		if from = i; found {
			from++
		}
	}
	all = all[from:]
	if len(all) <= pageSize {
		return all, "", nil
	}
	return all[:pageSize], base64.URLEncoding.EncodeToString([]byte(key(all[pageSize-1]))), nil
}
