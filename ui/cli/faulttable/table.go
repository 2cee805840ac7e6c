package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"
)

// table is the table of docs/faults-on-purpose.md.
func table(rows []*row, engine string) string {
	var b strings.Builder
	wrong := 0
	for _, r := range rows {
		if len(r.wrong) > 0 {
			wrong++
		}
	}
	fmt.Fprintf(&b, "%d runs, %d of them with something lost or said wrongly; engine %s; %s/%s, %d cores, %s, %s.\n\n",
		len(rows), wrong, engine, runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), runtime.Version(), time.Now().Format("2 January 2006"))
	b.WriteString("| fault | model | images | thumbnails | dead | not uploaded | not delivered | left | hits | receives | seconds | exit | keys: p50, p95, slowest | verdict |\n")
	b.WriteString("| --- | --- | --: | --: | --: | --: | --: | --: | --: | --: | --: | --: | --- | --- |\n")
	for _, r := range rows {
		f := &r.found
		fmt.Fprintf(&b, "| %s | %s | %d | %d | %d | %d | %d | %d | %d | %d | %.0f | %d | %s | %s |\n",
			r.trial.Name, r.model, r.images, len(f.Thumbnails), len(f.Letters), f.Missing(), len(f.NotDelivered), f.Left,
			r.told.Hits, r.told.Receives, r.took.Seconds(), f.Status, r.keys, r.verdict())
	}
	return b.String()
}
