package docs_test

import (
	"flag"
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"inflight/docs/docstest"
)

// The picture is written by go test ./docs -run Imports -update.
var _ = flag.Bool("update", false, "write the picture of the imports again")

// room is the folder that a package is drawn as: the services of the embedded AWS
// are one.
func room(pkg string) string {
	if strings.HasPrefix(pkg, "aws/local/") {
		return "aws/local"
	}
	return pkg
}

// imports are which rooms import which, without tests.
func imports(t *testing.T) map[string]map[string]bool {
	t.Helper()
	all := map[string]map[string]bool{}
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() && (name == "testdata" || strings.HasPrefix(name, ".") && name != "..") {
			return filepath.SkipDir
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		rel, err := filepath.Rel("..", filepath.Dir(path))
		if err != nil {
			return err
		}
		from := room(strings.Replace(filepath.ToSlash(rel), ".", "main", 1))
		if strings.HasSuffix(from, "test") { // fakes, for tests alone
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		if all[from] == nil {
			all[from] = map[string]bool{}
		}
		for _, spec := range file.Imports {
			to, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			if to, ours := strings.CutPrefix(to, "inflight/"); ours && room(to) != from {
				all[from][room(to)] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// reaches tells whether a room imports another by way of a third.
func reaches(all map[string]map[string]bool, from, to string, seen map[string]bool) bool {
	for next := range all[from] {
		if next == to {
			return true
		}
		if !seen[next] {
			seen[next] = true
			if reaches(all, next, to, seen) {
				return true
			}
		}
	}
	return false
}

// drawn is the picture: an arrow an import, but for those that other arrows imply.
func drawn(all map[string]map[string]bool) string {
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart TD\n")
	for _, from := range slices.Sorted(maps.Keys(all)) {
		for _, to := range slices.Sorted(maps.Keys(all[from])) {
			implied := false
			for other := range all[from] {
				implied = implied || other != to && reaches(all, other, to, map[string]bool{})
			}
			if !implied {
				fmt.Fprintf(&b, "    %s[%s] --> %s[%s]\n", strings.ReplaceAll(from, "/", "_"), from, strings.ReplaceAll(to, "/", "_"), to)
			}
		}
	}
	return b.String() + "```\n"
}

func TestThePictureOfTheImportsIsTrue(t *testing.T) {
	docstest.Part(t, "architecture.md", "imports", drawn(imports(t)))
}

func TestImportsPointOneWay(t *testing.T) {
	all := imports(t)
	for from := range all {
		if reaches(all, from, from, map[string]bool{}) {
			t.Errorf("%s imports itself by way of others", from)
		}
	}
}

// crowded are folders with more than 25 files that are not tests, and why.
var crowded = map[string]string{
	"aws":                   "one client a service, and the stack, whose parts are small files",
	"aws/local/eventbridge": "one file an operation, or a thing that is kept",
	"aws/local/s3":          "the same",
	"aws/local/sns":         "the same",
	"aws/local/sqs":         "the same",
	"pipeline/consume":      "one file a model, and one a part of what all of them do",
	"pipeline/event":        "one file what kinds are of",
	"pipeline/state":        "one file a thing that is kept",
	"pipeline/thumbnail":    "one file a format",
	"ui/cli":                "one file a command",
	"ui/panel":              "one file a panel",
}

func TestNoFolderIsCrowdedWithoutAReason(t *testing.T) {
	const most = 25
	count := map[string]int{}
	err := filepath.WalkDir("..", func(path string, _ fs.DirEntry, err error) error {
		if strings.HasSuffix(path, ".go") && !strings.HasSuffix(path, "_test.go") {
			count[filepath.ToSlash(filepath.Dir(strings.TrimPrefix(path, "../")))]++
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for folder, n := range count {
		if n > most && crowded[folder] == "" {
			t.Errorf("%s has %d files", folder, n)
		}
	}
	for folder := range crowded {
		if count[folder] <= most {
			t.Errorf("%s has %d files, and needs no reason", folder, count[folder])
		}
	}
}
