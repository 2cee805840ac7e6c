package panel_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// speaking are the files whose sentences are claims about what happens.
var speaking = []string{
	"narration*.go", "verdict*.go", "whereabouts*.go", "timeline*.go", "race*.go", "inflight*.go", "queue*.go", "deadletters*.go", "workers*.go", "why*.go",
	"../plain/*.go", "../../pipeline/*/insights*.go",
}

// testing dirs are where tests name them.
var named = []string{"*_test.go", "../dialog/*_test.go", "../*_test.go", "../plain/*_test.go", "../../pipeline/*_test.go", "../../pipeline/*/*_test.go"}

// claimless are what is no claim about what happens: what keys do, the names of
// columns, shorter words for what has been said where there is more room.
var claimless = map[string]bool{
	"let them go on": true, "upload an image": true, "upload a broken image": true, "redrive them": true, "recv ago": true, "held: expired": true,
	"of each, and they": true, "workers, last": true, "inflight up --aws": true, "No message in the": true,
}

// verb is what stands for a name or a number in a sentence.
var verb = regexp.MustCompile(`%[-+#0-9.\[\]]*[a-zA-Z%]`)

// TestEverySentenceIsNamedByATest finds a sentence that was written and that no
// test knows: whatever it claims, nobody holds it to that. A test names a sentence
// by its words between two names or numbers.
func TestEverySentenceIsNamedByATest(t *testing.T) {
	tests := strings.Builder{}
	for _, lit := range literals(t, named, true) {
		tests.WriteString(lit + "\n")
	}
	known := tests.String()
	sentences := literals(t, speaking, false)
	if len(sentences) < 100 {
		t.Fatalf("%d sentences are found: where have they gone?", len(sentences))
	}
	for _, sentence := range sentences {
		if words := decisive(sentence); words != "" && !claimless[words] && !strings.Contains(known, words) {
			t.Errorf("no test names %q (of %q)", words, sentence)
		}
	}
}

// decisive are the words of a sentence that a test has to name: the longest that
// stand together, and their first part where they are many.
func decisive(sentence string) string {
	longest := ""
	for _, words := range verb.Split(sentence, -1) {
		if words = strings.Trim(words, " ,.:;()'\""); len(words) > len(longest) {
			longest = words
		}
	}
	if !strings.Contains(longest, " ") {
		return "" // a word, or the name of a thing
	}
	words := strings.Fields(longest)
	return strings.Trim(strings.Join(words[:min(len(words), 4)], " "), " ,.:;()'\"")
}

// literals are the strings in files, those of a sentence that is put together of
// several as one.
func literals(t *testing.T, patterns []string, tests bool) []string {
	t.Helper()
	var all []string
	for _, pattern := range patterns {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") != tests || filepath.Base(file) == "sentences_test.go" {
				continue
			}
			source, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), file, source, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			ast.Inspect(parsed, func(n ast.Node) bool {
				if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					text, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					all = append(all, text)
				}
				return true
			})
		}
	}
	return all
}
