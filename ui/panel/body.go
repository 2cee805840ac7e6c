package panel

import (
	"bytes"
	"encoding/json"
	"strings"

	"inflight/pipeline/state"
	"inflight/ui/draw"
)

// body draws the body, set out as JSON where it is that.
func (p *page) body(m *state.Message) {
	p.blank(1)
	if m.Body == "" {
		p.text(draw.Dim, " its body is not known")
		return
	}
	p.text(draw.Dim, " body")
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
	for i, part := range hardWrap(draw.Escape(name+rest), max(p.Width-2, 1)) {
		p.row(func(l *line) {
			l.gap(indent)
			if n := len(draw.Escape(name)); i == 0 && n <= len(part) {
				l.put(p.Styles.Of(draw.Accent), part[:n])
				part = part[n:]
			}
			l.put(p.Styles.Of(draw.Text), part)
		})
	}
}
