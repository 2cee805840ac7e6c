package scene

import (
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"inflight/pipeline/event"
)

// How long things may be: a question and an answer are two lines of the smallest
// screen, a scene lasts about half a minute.
const (
	mostLines    = 2
	mostColumns  = 74
	mostTitle    = 33
	longestLimit = 40 * time.Second
	mostImages   = 20
)

// Error says what is wrong with a scene, and where.
type Error struct {
	File         string
	Line, Column int
	Why          string
}

// Error names the place as compilers do.
func (e *Error) Error() string { return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Why) }

// word is a scalar of the file, and where it stands.
type word struct {
	text         string
	line, column int
}

// UnmarshalYAML takes a scalar, whatever its type: 3 is "3".
func (w *word) UnmarshalYAML(n ast.Node) error {
	w.at(n)
	switch n := n.(type) {
	case *ast.StringNode:
		w.text = n.Value
	case *ast.LiteralNode:
		w.text = n.Value.Value
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		w.text = n.GetToken().Value
	default:
		return w.wrong("here goes a single value, not a %s", strings.ToLower(n.Type().String()))
	}
	return nil
}

// at notes where it stands.
func (w *word) at(n ast.Node) {
	t := n.GetToken()
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 { // its token is that of the first colon
		t = m.Values[0].Key.GetToken()
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		t = m.Key.GetToken()
	}
	w.line, w.column = t.Position.Line, t.Position.Column
	if t.Type == token.DoubleQuoteType || t.Type == token.SingleQuoteType {
		w.column++
	}
}

// wrong is an error about it.
func (w *word) wrong(format string, args ...any) error {
	return &Error{Line: w.line, Column: w.column, Why: fmt.Sprintf(format, args...)}
}

// file is a scene as it is written.
type file struct {
	Title    word            `yaml:"title"`
	Question []word          `yaml:"question"`
	Words    []word          `yaml:"words"`
	Set      map[string]word `yaml:"set"`
	Images   []word          `yaml:"images"`
	Broken   []word          `yaml:"broken"`
	Steps    []step          `yaml:"steps"`
	Answer   []word          `yaml:"answer"`
	Holds    word            `yaml:"holds"`
}

// Parse reads a scene. An error is an *Error.
func Parse(name string, text []byte) (*Scene, error) {
	if err := plainYAML(text); err != nil {
		return nil, placed(name, err)
	}
	var f file
	if err := yaml.UnmarshalWithOptions(text, &f, yaml.Strict()); err != nil {
		return nil, placed(name, err)
	}
	s, err := f.scene()
	if err != nil {
		return nil, placed(name, err)
	}
	s.Name = strings.TrimSuffix(name, ".yaml")
	for i := range s.Set {
		s.Set[i].file = name
	}
	return s, nil
}

// plainYAML refuses what scenes have no use for, and the library has been seen to fall
// over: tags, and parts that stand for others.
func plainYAML(text []byte) error {
	parsed, err := parser.ParseBytes(text, 0)
	if err != nil {
		return err
	}
	if len(parsed.Docs) > 1 {
		w := word{line: 1, column: 1}
		return w.wrong("a file is one scene, and this one has %d parts", len(parsed.Docs))
	}
	f := &fancy{}
	for _, doc := range parsed.Docs {
		ast.Walk(f, doc)
	}
	return f.err
}

// fancy finds what is no plain YAML.
type fancy struct{ err error }

// Visit looks at a node.
func (f *fancy) Visit(n ast.Node) ast.Visitor {
	var what string
	switch n.(type) {
	case *ast.TagNode:
		what = "a tag"
	case *ast.AnchorNode, *ast.AliasNode, *ast.MergeKeyNode:
		what = "an anchor or an alias"
	case *ast.NullNode:
		what = "nothing"
	default:
		return f
	}
	if f.err == nil {
		w := &word{}
		w.at(n)
		f.err = w.wrong("here goes a value, not %s", what)
	}
	return nil
}

// placed is an error with its file and place.
func placed(name string, err error) error {
	if ours := (*Error)(nil); errors.As(err, &ours) {
		return &Error{name, ours.Line, ours.Column, ours.Why}
	}
	e := &Error{File: name, Line: 1, Column: 1, Why: err.Error()}
	if theirs := yaml.Error(nil); errors.As(err, &theirs) {
		e.Why = theirs.GetMessage()
		if t := theirs.GetToken(); t != nil {
			e.Line, e.Column = t.Position.Line, t.Position.Column
		}
	}
	return e
}

