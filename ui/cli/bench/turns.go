package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// report is all that was measured.
type report struct {
	Machine string    `json:"machine"`
	Images  *images   `json:"images"`
	Rounds  int       `json:"rounds"`
	Quick   bool      `json:"quick,omitempty"`
	Rows    []*series `json:"rows"`
}

// series are the runs of one row, a round each.
type series struct {
	Name    string   `json:"name"`
	Missing []string `json:"missing,omitempty"` // programs; then there are no runs
	Runs    []taken  `json:"runs,omitempty"`
}

// measure has the rows take turns. Each round begins with another, so that none has
// always the same one before it.
func (r *report) measure(ctx context.Context, w *workplace, rows []row, says io.Writer) error {
	for _, each := range rows {
		s := &series{Name: each.name, Missing: each.missing(), Runs: make([]taken, r.Rounds)}
		if len(s.Missing) > 0 {
			s.Runs = nil
			fmt.Fprintf(says, "bench: %s: left out, for want of %s on the PATH\n", s.Name, strings.Join(s.Missing, " and "))
		}
		r.Rows = append(r.Rows, s)
	}
	for round := range r.Rounds {
		for i := range rows {
			at := (i + round) % len(rows)
			s := r.Rows[at]
			if len(s.Missing) > 0 {
				continue
			}
			fmt.Fprintf(says, "bench: round %d of %d, %2d of %d: %s … ", round+1, r.Rounds, i+1, len(rows), s.Name)
			t, err := r.turn(ctx, w, rows[at])
			if err != nil {
				fmt.Fprintln(says)
				return fmt.Errorf("%s: %w", s.Name, err)
			}
			t.Flaw = t.flaw(r.Images.eligible())
			s.Runs[round] = t
			fmt.Fprintf(says, "%.1f s, %.1f CPU s%s\n", t.Wall, t.CPU, inBrackets(t.Flaw))
			if t.Said != "" {
				fmt.Fprintf(says, "bench: %s\n", t.Said)
			}
		}
	}
	return nil
}

// inBrackets is a remark behind something.
func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// turn is one run of a row, with an output folder of its own.
func (r *report) turn(ctx context.Context, w *workplace, each row) (t taken, err error) {
	out := filepath.Join(w.dir, "out")
	if err := os.RemoveAll(out); err != nil {
		return t, err
	}
	if err := os.Mkdir(out, 0o700); err != nil {
		return t, err
	}
	return each.run(ctx, w, out)
}

// named is the row of that name.
func (r *report) named(name string) *series {
	for _, s := range r.Rows {
		if s.Name == name {
			return s
		}
	}
	return nil
}

// counted is a number of each run that counts.
func (s *series) counted(of func(taken) float64) []float64 {
	var all []float64
	for _, t := range s.Runs {
		if t.Flaw == "" {
			all = append(all, of(t))
		}
	}
	return all
}

// against is, of each round in which both runs count, how many times as good as the
// other's a number is that is better when it is less.
func (s *series) against(other *series, of func(taken) float64) []float64 {
	var all []float64
	if other == nil {
		return nil
	}
	for i, t := range s.Runs {
		if i < len(other.Runs) && t.Flaw == "" && other.Runs[i].Flaw == "" && of(t) > 0 {
			all = append(all, of(other.Runs[i])/of(t))
		}
	}
	return all
}

// median is the middle of some numbers, the mean of two where there are two; there
// has to be one.
func median(all []float64) float64 {
	all = slices.Sorted(slices.Values(all))
	n := len(all)
	return (all[(n-1)/2] + all[n/2]) / 2
}

// Numbers of a run, for one image.
func wallEach(t taken) float64 { return t.Wall / float64(t.Images) }
func cpuEach(t taken) float64  { return t.CPU / float64(t.Images) }
