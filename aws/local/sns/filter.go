package sns

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// What a filter policy looks at.
const (
	scopeAttributes = "MessageAttributes"
	scopeBody       = "MessageBody"
)

// The limits of a filter policy.
//
// https://docs.aws.amazon.com/sns/latest/dg/subscription-filter-policy-constraints.html
const (
	maxFilterBytes        = 256 << 10
	maxFilterKeys         = 5
	maxFilterCombinations = 150
	maxFilterDepth        = 32
)

// filter is a filter policy: which messages a subscriber wants.
type filter struct {
	body bool // looks at the body, not at the attributes
	root *branch
}

// branch is an object in a policy. All of it must match.
type branch struct {
	leaves   map[string][]condition // one of the conditions must match
	branches map[string]*branch
	either   [][]*branch // of each list, what "$or" names, one must match
}

// passesNothing has an "$or" of no alternatives.
var passesNothing = &filter{root: &branch{either: [][]*branch{nil}}}

// filterOf makes the filter of a subscription's attributes; nil if they have
// no policy.
func filterOf(attributes map[string]string) (*filter, error) {
	text := attributes["FilterPolicy"]
	if text == "" {
		return nil, nil //nolint:nilnil // no policy is no filter
	}
	f, err := parseFilter(text, attributes["FilterPolicyScope"] == scopeBody)
	if err != nil {
		return nil, invalid("FilterPolicy: %v", err)
	}
	return f, nil
}

// parseFilter reads a filter policy.
func parseFilter(text string, body bool) (*filter, error) {
	if len(text) > maxFilterBytes {
		return nil, errors.New("the filter policy is larger than 256 KB")
	}
	var policy map[string]any
	if err := decodeNumbers([]byte(text), &policy); err != nil || policy == nil {
		return nil, errors.New("failed to parse JSON: the filter policy is not a JSON object")
	}
	p := filterParser{nested: body, combinations: 1}
	root := newBranch()
	err := p.fill(root, policy, 1)
	switch {
	case err != nil:
		return nil, err
	case p.keys > maxFilterKeys:
		return nil, fmt.Errorf("filter policy can not have more than %d keys", maxFilterKeys)
	case p.combinations > maxFilterCombinations:
		return nil, errors.New("filter policy is too complex")
	}
	return &filter{body: body, root: root}, nil
}

// decodeNumbers reads one JSON value with its numbers as they are written.
func decodeNumbers(text []byte, v any) error {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	if err := d.Decode(v); err != nil {
		return err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON")
	}
	return nil
}

// filterParser counts what the limits are about while a policy is read.
type filterParser struct {
	nested       bool
	keys         int
	combinations int
}

func newBranch() *branch {
	return &branch{leaves: map[string][]condition{}, branches: map[string]*branch{}}
}

// below is the branch with a name, made if there is none.
func (b *branch) below(name string) *branch {
	if b.branches[name] == nil {
		b.branches[name] = newBranch()
	}
	return b.branches[name]
}

// fill reads an object of the policy, depth levels down, into b.
func (p *filterParser) fill(b *branch, object map[string]any, depth int) error {
	if len(object) == 0 {
		return errors.New("empty objects are not allowed")
	}
	if depth > maxFilterDepth {
		return errors.New("the filter policy is nested too deeply")
	}
	for _, key := range slices.Sorted(maps.Keys(object)) {
		if err := p.field(b, key, object[key], depth); err != nil {
			return err
		}
	}
	return nil
}

// field reads one key of an object into b. In a policy for bodies dots join the
// steps of a path, as in patterns of EventBridge.
func (p *filterParser) field(b *branch, key string, value any, depth int) error {
	if p.nested {
		steps := strings.Split(key, ".")
		for _, step := range steps[:len(steps)-1] {
			b = b.below(step)
		}
		key = steps[len(steps)-1]
	}
	switch value := value.(type) {
	case map[string]any:
		if !p.nested {
			return fmt.Errorf("%q must be an object or an array: nested filter policies need the filter policy scope MessageBody", key)
		}
		return p.fill(b.below(key), value, depth+1)
	case []any:
		if alternatives := orAlternatives(key, value); alternatives != nil {
			return p.or(b, alternatives, depth)
		}
		conditions, err := parseConditions(key, value)
		b.leaves[key] = conditions
		p.keys++
		p.combinations = min(p.combinations*len(conditions)*depth, maxFilterCombinations+1)
		return err
	default:
		return fmt.Errorf("%q must be an object or an array", key)
	}
}

// operators are the keys that make an object a condition.
var operators = []string{
	"prefix", "suffix", "wildcard", "equals-ignore-case", "anything-but", "numeric", "exists", "cidr",
}

// orAlternatives are the objects of a "$or", or nil if it is an ordinary key: a
// relation has two objects or more, none of which is a condition.
func orAlternatives(key string, list []any) []map[string]any {
	if key != "$or" || len(list) < 2 {
		return nil
	}
	all := make([]map[string]any, 0, len(list))
	for _, item := range list {
		object, ok := item.(map[string]any)
		if !ok || slices.ContainsFunc(operators, func(o string) bool { _, has := object[o]; return has }) {
			return nil
		}
		all = append(all, object)
	}
	return all
}

// or reads the alternatives of a "$or". Their combinations add up.
func (p *filterParser) or(b *branch, alternatives []map[string]any, depth int) error {
	before, sum := p.combinations, 0
	var branches []*branch
	for _, object := range alternatives {
		p.combinations = before
		alternative := newBranch()
		if err := p.fill(alternative, object, depth); err != nil {
			return err
		}
		branches = append(branches, alternative)
		sum += p.combinations
	}
	p.combinations = min(sum, maxFilterCombinations+1)
	b.either = append(b.either, branches)
	return nil
}
