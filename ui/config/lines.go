package config

import (
	"strings"

	"github.com/pelletier/go-toml/v2/unstable"
)

// linesOf says on which line each name of a document is given its value; names
// in a table have the table's before them. The document is known to be right.
func linesOf(data []byte) map[string]int {
	lines := map[string]int{}
	var p unstable.Parser
	p.Reset(data)
	table := ""
	for p.NextExpression() {
		e := p.Expression()
		name, line := nameOf(&p, e)
		switch e.Kind {
		case unstable.Table, unstable.ArrayTable:
			table = name + "."
			lines[name] = line
		case unstable.KeyValue:
			lines[table+name] = line
			if first, _, dotted := strings.Cut(table+name, "."); dotted && lines[first] == 0 {
				lines[first] = line
			}
		}
	}
	return lines
}

// nameOf is the dotted name of an expression, and the line it stands on.
func nameOf(p *unstable.Parser, e *unstable.Node) (name string, line int) {
	var parts []string
	for it := e.Key(); it.Next(); {
		key := it.Node()
		parts = append(parts, string(key.Data))
		line = p.Shape(p.Range(key.Data)).Start.Line
	}
	return strings.Join(parts, "."), line
}
