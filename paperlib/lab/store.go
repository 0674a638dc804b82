package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
)

// Folders of the store that hold no results. They begin with a dot so that no study can have such a name.
const (
	tmpFolder     = ".tmp"     // entries being built
	scratchFolder = ".scratch" // checkpoints of units in work, kept when a process is killed
	lockFolder    = ".locks"
	damagedFolder = ".damaged" // entries that failed their digests, moved aside
)

// Store is a folder of results that can be written, and any number of published folders of the same layout that are
// only read. It is safe for use by many goroutines and many processes at once.
type Store struct {
	dir       string
	published []string
	sync      func(*os.File) error // replaced by tests that inject faults
	swept     sync.Once
	computed  sync.Map // id -> true: computed by this process
	verified  sync.Map // folder of an entry -> true, once all its digests were seen to hold
}

// Open returns the store that writes to dir and also reads the published folders. It touches no file: a folder that
// does not exist is created by the first result, and one that cannot be written is an error only when something must
// be computed. An empty dir gives a store that is only read.
func Open(dir string, published ...string) (*Store, error) {
	s := &Store{sync: (*os.File).Sync}
	for i, d := range append([]string{dir}, published...) {
		if d == "" {
			continue
		}
		abs, err := filepath.Abs(d)
		if err != nil {
			return nil, fault("opening the run store", d, err)
		}
		if st, err := os.Stat(abs); err == nil && !st.IsDir() {
			return nil, fault("opening the run store", abs, &fs.PathError{Op: "open", Path: abs, Err: syscall.ENOTDIR})
		} else if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fault("opening the run store", abs, err)
		}
		if i == 0 {
			s.dir = abs
		} else {
			s.published = append(s.published, abs)
		}
	}
	return s, nil
}

// Dir returns the folder that is written, empty for a store that is only read.
func (s *Store) Dir() string { return s.dir }

// Writable reports, by trying, why nothing can be computed into the store, or nil.
func (s *Store) Writable() error {
	if s.dir == "" {
		return errReadOnly
	}
	if err := os.MkdirAll(s.dir, 0o777); err != nil {
		return fault("preparing the run store", s.dir, err)
	}
	f, err := os.CreateTemp(s.dir, ".write-test-*")
	if err != nil {
		return fault("preparing the run store", s.dir, err)
	}
	f.Close()
	return fault("preparing the run store", f.Name(), os.Remove(f.Name()))
}

var errReadOnly = errors.New("this run store is only read (it has published results and no folder of its own), so " +
	"nothing can be computed into it; give it a folder to write, for example with SGNLAB_RUNS=DIR")

// Lookup returns the entry of a study and id, looking in the writable folder first, or nil when there is none. The
// entry is complete if it is present; its digests are verified by Do and by the methods that read it.
func (s *Store) Lookup(study, id string) *Entry {
	for i, dir := range s.folders() {
		d := filepath.Join(dir, study, id)
		if st, err := os.Stat(d); err == nil && st.IsDir() {
			return &Entry{Study: study, ID: id, Dir: d, Published: i > 0 || s.dir == ""}
		}
	}
	return nil
}

// Has reports whether the unit is present.
func (s *Store) Has(u Unit) bool { return s.Lookup(u.Study, u.ID()) != nil }

// List returns the entries of a study, sorted by id, each once even when it is both published and in the writable
// folder. An empty study means all studies.
func (s *Store) List(study string) ([]*Entry, error) {
	seen := map[string]*Entry{}
	for _, dir := range s.folders() {
		pattern := study
		if study == "" {
			pattern = "*"
		}
		configs, err := filepath.Glob(filepath.Join(escapeGlob(dir), pattern, "*", "config.json"))
		if err != nil {
			return nil, fmt.Errorf("listing the run store: %w", err)
		}
		for _, c := range configs {
			d := filepath.Dir(c)
			id, name := filepath.Base(d), filepath.Base(filepath.Dir(d))
			if len(id) == 64 && studyName.MatchString(name) && seen[name+"/"+id] == nil {
				seen[name+"/"+id] = s.Lookup(name, id)
			}
		}
	}
	out := make([]*Entry, 0, len(seen))
	for _, k := range sortedKeys(seen) {
		out = append(out, seen[k])
	}
	return out, nil
}

func (s *Store) folders() []string {
	if s.dir == "" {
		return s.published
	}
	return append([]string{s.dir}, s.published...)
}

// Scratch returns the folder of checkpoints of a unit, whether or not it exists.
func (s *Store) scratch(study, id string) string {
	return filepath.Join(s.dir, scratchFolder, study+"-"+id)
}

func (s *Store) tmp(study, id string) string {
	return filepath.Join(s.dir, tmpFolder, study+"-"+id)
}

func escapeGlob(dir string) string {
	return strings.NewReplacer(`\`, `\\`, `*`, `\*`, `?`, `\?`, `[`, `\[`).Replace(dir)
}

// readJSON reads a JSON file of the store into v.
func readJSON(path string, v any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}
