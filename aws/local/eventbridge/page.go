package eventbridge

import (
	"sort"
	"strings"
)

// page is what a list operation is asked for: at most so many, after a token.
// The token is the last name of the page before.
type page struct {
	Limit     int    `json:"Limit"`
	NextToken string `json:"NextToken"`
}

// maxPage is how many names a page has.
const maxPage = 100

// of cuts a page with a prefix out of sorted names.
func (p page) of(sorted []string, prefix string) (names []string, next string, err error) {
	limit := p.Limit
	if limit == 0 {
		limit = maxPage
	}
	if limit < 1 || limit > maxPage {
		return nil, "", invalid("Limit must be between 1 and %d.", maxPage)
	}
	from := sort.Search(len(sorted), func(i int) bool { return sorted[i] > p.NextToken })
	if p.NextToken == "" {
		from = 0
	}
	for _, name := range sorted[from:] {
		if !strings.HasPrefix(name, prefix) {
			continue
		}
		if len(names) == limit {
			return names, names[limit-1], nil
		}
		names = append(names, name)
	}
	return names, "", nil
}
