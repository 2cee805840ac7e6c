package panel

import (
	"bytes"
	"encoding/json"
	"strings"

	"inflight/pipeline/state"
)

// body draws the body, set out as JSON where it is that.
func (p *page) body(m *state.Message) {
	p.blank(1)
	if m.Body == "" {
		p.text(toneDim, " its body is not known")
		return
	}
	p.text(toneDim, " body")
	for line := range strings.SplitSeq(readable(m.Body), "\n") {
		p.bodyLine(strings.ReplaceAll(line, "\t", "  "))
	}
}

// readable sets JSON out over lines; other text stays as it is.
func readable(body string) string {
	var out bytes.Buffer
	if err := json.Indent(&out, []byte(body), "", "  "); err != nil {
		return body
	}
	return out.String()
}

// bodyLine draws a line of the body, its name, if it has one, in a colour.
func (p *page) bodyLine(s string) {
	name, rest, found := strings.Cut(s, `": `)
	if !found || !strings.HasPrefix(strings.TrimLeft(name, " "), `"`) {
		name, rest = "", s
	} else {
		name += `":`
		rest = " " + rest
	}
	indent := 1
	for i, part := range hardWrap(Escape(name+rest), max(p.Width-2, 1)) {
		p.row(func(l *line) {
			l.gap(indent)
			if n := len(Escape(name)); i == 0 && n <= len(part) {
				l.put(p.ink.of(toneAccent), part[:n])
				part = part[n:]
			}
			l.put(p.ink.of(toneText), part)
		})
	}
}
