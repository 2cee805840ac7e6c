package cli

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"inflight/pipeline"
)

// workerCount is the value of --workers: a number, or two between which scaling keeps it.
type workerCount struct {
	n    int // to begin with
	most int // 0: it is not scaled
}

// String is the value as a flag shows it.
func (w *workerCount) String() string {
	if w.most > 0 {
		return fmt.Sprintf("%d-%d", w.n, w.most)
	}
	return strconv.Itoa(w.n)
}

// Set reads the value of the flag.
func (w *workerCount) Set(text string) error {
	least, most, ranged := strings.Cut(text, "-")
	if !ranged || least == "" {
		n, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("%q is no whole number: write one as in 4, or two as in 1-16", text)
		}
		*w = workerCount{n: n}
		return nil
	}
	a, aerr := strconv.Atoi(least)
	b, berr := strconv.Atoi(most)
	if errors.Join(aerr, berr) != nil || a < 1 || b <= a {
		return fmt.Errorf("%q is no range of workers: write one as in 1-16", text)
	}
	*w = workerCount{n: a, most: b}
	return nil
}

// Type implements pflag.Value.
func (*workerCount) Type() string { return "workers" }

// scaling is what keeps the number; nil where nothing does.
func (w *workerCount) scaling() *pipeline.Scaling {
	if w.most == 0 {
		return nil
	}
	return &pipeline.Scaling{Least: w.n, Most: w.most}
}
