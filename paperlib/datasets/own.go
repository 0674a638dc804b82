package datasets

import (
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"

	"github.com/sgnlab/sgnlab/paperlib/internal/ledger"
)

// Owned sorts what lies in the folder of a set below a cache folder: files are those that Load put there, known by the list
// that it keeps beside them (.sgnlab.json) or, where an earlier version kept none, by their published contents; foreign is
// everything else. It reads every file of the set.
func Owned(cacheDir, name string) (files, foreign []string, err error) {
	s, err := inCache(name)
	if s == nil || err != nil {
		return nil, nil, err
	}
	return ledger.List(s.cacheFolder(cacheDir), s.published)
}

// Remove deletes the files of a set that [Owned] lists, and the folders that this leaves empty. It returns the bytes freed
// and what is foreign and was left. While a download is at work it deletes nothing and returns an [ErrLocked].
func Remove(cacheDir, name string) (freed int64, foreign []string, err error) {
	s, err := inCache(name)
	if s == nil || err != nil {
		return 0, nil, err
	}
	top := s.cacheFolder(cacheDir)
	files, foreign, err := ledger.List(top, s.published)
	if err != nil || len(files) == 0 {
		return 0, foreign, err
	}
	lock := flock.New(filepath.Join(top, lockName), flock.SetPermissions(0o666))
	if ok, err := lock.TryLock(); err != nil {
		return 0, foreign, s.unwritable(top, err)
	} else if !ok {
		return 0, foreign, &Error{Kind: ErrLocked, Set: s.name, File: lock.Path(), Next: "Wait for the other process to finish its download and run again"}
	}
	defer lock.Unlock()
	return ledger.Remove(top, s.published)
}

// inCache is the set of that name, nil for one that needs no file.
func inCache(name string) (*spec, error) {
	if name == "digits" {
		return nil, nil
	}
	if s := specOf(name); s != nil {
		return s, nil
	}
	return nil, unknown(name)
}

// published says whether the file at path, of that name below the set's folder in the cache, has the contents of the set's
// file of that name; the lock of an earlier version is empty.
func (s *spec) published(name, path string) bool {
	if name == lockName {
		info, err := os.Lstat(path)
		return err == nil && info.Size() == 0
	}
	_, inside, _ := strings.Cut(s.folder, "/")
	for _, f := range s.files {
		own := f.name
		if inside != "" {
			own = inside + "/" + f.name
		}
		if name == own || s.gzipped && name == own+".gz" {
			_, err := s.contents(f, path)
			return err == nil
		}
	}
	return false
}
