package docs_test

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A row of faults.md: number, wrong, right, tests.
var (
	row      = regexp.MustCompile(`(?m)^\| (\d+\.\d+) \|[^|]+\|[^|]+\|([^|]+)\|$`)
	number   = regexp.MustCompile(`(?m)^\| *[0-9]`)
	place    = regexp.MustCompile("^([a-z][a-z0-9/]*): (`.+)$")
	quoted   = regexp.MustCompile("^`((?:Test|Fuzz)[\\w/]+)`$")
	anywhere = regexp.MustCompile("`((?:Test|Fuzz)[\\w/]+)`")
	declare  = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)\w+)\(\w+ \*testing\.`)
)

func TestEveryTestThatTheFaultsNameIsInItsPackage(t *testing.T) {
	text, err := os.ReadFile("faults.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := row.FindAllStringSubmatch(string(text), -1)
	if lines := number.FindAll(text, -1); len(lines) != len(rows) {
		t.Errorf("%d lines begin as rows, %d can be read as one", len(lines), len(rows))
	}
	known := map[string]map[string]bool{}
	for _, r := range rows {
		for group := range strings.SplitSeq(r[2], ";") {
			p := place.FindStringSubmatch(strings.TrimSpace(group))
			if p == nil {
				t.Errorf("%s: %q does not begin with its package", r[1], group)
				continue
			}
			if known[p[1]] == nil {
				known[p[1]] = testsOf(t, filepath.Join("..", filepath.FromSlash(p[1])))
			}
			for name := range strings.SplitSeq(p[2], ", ") {
				n := quoted.FindStringSubmatch(name)
				if n == nil {
					t.Errorf("%s: %q is no name of a test", r[1], name)
				} else if !known[p[1]][n[1]] {
					t.Errorf("%s: there is no %s in %s", r[1], n[1], p[1])
				}
			}
		}
	}
	for _, n := range anywhere.FindAllStringSubmatch(string(text), -1) { // below the tables, too
		found := false
		for _, names := range known {
			found = found || names[n[1]]
		}
		if !found {
			t.Errorf("there is no %s anywhere", n[1])
		}
	}
}

func TestEveryNumberOfTheIssuesHasARow(t *testing.T) {
	text, err := os.ReadFile("faults.md")
	if err != nil {
		t.Fatal(err)
	}
	has := map[string]bool{}
	for _, r := range row.FindAllStringSubmatch(string(text), -1) {
		has[r[1]] = true
	}
	for issue, last := range map[int]int{7: 25, 8: 14} {
		for n := 1; n <= last; n++ {
			if name := strconv.Itoa(issue) + "." + strconv.Itoa(n); !has[name] {
				t.Errorf("%s has no row", name)
			}
		}
	}
}

// testsOf returns the names of the tests in the Go files of a folder, and of its
// scripts, as "TestScripts/worker".
func testsOf(t *testing.T, folder string) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	files, err := filepath.Glob(filepath.Join(folder, "*_test.go"))
	if err != nil || len(files) == 0 {
		t.Errorf("%s: no tests (%v)", folder, err)
	}
	for _, file := range files {
		source, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range declare.FindAllStringSubmatch(string(source), -1) {
			names[name[1]] = true
		}
	}
	scripts, err := os.ReadDir(filepath.Join(folder, "testdata", "script"))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		t.Fatal(err)
	}
	for _, s := range scripts {
		names["TestScripts/"+strings.TrimSuffix(s.Name(), ".txtar")] = true
	}
	return names
}
