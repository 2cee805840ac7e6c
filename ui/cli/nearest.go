package cli

import "fmt"

// didYouMean asks for the name that was perhaps meant, where one is near.
func didYouMean(name string, names []string) string {
	if n := nearest(name, names); n != "" {
		return fmt.Sprintf(": did you mean %s?", n)
	}
	return ""
}

// nearest is the name that is most like another, empty where none is.
func nearest(name string, names []string) string {
	found, least := "", len(name)/3+2
	for _, n := range names {
		if d := distance(name, n); d < least {
			found, least = n, d
		}
	}
	return found
}

// distance is how many letters have to be put in, taken out, replaced or
// swapped with their neighbour to make one word of another.
func distance(a, b string) int {
	before, last, this := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		this[0] = i + 1
		for j := range len(b) {
			replace := last[j]
			if a[i] != b[j] {
				replace++
			}
			this[j+1] = min(replace, last[j+1]+1, this[j]+1)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				this[j+1] = min(this[j+1], before[j-1]+1)
			}
		}
		before, last, this = last, this, before
	}
	return last[len(b)]
}
