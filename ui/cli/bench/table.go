package main

import (
	"fmt"
	"strings"
)

// table is the table of README.md.
func (r *report) table() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s; %s.\n", r.Images, r.Machine)
	if r.Quick {
		b.WriteString("One round on a few images, to see whether it runs: **no measurement**.\n")
	} else {
		fmt.Fprintf(&b, "Medians of %d rounds, in which all rows took turns.\n", r.Rounds)
	}
	fmt.Fprintf(&b, "\n| what | images a second | of %[1]s | CPU ms an image | of %[1]s, by CPU time | warm |\n| --- | --: | --: | --: | --: | --: |\n", reference)
	vips := r.named(reference)
	for _, s := range r.Rows {
		fmt.Fprintf(&b, "| %s | %s |\n", s.Name, strings.Join(s.cells(vips, r.Images.eligible()), " | "))
	}
	return b.String()
}

// cells are what the table says of a row, besides its name.
func (s *series) cells(vips *series, eligible int) []string {
	walls := s.counted(wallEach)
	switch {
	case len(s.Missing) > 0:
		return []string{"not measured: no " + strings.Join(s.Missing, ", no "), "", "", "", ""}
	case len(walls) == 0:
		return []string{"not counted: " + s.Runs[0].Flaw, "", "", "", s.warm(eligible)}
	}
	rate := fmt.Sprintf("%.1f", 1/median(walls))
	if 1/median(walls) < 1 {
		rate = fmt.Sprintf("%.2f", 1/median(walls))
	}
	if n := len(walls); n < len(s.Runs) {
		rate += fmt.Sprintf(" (of %d runs %s)", len(s.Runs), counts(n))
	}
	return []string{
		rate, ratio(s.against(vips, wallEach)),
		fmt.Sprintf("%.0f", 1000*median(s.counted(cpuEach))), ratio(s.against(vips, cpuEach)), s.warm(eligible),
	}
}

// counts says how many runs count.
func counts(n int) string {
	if n == 1 {
		return "1 counts"
	}
	return fmt.Sprintf("%d count", n)
}

// ratio is the median of ratios, if there are any.
func ratio(all []float64) string {
	if len(all) == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", median(all))
}

// warm is how many of the images that can be went through a warm ffmpeg: the fewest
// of all runs.
func (s *series) warm(eligible int) string {
	least := -1
	for _, t := range s.Runs {
		if t.Warm != nil && (least < 0 || *t.Warm < least) {
			least = *t.Warm
		}
	}
	if least < 0 || eligible == 0 {
		return ""
	}
	return fmt.Sprintf("%d of %d", least, eligible)
}
