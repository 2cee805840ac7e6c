package s3

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// errInTheWay is that somebody else's file or folder is where an object would be.
var errInTheWay = errors.New("something that is no object is in the way")

// way follows the way to a file of a bucket, and tells whether the folder of it is
// there, and the file. A symbolic link on the way is an error: it could lead
// anywhere, and objects stay in the state folder.
func (s *store) way(bucket, file string) (folder, there bool, err error) {
	where := filepath.Join(s.dir, bucket)
	for rest := file; ; {
		info, err := os.Lstat(where)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return rest == "", false, nil
		case err != nil:
			return false, false, err
		case info.Mode()&fs.ModeSymlink != 0:
			return false, false, fmt.Errorf("%s is a symbolic link, and objects are kept in the folder of their bucket only; "+
				"put back the file or folder that was there", where)
		case rest == "":
			return true, true, nil
		case !info.IsDir():
			return false, false, fmt.Errorf("%w: %s", errInTheWay, where)
		}
		var part string
		part, rest, _ = strings.Cut(rest, "/")
		where = filepath.Join(where, part)
	}
}

// outside is the error that a file of a bucket cannot be reached without leaving
// the bucket's folder.
func (s *store) outside(bucket, file string) error {
	_, _, err := s.way(bucket, file)
	return err
}

// clearWay chooses the file of a key that is new, and makes its folder. What
// somebody else has put into the bucket's folder stays: the object goes beside it.
func (s *store) clearWay(b *bucket, key string) (file string, err error) {
	file = b.locate(key, nil)
	folder, there, err := s.way(b.Name, file)
	if there || err != nil {
		if bad := s.outside(b.Name, "."); bad != nil {
			return "", bad
		}
		file = b.locate(key, s.foreignIn(b.Name))
		if folder, _, err = s.way(b.Name, file); err != nil {
			return "", err
		}
	}
	return file, s.makeFolder(b.Name, file, folder)
}

// makeFolder makes the folder of a file, if it is not there.
func (s *store) makeFolder(bucket, file string, there bool) error {
	if there {
		return nil
	}
	return os.MkdirAll(filepath.Join(s.dir, bucket, filepath.FromSlash(path.Dir(file))), 0o700)
}

// foreignIn says of paths below a bucket's folder whether something on the disk is
// in the way: anything is in the way of a file, and what is no folder, such as a
// link, in the way of a folder. What objects have there is known without it, so it
// is somebody else's.
func (s *store) foreignIn(bucket string) func(file string, isFile bool) bool {
	return func(file string, isFile bool) bool {
		info, err := os.Lstat(filepath.Join(s.dir, bucket, filepath.FromSlash(file)))
		return err == nil && (isFile || !info.IsDir())
	}
}
