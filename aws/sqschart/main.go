// Chart measures the embedded SQS, and draws what it measured:
//
//	go run ./aws/sqschart -o docs/sqs.svg
//
// It sends, receives and deletes messages of 1 KB in batches of ten with AWS SDK
// for Go v2, over loopback, with 1 to 64 clients and with 100 to 1,000,000 messages
// waiting. Queues in memory, in a file, and in a file that is synced take turns, and
// each number is the median of all rounds. It takes about five minutes and 3 GB of
// memory and disk; the table goes to standard output.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"strings"
	"time"
)

func main() {
	out := flag.String("o", "sqs.svg", "the file to draw to")
	rounds := flag.Int("rounds", 3, "how often each is measured")
	each := flag.Duration("each", time.Second, "how long one measurement takes")
	most := flag.Int("waiting", 1_000_000, "the most messages waiting")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	err := run(ctx, plan{rounds: max(*rounds, 1), each: *each, clients: clientCounts, waiting: upTo(*most)}, *out)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "chart:", err)
		os.Exit(1)
	}
}

var clientCounts = []int{1, 2, 4, 8, 16, 32, 64}

// upTo is 100, 1,000 and so on.
func upTo(most int) []int {
	var counts []int
	for n := 100; n <= most; n *= 10 {
		counts = append(counts, n)
	}
	return counts
}

// run measures, prints and draws.
func run(ctx context.Context, p plan, path string) error {
	r, err := p.measure(ctx)
	if err != nil {
		return err
	}
	r.machine = machine()
	fmt.Print(r.table())
	if err := os.WriteFile(path, []byte(r.svg()), 0o644); err != nil { //nolint:gosec // a picture for everybody
		return fmt.Errorf("write the chart: %w", err)
	}
	return nil
}

// machine is where and when it was measured.
func machine() string {
	processor := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		if _, rest, ok := strings.Cut(string(info), "model name\t: "); ok {
			processor, _, _ = strings.Cut(rest, "\n")
		}
	}
	return fmt.Sprintf("%s, %d cores, %s, %s", processor, runtime.NumCPU(), runtime.Version(), time.Now().Format(time.DateOnly))
}
