package compare

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Report is a comparison: what was done, and a row for each run.
type Report struct {
	Images  string  `json:"images"` // what they are
	Count   int     `json:"count"`
	Cores   int     `json:"cores"`
	Engine  string  `json:"engine"`
	Latency float64 `json:"latency_s"`
	Rounds  int     `json:"rounds"`
	Rows    []Row   `json:"rows"`
}

// advice is when a model is the right one.
var advice = map[string]string{
	"serial":   "few images, and nobody waits for them: nothing can go wrong between two goroutines.",
	"pool":     "as a rule: N is the only number to set, and no message is held that nobody works on.",
	"dispatch": "receives are dear or slow, and one for ten is enough; keep the channel short, for it is extended at a price.",
	"staged":   "stages need different things (a network, cores, a service that takes few calls): what is short has the full channel before it.",
	"spawn":    "messages take very different times, and a goroutine costs next to nothing.",
}

// Middle makes one row of several runs of the same: that of the median rate.
func Middle(rows []Row) Row {
	sorted := slices.SortedFunc(slices.Values(rows), func(a, b Row) int { return cmp.Compare(a.PerSecond, b.PerSecond) })
	return sorted[(len(sorted)-1)/2]
}

// Write writes the report as a table, a chart, and what is to be learnt from it.
func (r *Report) Write(w io.Writer) error {
	var b strings.Builder
	latency := "no latency"
	if r.Latency > 0 {
		latency = fmt.Sprintf("a latency of %s", time.Duration(r.Latency*float64(time.Second)))
	}
	fmt.Fprintf(&b, "%d %s, engine %s, %d cores, %s, a full queue\n\n", r.Count, r.Images, r.Engine, r.Cores, latency)
	fmt.Fprintf(&b, "%-11s %7s %7s %7s %5s %5s %6s %5s %6s %6s %5s %7s %8s\n",
		"model", "img/s", "p50 s", "p95 s", "comp", "wait", "recv", "empty", "extend", "held", "again", "memory", "$/1000")
	for i := range r.Rows {
		r.Rows[i].write(&b)
	}
	b.WriteString("\n")
	r.chart(&b)
	b.WriteString("\n")
	r.lessons(&b)
	_, err := io.WriteString(w, b.String())
	return err
}

// name is a row's in the table.
func (r *Row) name() string { return fmt.Sprintf("%s ×%d", r.Model, r.Workers) }

func (r *Row) write(b *strings.Builder) {
	price := 0.0
	if r.Images > 0 {
		price = r.USD / float64(r.Images) * 1000
	}
	fmt.Fprintf(b, "%-11s %7.1f %7.2f %7.2f %4.0f%% %4.0f%% %6d %5d %6d %6d %5d %4d MB %8.4f\n",
		r.name(), r.PerSecond, r.P50, r.P95, r.Computing*100, r.Waiting*100, r.Receives, r.Empty, r.Extensions, r.HeldCalls,
		r.Redelivered, r.PeakBytes>>20, price)
}

// chart draws the images a second.
func (r *Report) chart(b *strings.Builder) {
	const width = 50
	most := 0.0
	for _, row := range r.Rows {
		most = max(most, row.PerSecond)
	}
	for _, row := range r.Rows {
		n := 0
		if most > 0 {
			n = int(row.PerSecond/most*width*8 + 0.5)
		}
		bar := strings.Repeat("█", n/8)
		if n%8 > 0 {
			bar += string([]rune("▏▎▍▌▋▊▉")[n%8-1])
		}
		fmt.Fprintf(b, "%-11s %s %.1f/s\n", row.name(), bar, row.PerSecond)
	}
}

// lessons say what the numbers say, and when each model is the right one.
func (r *Report) lessons(b *strings.Builder) {
	if r.Latency == 0 {
		b.WriteString("Nothing here waits for a network, so the models look alike but for how many cores they use:\n--latency 80ms answers as AWS does from afar.\n")
	}
	if base, best := r.best("serial"), r.fastest(); base != nil && best != nil && best.Model != "serial" && base.PerSecond > 0 {
		fmt.Fprintf(b, "%s does %.1f times what serial does.\n", best.name(), best.PerSecond/base.PerSecond)
	}
	b.WriteString("\nTake\n")
	var said []string
	for _, row := range r.Rows {
		if text := advice[row.Model]; text != "" && !slices.Contains(said, row.Model) {
			said = append(said, row.Model)
			fmt.Fprintf(b, "  %-9s %s\n", row.Model, text)
		}
	}
	b.WriteString("\nA full queue, then: img/s until the last has ended; p50 and p95 from a message's receive to its delete;\n" +
		"comp and wait, the share of the workers' time spent on thumbnails and on answers of AWS; extend, the calls that\n" +
		"extend a countdown, and held those for messages that nobody works on; again, receives after a message's first.\n" +
		"Memory is the peak of the process without ffmpeg. Prices are those of AWS in us-east-1.\n")
}

// best is the fastest row of a model, nil where there is none.
func (r *Report) best(model string) (best *Row) {
	for i := range r.Rows {
		if row := &r.Rows[i]; row.Model == model && (best == nil || row.PerSecond > best.PerSecond) {
			best = row
		}
	}
	return best
}

// fastest is the fastest row.
func (r *Report) fastest() (best *Row) {
	for i := range r.Rows {
		if row := &r.Rows[i]; best == nil || row.PerSecond > best.PerSecond {
			best = row
		}
	}
	return best
}
