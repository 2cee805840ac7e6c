package pipelinetest

import (
	"testing"
	"time"
)

// Processor begins to measure what a benchmark uses of the processors, and returns
// what reports it for so many things of a kind: "cpu-µs/image". It is what costs on a
// machine that has other work to do as well, where the clock on the wall counts the
// work of others. Where the system does not tell it, nothing is reported.
func Processor(b *testing.B, thing string) (report func(things int)) {
	b.Helper()
	begun, _ := processorTime()
	return func(things int) {
		if used, told := processorTime(); told {
			b.ReportMetric(float64(used-begun)/float64(time.Microsecond)/float64(things), "cpu-µs/"+thing)
		}
	}
}

// ProcessorTime is what this process has used of the processors; 0 where the system does
// not tell it.
func ProcessorTime() time.Duration {
	used, _ := processorTime()
	return used
}
