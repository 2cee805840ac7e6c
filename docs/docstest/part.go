// Package docstest holds pages to the code: a part of a page between two marks is what a
// function makes.
package docstest

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
)

// Part fails a test where the part of a page of a name is not text: what stands between
// the lines <!-- name --> and <!-- /name -->. Where tests run with -update it writes it.
func Part(t *testing.T, page, name, text string) {
	t.Helper()
	was, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	now, err := replaced(string(was), name, text)
	if err != nil {
		t.Fatalf("%s: %v", page, err)
	}
	if now == string(was) {
		return
	}
	if update := flag.Lookup("update"); update == nil || update.Value.String() != "true" {
		t.Fatalf("%s: the %s are others; `go test . -run %s -update` in the folder of this test writes\n%s", page, name, t.Name(), text)
	}
	if err := os.WriteFile(page, []byte(now), 0o644); err != nil { //nolint:gosec // a page of the repository
		t.Fatal(err)
	}
}

// replaced is a page with another text between the marks of a name.
func replaced(page, name, text string) (string, error) {
	begin, end := "<!-- "+name+" -->\n", "<!-- /"+name+" -->"
	before, rest, begins := strings.Cut(page, begin)
	_, after, ends := strings.Cut(rest, end)
	if !begins || !ends {
		return "", fmt.Errorf("it has no part between %q and %q", strings.TrimSpace(begin), end)
	}
	return before + begin + text + end + after, nil
}
