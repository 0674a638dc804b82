package lab

import (
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"sync"
	"syscall"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Folders of the store that hold no results. They begin with a dot so that no study can have such a name.
const (
	tmpFolder     = ".tmp"     // entries being built
	scratchFolder = ".scratch" // checkpoints of units in work, kept when a process is killed
	lockFolder    = ".locks"
	damagedFolder = ".damaged" // entries that failed their digests, moved aside
)

// entryID is what the folder of an entry is called.
var entryID = regexp.MustCompile(`^[0-9a-f]{64}$`)

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

// Lookup returns the entry of a study and id, looking in the writable folder first, or nil when there is none. An entry
// that fails its digests is returned only where there is no whole one; the methods that read it say what is wrong.
func (s *Store) Lookup(study, id string) *Entry {
	present := s.present(study, id)
	for _, e := range present {
		if s.verify(e) == nil {
			return e
		}
	}
	if len(present) == 0 {
		return nil
	}
	return present[0]
}

// Has reports whether the unit is present and whole.
func (s *Store) Has(u Unit) bool { return s.whole(u.Study, u.ID()) }

func (s *Store) whole(study, id string) bool {
	e := s.Lookup(study, id)
	return e != nil && s.verify(e) == nil
}

// present lists the folders of an entry, the writable one first.
func (s *Store) present(study, id string) (list []*Entry) {
	for i, dir := range s.folders() {
		d := filepath.Join(dir, study, id)
		if st, err := os.Stat(d); err == nil && st.IsDir() {
			list = append(list, &Entry{Study: study, ID: id, Dir: d, Published: i > 0 || s.dir == ""})
		}
	}
	return list
}

// verify is Entry.Verify, once for each entry that holds.
func (s *Store) verify(e *Entry) error {
	if _, ok := s.verified.Load(e.Dir); ok {
		return nil
	}
	err := e.Verify()
	if err == nil {
		s.verified.Store(e.Dir, true)
	}
	return err
}

// List returns the entries of a study, sorted by id, each once even when it is both published and in the writable
// folder. An empty study means all studies.
func (s *Store) List(study string) ([]*Entry, error) {
	seen := map[string]*Entry{}
	for i, dir := range s.folders() {
		folders := []string{filepath.Join(dir, study)}
		if study == "" {
			var err error
			if folders, err = files.Match(dir, "*"); err != nil {
				return nil, fault("listing the run store", dir, err)
			}
		}
		for _, folder := range folders {
			name := filepath.Base(folder)
			if !studyName.MatchString(name) {
				continue
			}
			found, err := files.Match(folder, "*")
			if err != nil && !errors.Is(err, syscall.ENOTDIR) {
				return nil, fault("listing the run store", folder, err)
			}
			for _, d := range found {
				id := filepath.Base(d)
				if entryID.MatchString(id) && seen[name+"/"+id] == nil && exists(filepath.Join(d, "config.json")) {
					seen[name+"/"+id] = &Entry{Study: name, ID: id, Dir: d, Published: i > 0 || s.dir == ""}
				}
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

// readJSON reads a JSON file of the store into v.
func readJSON(path string, v any) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, v)
}
