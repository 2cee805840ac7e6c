package scene

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// imageName is what the images of scenes are called.
var imageName = regexp.MustCompile(`^[a-z]+\.jpg$`)

// measureName is what measures are called.
var measureName = regexp.MustCompile(`^[a-z]+$`)

// Condition is what a scene waits for: comparisons of facts, all of which have to be
// so.
type Condition struct {
	text string
	all  []comparison
}

// comparison compares two values.
type comparison struct {
	left, right value
	sign        string
}

// value is a number, a fact, or so many times a fact.
type value struct {
	times float64
	fact  *fact // nil: times is the number
}

// String is the condition as it was written.
func (c *Condition) String() string { return c.text }

// Holds tells whether it is so.
func (c *Condition) Holds(f *Facts) bool {
	return !slices.ContainsFunc(c.all, func(one comparison) bool { return !one.holds(f) })
}

// Missing says what of it is not so, and how it is instead.
func (c *Condition) Missing(f *Facts) string {
	var out []string
	for _, one := range c.all {
		if one.holds(f) {
			continue
		}
		for _, v := range []value{one.left, one.right} {
			if v.fact != nil {
				out = append(out, fmt.Sprintf("%s is %s", v.fact.name, v.fact.shown(f)))
			}
		}
	}
	return strings.Join(out, ", ")
}

func (c *comparison) holds(f *Facts) bool {
	order := cmp.Compare(c.left.of(f), c.right.of(f))
	switch c.sign {
	case ">=":
		return order >= 0
	case "<=":
		return order <= 0
	case ">":
		return order > 0
	case "<":
		return order < 0
	}
	return order == 0
}

func (v *value) of(f *Facts) float64 {
	if v.fact == nil {
		return v.times
	}
	return v.times * v.fact.value(f)
}

// signs are how two values can be compared.
var signs = []string{"==", ">=", "<=", ">", "<"}

// vocabulary is what the conditions and texts of a scene may speak of.
type vocabulary struct {
	images   map[string]string // keys by short names
	measures map[string]bool
}

// measure adds a measure, for what comes after it.
func (v *vocabulary) measure(w *word) error {
	switch {
	case !measureName.MatchString(w.text):
		return w.wrong("%q is no name of a measure: write small letters", w.text)
	case v.measures[w.text] || v.images[w.text] != "":
		return w.wrong("there is something called %s already", w.text)
	}
	v.measures[w.text] = true
	return nil
}

// condition reads comparisons joined by and.
func (v *vocabulary) condition(w *word) (Condition, error) {
	c := Condition{text: w.text}
	r := &reading{word: w, vocabulary: v, tokens: tokens(w.text)}
	for {
		one, err := r.comparison()
		if err != nil {
			return c, err
		}
		c.all = append(c.all, one)
		t, there := r.next()
		if !there {
			return c, nil
		}
		if t.text != "and" {
			return c, r.wrong(t, "after a comparison goes `and`, not %q", t.text)
		}
	}
}

// token is a word of a condition, and where it begins.
type spot struct {
	text string
	at   int // in characters
}

// tokens are the words of a condition.
func tokens(text string) []spot {
	var out []spot
	for _, at := range regexp.MustCompile(`[<>=!]+|\*|[^\s<>=!*]+`).FindAllStringIndex(text, -1) {
		out = append(out, spot{text[at[0]:at[1]], len([]rune(text[:at[0]]))})
	}
	return out
}

// reading goes through the words of a condition.
type reading struct {
	word       *word
	vocabulary *vocabulary
	tokens     []spot
}

// next is the next word.
func (r *reading) next() (t spot, there bool) {
	if len(r.tokens) == 0 {
		return spot{at: len([]rune(r.word.text))}, false
	}
	t, r.tokens = r.tokens[0], r.tokens[1:]
	return t, true
}

// wrong is an error about a word.
func (r *reading) wrong(t spot, format string, args ...any) error {
	at := *r.word
	at.column += t.at
	return at.wrong(format, args...)
}

func (r *reading) comparison() (c comparison, err error) {
	if c.left, err = r.value(); err != nil {
		return c, err
	}
	t, there := r.next()
	if !there || !slices.Contains(signs, t.text) {
		return c, r.wrong(t, "here goes one of %s, as in `expired >= 1`", strings.Join(signs, " "))
	}
	c.sign = t.text
	c.right, err = r.value()
	if err == nil && c.left.fact == nil && c.right.fact == nil {
		err = r.wrong(t, "this compares two numbers: one side has to be a fact")
	}
	return c, err
}

func (r *reading) value() (v value, err error) {
	t, there := r.next()
	if !there {
		return v, r.wrong(t, "here goes a fact or a number, as in `expired >= 1`")
	}
	if n, err := strconv.ParseFloat(t.text, 64); err == nil {
		v.times = n
		if len(r.tokens) == 0 || r.tokens[0].text != "*" {
			return v, nil
		}
		star, _ := r.next()
		if t, there = r.next(); !there {
			return v, r.wrong(star, "after * goes a fact")
		}
	} else {
		v.times = 1
	}
	f, why := r.vocabulary.fact(t.text)
	if why != "" {
		return v, r.wrong(t, "%s", why)
	}
	v.fact = f
	return v, nil
}
