package lab

import (
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"time"
)

// Work is an entry being computed.
type Work struct {
	store   *Store
	unit    Unit
	id      string
	dir     string
	started time.Time
	extra   map[string]string
}

// Unit returns the unit being computed.
func (w *Work) Unit() Unit { return w.unit }

// ID returns the unit's id.
func (w *Work) ID() string { return w.id }

// Dir returns the temporary folder that becomes the entry. Every regular file below it is kept and digested.
func (w *Work) Dir() string { return w.dir }

// Scratch returns a folder of the unit's own that survives a kill, a cancellation or an error and is removed when the
// unit is complete: the place for checkpoints. What lies there was written by an earlier try on perhaps another
// backend, so a checkpoint must say and compare what it can resume on, and must itself be renamed into place.
func (w *Work) Scratch() (string, error) {
	d := w.store.scratch(w.unit.Study, w.id)
	return d, fault("making the checkpoint folder of "+w.unit.Study, d, os.MkdirAll(d, 0o777))
}

// Provenance notes a fact that only the caller knows (backend, plugin digest) in provenance.json. It does not change
// the id. Values are made portable: folders of this machine are shortened.
func (w *Work) Provenance(key, value string) {
	w.extra[key] = portable(value)
}

var arrayName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]*$`)

// Array writes data as <name>.npy in double precision, row-major; the product of shape must be len(data).
func (w *Work) Array(name string, shape []int, data []float64) error {
	return writeArray(w, name, shape, data)
}

// Array32 is Array in single precision.
func (w *Work) Array32(name string, shape []int, data []float32) error {
	return writeArray(w, name, shape, data)
}

func writeArray[F float32 | float64](w *Work, name string, shape []int, data []F) error {
	if !arrayName.MatchString(name) {
		return fmt.Errorf("the array name %q cannot be used: letters, digits, '.', '_' and '-' only", name)
	}
	return w.write(name+".npy", func(out io.Writer) error { return writeNPY(out, shape, data) })
}

// File writes any other small file of the entry.
func (w *Work) File(name string, data []byte) error {
	return w.write(name, func(out io.Writer) error { _, err := out.Write(data); return err })
}

func (w *Work) write(name string, fill func(io.Writer) error) error {
	path := filepath.Join(w.dir, name)
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err == nil {
		err = fill(f)
		if err2 := f.Close(); err == nil {
			err = err2
		}
	}
	return fault("writing the result of "+w.unit.Study+" "+Short(w.id), path, err)
}

func (w *Work) prepare() error {
	doing := "preparing the folder of " + w.unit.Study + " " + Short(w.id)
	if err := os.RemoveAll(w.dir); err != nil { // of a killed process: we hold the lock
		return fault(doing, w.dir, err)
	}
	return fault(doing, w.dir, os.MkdirAll(w.dir, 0o777))
}

// finish writes the entry's own files, syncs all to the disk and renames the folder into place.
func (w *Work) finish(config, result []byte) (*Entry, error) {
	s := w.store
	if err := w.File("config.json", config); err != nil {
		return nil, err
	}
	if err := w.File("result.json", result); err != nil {
		return nil, err
	}
	p := newProvenance(w)
	if err := w.digestAll(&p); err != nil {
		return nil, err
	}
	b, err := indented(p)
	if err != nil {
		return nil, fmt.Errorf("the provenance of %s cannot be written as JSON: %w", w.unit.Study, err)
	}
	if err := w.File("provenance.json", b); err != nil {
		return nil, err
	}
	final := filepath.Join(s.dir, w.unit.Study, w.id)
	doing := "keeping the result of " + w.unit.Study + " " + Short(w.id)
	if err := os.MkdirAll(filepath.Dir(final), 0o777); err != nil {
		return nil, fault(doing, filepath.Dir(final), err)
	}
	for _, path := range []string{filepath.Join(w.dir, "provenance.json"), w.dir} {
		if err := s.syncPath(path); err != nil {
			return nil, fault(doing, path, err)
		}
	}
	if err := rename(w.dir, final); err != nil {
		return nil, fault(doing, final, err)
	}
	if err := s.syncPath(filepath.Dir(final)); err != nil {
		return nil, fault(doing, filepath.Dir(final), err)
	}
	s.verified.Store(final, true)
	os.RemoveAll(s.scratch(w.unit.Study, w.id)) // a left-over checkpoint costs space only; clean lists it
	return &Entry{Study: w.unit.Study, ID: w.id, Dir: final, Computed: true}, nil
}

// digestAll syncs every file of the folder and notes its size and digest.
func (w *Work) digestAll(p *Provenance) error {
	doing := "keeping the result of " + w.unit.Study + " " + Short(w.id)
	return filepath.WalkDir(w.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || path == w.dir {
			return fault(doing, path, err)
		}
		if !d.IsDir() && !d.Type().IsRegular() {
			return fmt.Errorf("%s: %s is neither a file nor a folder; a result is made of plain files", doing, path)
		}
		if err := w.store.syncPath(path); err != nil {
			return fault(doing, path, err)
		}
		if d.IsDir() {
			return nil
		}
		info, err := digestFile(path)
		if err != nil {
			return fault(doing, path, err)
		}
		rel, err := filepath.Rel(w.dir, path)
		p.Files[filepath.ToSlash(rel)] = info
		return err
	})
}

func (s *Store) syncPath(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	return s.sync(f)
}
