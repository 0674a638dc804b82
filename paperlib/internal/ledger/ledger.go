// Package ledger records what a downloader puts into a folder, so that nothing else in it is ever removed or replaced: a
// file is the project's own because it is written down with its size and digest, not because of its name.
//
// The ledger is the file .sgnlab.json in the folder:
//
//	{"files": {"name": {"size": 1, "sha256": "..."}}, "temporary": ["name"]}
//
// with names below the folder, slashes between their parts. A file is entered before it gets its name, so that a run
// that is killed leaves at worst an entry without a file. Temporary are the names of a lock, of unfinished downloads and
// of folders in which something is unpacked.
package ledger

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Name is the ledger's own name in its folder.
const Name = ".sgnlab.json"

// ErrDamaged is a ledger that cannot be read as one.
var ErrDamaged = errors.New("the list of own files is damaged")

// Ledger is that of one folder. One process writes it at a time: the caller holds a lock.
type Ledger struct {
	folder string
	book   book
}

type book struct {
	Files     map[string]stored `json:"files"`
	Temporary []string          `json:"temporary,omitempty"`
}

// stored is a file as it was put there.
type stored struct {
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// Open reads the ledger of a folder, which is empty if there is none.
func Open(folder string) (*Ledger, error) {
	l := &Ledger{folder: folder, book: book{Files: map[string]stored{}}}
	path := filepath.Join(folder, Name)
	b, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return l, nil
	}
	if err != nil {
		return nil, err
	}
	if err := json.Unmarshal(b, &l.book); err != nil {
		return nil, fmt.Errorf("%w: %s: %w. Delete it: files as published are known without it", ErrDamaged, path, err)
	}
	for name := range l.book.Files {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return nil, fmt.Errorf("%w: %s names %q, which lies outside of the folder. Delete it: files as published are known without it", ErrDamaged, path, name)
		}
	}
	if l.book.Files == nil {
		l.book.Files = map[string]stored{}
	}
	return l, nil
}

// Begin enters something temporary.
func (l *Ledger) Begin(name string) error {
	return l.change(func() {
		if !slices.Contains(l.book.Temporary, name) {
			l.book.Temporary = append(l.book.Temporary, name)
		}
	})
}

// End takes out what Begin entered.
func (l *Ledger) End(name string) error {
	return l.change(func() {
		l.book.Temporary = slices.DeleteFunc(l.book.Temporary, func(n string) bool { return n == name })
	})
}

// Temporary says whether Begin entered name.
func (l *Ledger) Temporary(name string) bool { return slices.Contains(l.book.Temporary, name) }

// Place enters the file at from under name and gives it that name, in a folder that exists. It replaces nothing: whatever
// has the name already, a link that leads nowhere included, is an error of kind [fs.ErrExist].
func (l *Ledger) Place(from, name string) error {
	s, err := measure(from)
	if err != nil {
		return err
	}
	to := filepath.Join(l.folder, filepath.FromSlash(name))
	taken := &fs.PathError{Op: "write", Path: to, Err: fs.ErrExist}
	if _, err := os.Lstat(to); err == nil {
		return taken
	}
	if err := l.change(func() { l.book.Files[name] = s }); err != nil {
		return err
	}
	switch err := os.Link(from, to); {
	case err == nil:
		return os.Remove(from)
	case errors.Is(err, fs.ErrExist):
		return taken
	}
	return os.Rename(from, to) // a file system without links
}

// change reads the ledger afresh, since another part of the same work may have written it, changes it and writes it whole.
func (l *Ledger) change(how func()) error {
	now, err := Open(l.folder)
	if err != nil {
		return err
	}
	l.book = now.book
	how()
	b, err := json.MarshalIndent(l.book, "", " ")
	if err != nil {
		return err
	}
	return files.Write(filepath.Join(l.folder, Name), append(b, '\n'))
}

// measure is the size and digest of a regular file.
func measure(path string) (s stored, err error) {
	if info, err := os.Lstat(path); err != nil {
		return s, err
	} else if !info.Mode().IsRegular() {
		return s, &fs.PathError{Op: "read", Path: path, Err: errors.New("no regular file")}
	}
	s.SHA256, s.Size, err = files.Digest(path)
	return s, err
}
