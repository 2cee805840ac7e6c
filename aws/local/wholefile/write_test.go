package wholefile_test

import (
	"os"
	"path/filepath"
	"testing"

	"inflight/aws/local/wholefile"
)

func TestAFileIsReplacedAndNothingElseIsLeft(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "rules.json")
	for content, write := range map[string]func(string, []byte) error{"quick": wholefile.Write, "lasting": wholefile.WriteLasting} {
		if err := write(path, []byte(content)); err != nil {
			t.Fatal(err)
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != content {
			t.Errorf("it holds %q (%v), want %q", got, err, content)
		}
	}
	checkOnly(t, dir, "rules.json")
}

func TestAFileThatCannotBePutInItsPlaceLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	taken := filepath.Join(dir, "taken")
	if err := os.MkdirAll(filepath.Join(taken, "inside"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := wholefile.Write(taken, nil); err == nil {
		t.Error("it replaced a folder")
	}
	checkOnly(t, dir, "taken")
	if err := wholefile.Write(filepath.Join(dir, "nowhere", "file"), nil); err == nil {
		t.Error("it wrote into a folder that is not there")
	}
}

func checkOnly(t *testing.T, dir, name string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) != 1 || entries[0].Name() != name {
		t.Errorf("the folder has %v (%v)", entries, err)
	}
}
