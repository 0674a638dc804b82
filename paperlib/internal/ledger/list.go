package ledger

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// List sorts what lies in a folder into own and foreign paths. Own are the ledger itself, what it lists as long as size and
// digest agree, what is entered as temporary, and what published (may be nil) recognises by its contents: files that an
// earlier version brought, which kept no ledger. Everything else is foreign, and so is a link, also that to a file of our
// own, and a folder that is one. A folder that does not exist holds nothing.
func List(folder string, published func(name, path string) bool) (own, foreign []string, err error) {
	info, err := os.Lstat(folder)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil
	case err != nil:
		return nil, nil, err
	case !info.IsDir():
		return nil, []string{folder}, nil
	}
	l, err := Open(folder)
	if err != nil {
		return nil, nil, err
	}
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		name, err := filepath.Rel(folder, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		if d.IsDir() {
			entries, err := os.ReadDir(path)
			if err == nil && len(entries) == 0 && !l.Temporary(name) {
				foreign = append(foreign, path) // an empty folder that nobody here made
			}
			return err
		}
		if mine, err := l.owns(name, path, d, published); err != nil {
			return err
		} else if mine {
			own = append(own, path)
		} else {
			foreign = append(foreign, path)
		}
		return nil
	})
	return own, foreign, err
}

// owns says whether one file is the project's own.
func (l *Ledger) owns(name, path string, d fs.DirEntry, published func(name, path string) bool) (bool, error) {
	if !d.Type().IsRegular() {
		return false, nil
	}
	if name == Name || l.Temporary(name) || slices.ContainsFunc(l.book.Temporary, func(t string) bool { return strings.HasPrefix(name, t+"/") }) {
		return true, nil
	}
	if want, ok := l.book.Files[name]; ok {
		info, err := d.Info()
		if err != nil {
			return false, err
		}
		if info.Size() == want.Size {
			if have, err := measure(path); err != nil || have == want {
				return err == nil, err
			}
		}
	}
	return published != nil && published(name, path), nil
}

// Remove deletes the own files of a folder, the folders that this leaves empty, and the folder itself if it is empty then.
// It returns the bytes freed, and what is left: foreign paths. The ledger goes last.
func Remove(folder string, published func(name, path string) bool) (freed int64, foreign []string, err error) {
	own, foreign, err := List(folder, published)
	if err != nil {
		return 0, foreign, err
	}
	book := filepath.Join(folder, Name)
	slices.SortStableFunc(own, func(a, b string) int { // the ledger knows of the others until they are gone
		switch {
		case a == book && b != book:
			return 1
		case b == book && a != book:
			return -1
		}
		return 0
	})
	folders := map[string]bool{}
	if len(own) > 0 {
		l, err := Open(folder)
		if err != nil {
			return 0, foreign, err
		}
		for _, name := range l.book.Temporary { // one of them may be an empty folder
			if filepath.IsLocal(filepath.FromSlash(name)) {
				folders[filepath.Join(folder, filepath.FromSlash(name))] = true
			}
		}
	}
	for _, path := range own {
		info, err := os.Lstat(path)
		if err != nil {
			return freed, foreign, err
		}
		if err := os.Remove(path); err != nil {
			return freed, foreign, err
		}
		freed += info.Size()
		for dir := filepath.Dir(path); strings.HasPrefix(dir, folder); dir = filepath.Dir(dir) {
			folders[dir] = true
		}
	}
	if len(own) > 0 {
		folders[folder] = true
	}
	deepest := func(a, b string) int { return len(b) - len(a) }
	var list []string
	for dir := range folders {
		list = append(list, dir)
	}
	slices.SortFunc(list, deepest)
	for _, dir := range list {
		if entries, err := os.ReadDir(dir); err == nil && len(entries) == 0 {
			if err := os.Remove(dir); err != nil {
				return freed, foreign, err
			}
		}
	}
	return freed, foreign, nil
}
