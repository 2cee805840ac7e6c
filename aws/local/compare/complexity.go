package compare

import "slices"

const (
	// maxComplexity is how complex the wildcards of a field may be. AWS names no
	// number; 10 is what the makers of its matcher propose. AWS was recorded to
	// refuse 11 ("*:*:*:*:*:event-bus/*"), and to take 7
	// ("/Users/*/dir/dir/dir/dir/dir/doc.txt").
	maxComplexity = 10

	// maxStates bounds the search for the worst text. Where it ends the search, the
	// wildcards are taken: they are long, and not shown to be complex.
	maxStates = 5_000
)

// TooComplex tells whether wildcards, all of one field, may be in too many places
// at once: their complexity is how many beginnings of them one text can match,
// with and without the star that follows.
//
// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html#eb-filtering-wildcard-matching-complexity
// https://github.com/aws/event-ruler/blob/main/README.md
func TooComplex(wildcards []string) bool {
	var all automaton
	for _, w := range wildcards {
		parts, err := wildcardParts(w)
		if err != nil {
			return false // which is said elsewhere
		}
		all = append(all, symbolsOf(parts))
	}
	return all.exceeds(maxComplexity)
}

// star is the symbol for any text; the others are bytes.
const star = -1

// automaton is patterns, each a list of symbols.
type automaton [][]int

// symbolsOf is a pattern in the quotes that JSON texts have.
func symbolsOf(parts []string) (symbols []int) {
	symbols = append(symbols, '"')
	for i, part := range parts {
		if i > 0 {
			symbols = append(symbols, star)
		}
		for _, c := range []byte(part) {
			symbols = append(symbols, int(c))
		}
	}
	return append(symbols, '"')
}

// place is how much of a pattern has been matched.
type place struct{ pattern, symbols int }

// exceeds looks for a text that matches more beginnings than so many, in all
// texts that lead to different places.
func (a automaton) exceeds(most int) bool {
	alphabet := a.alphabet()
	var begin []place
	for i := range a {
		begin = append(begin, place{i, 0})
	}
	seen := map[string]bool{}
	queue := [][]place{begin}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, c := range alphabet {
			next := a.step(at, c)
			if len(next) > most {
				return true
			}
			if key := keyOf(next); len(next) > 0 && !seen[key] {
				seen[key] = true
				queue = append(queue, next)
			}
		}
		if len(seen) > maxStates {
			return false
		}
	}
	return false
}

// alphabet is the bytes of the patterns, and one that is none of them.
func (a automaton) alphabet() []int {
	symbols := []int{256}
	for _, pattern := range a {
		for _, c := range pattern {
			if c != star && !slices.Contains(symbols, c) {
				symbols = append(symbols, c)
			}
		}
	}
	return symbols
}

// step is where a byte leads from some places: each once, in order.
func (a automaton) step(from []place, c int) (to []place) {
	for _, p := range from {
		symbols := a[p.pattern]
		if p.symbols > 0 && symbols[p.symbols-1] == star {
			to = append(to, p) // the star takes it
		}
		if p.symbols == len(symbols) || symbols[p.symbols] != c {
			continue
		}
		to = append(to, place{p.pattern, p.symbols + 1})
		if p.symbols+1 < len(symbols) && symbols[p.symbols+1] == star {
			to = append(to, place{p.pattern, p.symbols + 2})
		}
	}
	slices.SortFunc(to, func(x, y place) int {
		if x.pattern != y.pattern {
			return x.pattern - y.pattern
		}
		return x.symbols - y.symbols
	})
	return slices.Compact(to)
}

func keyOf(places []place) string {
	b := make([]byte, 0, 4*len(places))
	for _, p := range places {
		b = append(b, byte(p.pattern), byte(p.pattern>>8), byte(p.symbols), byte(p.symbols>>8))
	}
	return string(b)
}