// scene makes of the file what can be played.
func (f *file) scene() (*Scene, error) {
	start := word{line: 1, column: 1}
	for part, missing := range map[string]bool{
		"title": f.Title.text == "", "question": len(f.Question) == 0, "answer": len(f.Answer) == 0, "images": len(f.Images) == 0, "steps": len(f.Steps) == 0, "holds": f.Holds.text == "",
	} {
		if missing {
			return nil, start.wrong("a scene needs %s", part)
		}
	}
	if n := len([]rune(f.Title.text)); n > mostTitle {
		return nil, f.Title.wrong("the title has %d characters: there is room for %d", n, mostTitle)
	}
	s := &Scene{Title: f.Title.text}
	for _, name := range slices.Sorted(maps.Keys(f.Set)) {
		w := f.Set[name]
		if !slices.Contains(settings, name) {
			return nil, w.wrong("a scene has no setting %q: it has %s", name, strings.Join(settings, ", "))
		}
		s.Set = append(s.Set, Setting{Name: name, Value: w.text, at: w})
	}
	v := &vocabulary{images: map[string]string{}, measures: map[string]bool{}}
	if err := f.images(s, v); err != nil {
		return nil, err
	}
	question, err := lines("question", f.Question)
	if err != nil {
		return nil, err
	}
	s.Question = question
	if s.Words, err = lines("words", f.Words); err != nil {
		return nil, err
	}
	if err := f.steps(s, v); err != nil {
		return nil, err
	}
	if _, err := lines("answer", f.Answer); err != nil {
		return nil, err
	}
	for i := range f.Answer {
		text, err := v.text(&f.Answer[i])
		if err != nil {
			return nil, err
		}
		s.Answer = append(s.Answer, text)
	}
	s.Holds, err = v.condition(&f.Holds)
	return s, err
}

// braced is a fact in a text.
var braced = regexp.MustCompile(`\{[^}]*\}`)

// said is a text with its facts about as long as they are going to be.
func said(text string) string {
	return braced.ReplaceAllStringFunc(text, func(name string) string {
		if strings.Contains(name, receivesMonth) {
			return "$123.45"
		}
		return "123"
	})
}

// lines takes lines that fit.
func lines(what string, words []word) ([]string, error) {
	var out []string
	for i := range words {
		w := &words[i]
		switch n := len([]rune(said(w.text))); {
		case i == mostLines:
			return nil, w.wrong("the %s has %d lines: there is room for %d", what, len(words), mostLines)
		case n > mostColumns:
			return nil, w.wrong("this line of the %s has %d characters: there is room for %d", what, n, mostColumns)
		case strings.ContainsFunc(w.text, func(r rune) bool { return r < ' ' }):
			return nil, w.wrong("this line of the %s is more than one", what)
		}
		out = append(out, w.text)
	}
	return out, nil
}

// images takes the images.
func (f *file) images(s *Scene, v *vocabulary) error {
	for i := range f.Images {
		w := &f.Images[i]
		switch short := event.ShortName(w.text); {
		case !imageName.MatchString(w.text):
			return w.wrong("%q is no name of an image: write small letters and .jpg", w.text)
		case v.images[short] != "":
			return w.wrong("there is an image %s already", w.text)
		case i == mostImages:
			return w.wrong("there are %d images: %d are enough for half a minute", len(f.Images), mostImages)
		default:
			v.images[short] = w.text
		}
		s.Images = append(s.Images, Image{Key: w.text})
	}
	for i := range f.Broken {
		w := &f.Broken[i]
		at := slices.IndexFunc(s.Images, func(i Image) bool { return i.Key == w.text })
		if at < 0 {
			return w.wrong("%s is not among the images", w.text)
		}
		s.Images[at].Broken = true
	}
	return nil
}

// number reads a number above 0.
func (w *word) number(n *int) error {
	if _, err := fmt.Sscanf(w.text, "%d", n); err != nil || *n < 1 || fmt.Sprint(*n) != w.text {
		return w.wrong("%q has to be a number from 1 on", w.text)
	}
	return nil
}

// duration reads how long something takes.
func (w *word) duration(d *time.Duration) (err error) {
	if *d, err = time.ParseDuration(w.text); err != nil || *d <= 0 || *d > longestLimit {
		return w.wrong("%q has to be a time up to %s, as in 5s", w.text, longestLimit)
	}
	return nil
}

// panel refuses what is no panel.
func (w *word) panel() error {
	var names []string
	for _, p := range Panels() {
		names = append(names, string(p))
	}
	return w.oneOf(names...)
}

// oneOf refuses what is none of these.
func (w *word) oneOf(names ...string) error {
	if !slices.Contains(names, w.text) {
		return w.wrong("%q has to be %s", w.text, strings.Join(names, ", "))
	}
	return nil
}
