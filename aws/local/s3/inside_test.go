package s3_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	sdk "github.com/aws/aws-sdk-go-v2/service/s3"
)

// place is a file in the bucket's folder.
func (w *world) place(name string) string {
	return filepath.Join(w.dir, testBucket, filepath.FromSlash(name))
}

// tryPut puts an object that may be refused.
func (w *world) tryPut(key string) error {
	_, err := w.PutObject(w.t.Context(), &sdk.PutObjectInput{Bucket: bucketOf(), Key: &key, Body: strings.NewReader("ours")})
	return err
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// What fails at a step of a put leaves nothing that a start would stumble over, and
// the object of before.
func TestAPutThatFailedLeavesAFolderThatStarts(t *testing.T) {
	for name, stand := range map[string]func(w *world) (inTheWay string){
		"its folder cannot be made": func(w *world) string {
			check(t, os.RemoveAll(w.place("album")))
			check(t, os.WriteFile(w.place("album"), []byte("theirs"), 0o600))
			return w.place("album")
		},
		"its record cannot be written": func(w *world) string {
			check(t, os.Mkdir(w.records()[0]+".pending", 0o700))
			return w.records()[0] + ".pending"
		},
		"its content cannot be moved": func(w *world) string {
			check(t, os.Remove(w.place("album/photo")))
			check(t, os.MkdirAll(w.place("album/photo/theirs"), 0o700))
			return w.place("album/photo")
		},
		"its event cannot be kept": func(w *world) string {
			w.reopen() // so that the file is not open
			outbox := filepath.Join(w.dir, ".inflight", ".outbox")
			check(t, os.Mkdir(outbox, 0o700))
			return outbox
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			w.turnEventsOn()
			w.put("album/photo", "old")
			stands := stand(w)
			w.events.take()
			refused(t, "put", w.tryPut("album/photo"), "InternalError", 500)
			if got := w.events.take(); len(got) != 0 {
				t.Errorf("told was %+v", got)
			}
			if name != "its event cannot be kept" { // so that what failed is not the last change
				w.events.unsettled = true
				w.put("later", "later")
				w.events.take()
			}
			w.service.Close()
			check(t, os.RemoveAll(stands))
			check(t, os.MkdirAll(w.place("album"), 0o700))
			check(t, os.WriteFile(w.place("album/photo"), []byte("old"), 0o600))
			w.open()
			if got := w.events.take(); len(got) > 1 || len(got) == 1 && got[0].Key != "later" || len(w.records()) > 2 {
				t.Errorf("the next start reports %+v; records are %q", got, w.records())
			}
			if _, content := w.get("album/photo"); content != "old" {
				t.Errorf("it is %q", content)
			}
			w.put("album/photo", "young")
		})
	}
}

func TestADeleteThatFailedIsNotToldOf(t *testing.T) {
	w := newWorld(t)
	w.turnEventsOn()
	w.put("photo", "photo")
	w.events.take()
	stands := w.records()[0] + ".deleted"
	check(t, os.MkdirAll(filepath.Join(stands, "in it"), 0o700))
	_, err := w.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: aws.String("photo")})
	refused(t, "delete", err, "InternalError", 500)
	w.events.unsettled = true // so that what failed is not the last change that is open
	w.put("later", "later")
	if got := w.events.take(); len(got) != 1 || got[0].Key != "later" {
		t.Errorf("told was %+v", got)
	}
	w.service.Close()
	check(t, os.RemoveAll(stands))
	w.open()
	if got := w.events.take(); len(got) != 1 || got[0].Key != "later" {
		t.Errorf("the next start reports %+v", got)
	}
	if _, content := w.get("photo"); content != "photo" {
		t.Errorf("it is %q", content)
	}
}

// A version before this one left records of puts whose folder could not be made,
// and then did not start.
func TestARecordOfAPutWhoseContentNeverCameIsPassedOver(t *testing.T) {
	w := newWorld(t)
	w.put("photo", "photo")
	w.put("other", "other")
	for _, record := range w.records() {
		content := string(must(os.ReadFile(record)).in(t))
		if !strings.Contains(content, `"Key":"photo"`) {
			continue
		}
		check(t, os.WriteFile(record+".pending", []byte(strings.Replace(content, `"Size":5`, `"Size":9`, 1)), 0o600))
		never := strings.NewReplacer(`"Key":"photo"`, `"Key":"never"`, `"File":"photo"`, `"File":"never"`).Replace(content)
		check(t, os.WriteFile(filepath.Join(filepath.Dir(record), strings.Repeat("0", 64)+".json.pending"), []byte(never), 0o600))
		// The same size, and not what the record says.
		check(t, os.WriteFile(w.place("other"), []byte("OTHER"), 0o600))
		other := strings.NewReplacer(`"Key":"photo"`, `"Key":"x"`, `"File":"photo"`, `"File":"other"`).Replace(content)
		check(t, os.WriteFile(filepath.Join(filepath.Dir(record), strings.Repeat("1", 64)+".json.pending"), []byte(other), 0o600))
	}
	w.reopen()
	if len(w.records()) != 2 {
		t.Errorf("left are %q", w.records())
	}
	if _, content := w.get("photo"); content != "photo" {
		t.Errorf("the photo is %q", content)
	}
}

