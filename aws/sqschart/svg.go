package main

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"
)

// colours of the kinds; each line has its name at its end too.
var colours = map[string]string{"memory": "#1f77b4", "durable": "#d9730d", "synced": "#6b7280"}

// labels say what a kind is.
var labels = map[string]string{"memory": "in memory", "durable": "--state", "synced": "--state --sync"}

// table is all numbers as text.
func (r *results) table() string {
	var b strings.Builder
	fmt.Fprintln(&b, r.machine)
	for _, part := range []struct {
		name   string
		points []point
	}{{"clients", r.clients}, {"waiting", r.backlog}} {
		fmt.Fprintf(&b, "\n%10s  %-14s  %10s  %12s  %12s\n", part.name, "queues", "messages/s", "median call", "99 % of them")
		for _, p := range part.points {
			fmt.Fprintf(&b, "%10s  %-14s  %10s  %9.2f ms  %9.2f ms\n", thousands(p.x), labels[p.kind], thousands(int(p.perSecond)), p.half, p.percent)
		}
	}
	return b.String()
}

// thousands writes a number with commas.
func thousands(n int) string {
	text := fmt.Sprint(n)
	for i := len(text) - 3; i > 0; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// diagram is one of the three pictures side by side.
type diagram struct {
	title, across string
	points        []point
	y             func(point) float64
	left          float64
}

const (
	chartWidth, chartHeight = 1180.0, 380.0
	plotWidth, plotHeight   = 290.0, 220.0
	plotTop                 = 84.0
)

// svg draws all points.
func (r *results) svg() string {
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %g %g" width="%g" font-family="sans-serif" font-size="12" fill="#1f2328">`+"\n", chartWidth, chartHeight, chartWidth)
	b.WriteString(`<rect width="100%" height="100%" fill="#fff"/>` + "\n")
	write(&b, 20, 26, "start", `font-size="16" font-weight="bold"`, "The embedded SQS: each message of 1 KB sent, received and deleted, in batches of ten")
	write(&b, 20, chartHeight-12, "start", `fill="#59636e"`, r.machine+"; client and server share the cores; medians. go run ./aws/sqschart")
	for _, d := range []diagram{
		{"messages a second, 100 waiting", "clients", r.clients, func(p point) float64 { return p.perSecond }, 70},
		{"milliseconds a call, 100 waiting (median)", "clients", r.clients, func(p point) float64 { return p.half }, 440},
		{fmt.Sprintf("messages a second, %d clients", backlogClients), "messages waiting", r.backlog, func(p point) float64 { return p.perSecond }, 810},
	} {
		d.draw(&b)
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// draw draws axes, lines and their names.
func (d diagram) draw(b *strings.Builder) {
	write(b, d.left, plotTop-22, "start", `font-weight="bold"`, d.title)
	if len(d.points) == 0 {
		return
	}
	top := 0.0
	for _, p := range d.points {
		top = max(top, d.y(p))
	}
	top = ceiling(top)
	bottom := plotTop + plotHeight
	for i := range 5 {
		value := top * float64(i) / 4
		y := bottom - plotHeight*float64(i)/4
		fmt.Fprintf(b, `<path d="M%.1f %.1fh%.1f" stroke="#d1d9e0"/>`+"\n", d.left, y, plotWidth)
		write(b, d.left-6, y+4, "end", `fill="#59636e"`, number(value))
	}
	first, last := d.points[0].x, d.points[0].x
	for _, p := range d.points {
		first, last = min(first, p.x), max(last, p.x)
	}
	var marked []int
	for _, p := range d.points {
		if !slices.Contains(marked, p.x) {
			marked = append(marked, p.x)
			write(b, d.at(p.x, first, last), bottom+18, "middle", `fill="#59636e"`, thousands(p.x))
		}
	}
	write(b, d.left+plotWidth/2, bottom+38, "middle", `fill="#59636e"`, d.across)
	var taken []float64 // heights of names
	for _, kind := range kinds {
		var line []string
		var end point
		for _, p := range d.points {
			if p.kind != kind {
				continue
			}
			line = append(line, fmt.Sprintf("%.1f,%.1f", d.at(p.x, first, last), bottom-plotHeight*d.y(p)/top))
			end = p
		}
		if len(line) == 0 {
			continue
		}
		fmt.Fprintf(b, `<polyline points="%s" fill="none" stroke="%s" stroke-width="2"/>`+"\n", strings.Join(line, " "), colours[kind])
		y := bottom - plotHeight*d.y(end)/top - 6
		for slices.ContainsFunc(taken, func(other float64) bool { return math.Abs(other-y) < 14 }) {
			y -= 14
		}
		taken = append(taken, y)
		write(b, d.left+plotWidth, y, "end", fmt.Sprintf(`fill="%s"`, colours[kind]), labels[kind])
	}
}

// at is where a number of clients or messages is, from left to right: twice
// as many are as far away everywhere.
func (d diagram) at(x, first, last int) float64 {
	if first == last {
		return d.left
	}
	return d.left + plotWidth*math.Log(float64(x)/float64(first))/math.Log(float64(last)/float64(first))
}

// ceiling is the next round number.
func ceiling(v float64) float64 {
	if v <= 0 {
		return 1
	}
	unit := math.Pow(10, math.Floor(math.Log10(v)))
	for _, step := range []float64{1, 2, 4, 8, 10} {
		if v <= step*unit {
			return step * unit
		}
	}
	return 10 * unit
}

// number is short enough for an axis.
func number(v float64) string {
	if v >= 100 {
		return thousands(int(v))
	}
	return fmt.Sprintf("%.3g", v)
}

func write(b *strings.Builder, x, y float64, anchor, attributes, text string) {
	fmt.Fprintf(b, `<text x="%.1f" y="%.1f" text-anchor="%s" %s>%s</text>`+"\n", x, y, anchor, attributes, html.EscapeString(text))
}
