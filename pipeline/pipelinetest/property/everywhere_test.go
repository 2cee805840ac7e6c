package property_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestEveryPackageWithPropertiesKeepsNoFailures(t *testing.T) {
	uses, keeps := map[string]bool{}, map[string]bool{}
	err := filepath.WalkDir("../../..", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, "_test.go") || strings.HasSuffix(path, "everywhere_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		text, dir := string(source), filepath.Dir(path)
		uses[dir] = uses[dir] || strings.Contains(text, `"pgregory.net/rapid"`)
		keeps[dir] = keeps[dir] || strings.Contains(text, "property.Main(") || strings.Contains(text, "property.KeepNoFailures()")
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	some := 0
	for dir, does := range uses {
		if !does {
			continue
		}
		some++
		if !keeps[dir] {
			t.Errorf("%s: a failure of a property there stays for later runs", dir)
		}
	}
	if some < 5 {
		t.Errorf("%d packages have properties: where have they gone?", some)
	}
}