// A link that somebody made in a bucket's folder leads out of the state folder, and
// nothing is written, read or deleted behind it.
func TestNothingLeavesTheStateFolderByALink(t *testing.T) {
	theirs := t.TempDir()
	for _, name := range []string{"photo", "deep/photo"} {
		check(t, os.MkdirAll(filepath.Join(theirs, "deep"), 0o700))
		check(t, os.WriteFile(filepath.Join(theirs, filepath.FromSlash(name)), []byte("theirs"), 0o600))
	}
	w := newWorld(t)
	for _, key := range []string{"album/photo", "album/deep/photo", "single"} {
		w.put(key, "before")
	}
	check(t, os.RemoveAll(w.place("album")))
	check(t, os.Symlink(theirs, w.place("album")))
	check(t, os.Remove(w.place("single")))
	check(t, os.Symlink(filepath.Join(theirs, "photo"), w.place("single")))
	check(t, os.Symlink(theirs, w.place("new")))

	for _, key := range []string{"album/photo", "album/deep/photo", "single"} {
		refused(t, "put "+key, w.tryPut(key), "InternalError", 500)
		_, err := w.GetObject(t.Context(), &sdk.GetObjectInput{Bucket: bucketOf(), Key: &key})
		refused(t, "get "+key, err, "InternalError", 500)
	}
	for _, key := range []string{"new/photo", "new", "album/another", "album/deep/another/one"} { // beside the link
		w.put(key, "ours")
		if _, content := w.get(key); content != "ours" {
			t.Errorf("%s is %q", key, content)
		}
	}
	for _, key := range []string{"album/photo", "single", "new/photo"} {
		must(w.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: &key})).in(t)
	}
	found := map[string]string{}
	check(t, filepath.WalkDir(theirs, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			name, _ := filepath.Rel(theirs, path)
			found[filepath.ToSlash(name)] = string(must(os.ReadFile(path)).in(t))
		}
		return err
	}))
	if len(found) != 2 || found["photo"] != "theirs" || found["deep/photo"] != "theirs" {
		t.Errorf("outside there is %q", found)
	}
	for _, link := range []string{"album", "single", "new"} {
		if _, err := os.Readlink(w.place(link)); err != nil {
			t.Errorf("the link %s: %v", link, err)
		}
	}
	w.service.Close()
	if said := w.fails(); !strings.Contains(said, "symbolic link") || !strings.Contains(said, "album") {
		t.Errorf("it says %s", said)
	}
}

func TestABucketIsNotMadeBehindALink(t *testing.T) {
	theirs := t.TempDir()
	w := newWorld(t)
	check(t, os.Symlink(theirs, filepath.Join(w.dir, "elsewhere")))
	_, err := w.CreateBucket(t.Context(), &sdk.CreateBucketInput{Bucket: aws.String("elsewhere")})
	refused(t, "create", err, "InternalError", 500)
	w.reopen()
	if left := must(os.ReadDir(theirs)).in(t); len(left) != 0 {
		t.Errorf("there is %v", left)
	}
}

// What somebody else put where an object is to be stays, and the object goes beside
// it.
func TestAnObjectDoesNotOverwriteWhatIsNotOurs(t *testing.T) {
	w := newWorld(t)
	check(t, os.WriteFile(w.place("photo"), []byte("theirs"), 0o600))
	check(t, os.Mkdir(w.place("album"), 0o700))
	check(t, os.WriteFile(w.place("album/a"), []byte("theirs"), 0o600))
	for _, key := range []string{"photo", "photo/in it", "album", "album/a", "album/a/b"} {
		w.put(key, key)
	}
	w.reopen()
	for _, key := range []string{"photo", "photo/in it", "album", "album/a", "album/a/b"} {
		if _, content := w.get(key); content != key {
			t.Errorf("%s is %q", key, content)
		}
		must(w.DeleteObject(t.Context(), &sdk.DeleteObjectInput{Bucket: bucketOf(), Key: &key})).in(t)
	}
	if left := w.files(); len(left) != 2 || left["photo"] != "theirs" || left["album/a"] != "theirs" {
		t.Errorf("left are %q", left)
	}
}
