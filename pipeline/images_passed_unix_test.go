//go:build unix

package pipeline_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"

	"inflight/pipeline"
)

// To open a pipe would wait for somebody to write, and a link to a folder may lead
// back to where it is.
func TestWhatIsNoFileIsPassedOverWhateverItsName(t *testing.T) {
	dir := folderWith(t, "a.jpg", "b/c.png")
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe.jpg"), 0o600); err != nil {
		t.Fatal(err)
	}
	for link, to := range map[string]string{"loop": ".", "gone.jpg": "nowhere.jpg", "gone.txt": "nowhere.txt", "linked.jpg": "a.jpg"} {
		if err := os.Symlink(to, filepath.Join(dir, link)); err != nil {
			t.Fatal(err)
		}
	}
	f, err := pipeline.OpenFolder(dir, nil)
	if err != nil {
		t.Fatal(err)
	}
	if want := "passed over 3 files: 1 .txt, 1 linked folder, 1 that is no file"; f.PassedOver() != want || f.Len() != 4 {
		t.Errorf("%d images, %q; want 4, %q", f.Len(), f.PassedOver(), want)
	}
}
