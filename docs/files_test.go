package docs_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// named is a file of ours in a text.
var named = regexp.MustCompile("`([a-zA-Z0-9_./-]+\\.(?:go|yml))`")

func TestEveryFileThatAPageNamesIsThere(t *testing.T) {
	var files, pages []string
	err := filepath.WalkDir("..", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel("..", path)
		rel = filepath.ToSlash(rel)
		if entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "testdata") {
			return filepath.SkipDir
		}
		if files = append(files, "/"+rel); strings.HasSuffix(rel, ".md") {
			pages = append(pages, path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, page := range pages {
		if filepath.Base(page) == "CHANGELOG.md" { // of what was
			continue
		}
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range named.FindAllStringSubmatch(string(text), -1) {
			looked++
			if !slices.ContainsFunc(files, func(f string) bool { return strings.HasSuffix(f, "/"+found[1]) }) {
				t.Errorf("%s names %s, which is nowhere", page, found[1])
			}
		}
	}
	if looked < 100 {
		t.Errorf("%d names were looked at", looked)
	}
}
