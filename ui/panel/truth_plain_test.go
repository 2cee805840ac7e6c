package panel_test

import (
	"regexp"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"inflight/pipeline/event"
	"inflight/ui/plain"
)

// plainly tells events in words, as --plain does.
type plainly struct {
	b      strings.Builder
	teller plain.Teller
}

func (p *plainly) tell(t *rapid.T, events []event.Event) []string {
	p.teller.W = &p.b
	for _, e := range events {
		if err := p.teller.Tell(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := p.teller.Flush(); err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(p.b.String()), "\n")
	p.b.Reset()
	return lines
}

var (
	plainRan      = regexp.MustCompile(`(image\d\d): the visibility timeout ran out while worker (\d) held it(.*)`)
	plainReceived = regexp.MustCompile(`(image\d\d): received by (worker \d|somebody outside), receive (\d)/3`)
	plainDeleted  = regexp.MustCompile(`(image\d\d): deleted by (worker \d|somebody outside)(, late)?`)
	plainFailed   = regexp.MustCompile(`(image\d\d): receive (\d)/3 failed: bad; (.*)`)
)

// checkPlain checks what --plain says of what has just happened.
func (w *truth) checkPlain(t *rapid.T, lines []string) {
	for _, line := range lines {
		so := true
		find := func(name string, is func(m *trueMessage, r *trueReceive) bool) {
			so = false
			for _, m := range w.lives(name) {
				for _, r := range m.receives {
					so = so || is(m, r)
				}
			}
		}
		if m := plainRan.FindStringSubmatch(line); m != nil {
			find(m[1], func(of *trueMessage, r *trueReceive) bool {
				return r.worker == m[2] && !r.expired.IsZero() && (!strings.Contains(m[3], "was received again") || r != of.last())
			})
		}
		if m := plainReceived.FindStringSubmatch(line); m != nil {
			find(m[1], func(_ *trueMessage, r *trueReceive) bool { return strconv.Itoa(r.try) == m[3] && r.worker == who(m[2]) })
		}
		if m := plainDeleted.FindStringSubmatch(line); m != nil {
			find(m[1], func(of *trueMessage, r *trueReceive) bool {
				late := !r.expired.IsZero() || r != of.last()
				return r.worker == who(m[2]) && !r.held() && r.deleted && late == (m[3] != "")
			})
		}
		if m := plainFailed.FindStringSubmatch(line); m != nil {
			find(m[1], func(_ *trueMessage, r *trueReceive) bool {
				return strconv.Itoa(r.try) == m[2] && r.failed && (r.try == trueMaxReceives) == strings.Contains(m[3], "that was the last")
			})
		}
		if !so {
			t.Fatalf("it never was so: %s", line)
		}
	}
}
