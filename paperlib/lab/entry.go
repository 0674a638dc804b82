package lab

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Entry is one complete result in the store.
type Entry struct {
	Study, ID string
	Dir       string // the folder, absolute
	Published bool   // it lies in a published folder, which is never written
	Computed  bool   // it was computed by this call of Do, not loaded
}

// String names the entry in messages: study and short id.
func (e *Entry) String() string { return e.Study + " " + Short(e.ID) }

// DamagedError says that an entry's files are not those that were written.
type DamagedError struct {
	Entry *Entry
	File  string
	Why   string
}

func (e *DamagedError) Error() string {
	next := "delete that folder and run the same command again to compute it anew"
	if e.Entry.Published {
		next = "restore it from version control or a fresh archive, or run the same command again with a folder to " +
			"write (SGNLAB_RUNS) to compute it anew"
	}
	return fmt.Sprintf("the result %s is damaged: %s %s (in %s); %s", e.Entry, e.File, e.Why, e.Entry.Dir, next)
}

func (e *Entry) damaged(file, format string, args ...any) error {
	return &DamagedError{e, file, fmt.Sprintf(format, args...)}
}

// read returns a file of the entry after comparing its digest with the one that was written down.
func (e *Entry) read(file string) ([]byte, error) {
	p, err := e.Provenance()
	if err != nil {
		return nil, err
	}
	want, ok := p.Files[file]
	if left, omitted := p.Omitted[file]; omitted {
		return nil, fmt.Errorf("%s of the result %s was not published (%s); set SGNLAB_FRESH=1 to compute the "+
			"unit anew and have it", file, e, Bytes(left.Bytes))
	}
	if !ok {
		return nil, fmt.Errorf("the result %s has no file %s; it has %q", e, file, sortedKeys(p.Files))
	}
	b, err := os.ReadFile(filepath.Join(e.Dir, filepath.FromSlash(file)))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, e.damaged(file, "is missing")
	}
	if err != nil {
		return nil, fault("reading the result "+e.String(), filepath.Join(e.Dir, file), err)
	}
	if int64(len(b)) != want.Bytes {
		return nil, e.damaged(file, "has %d bytes and should have %d", len(b), want.Bytes)
	}
	if d := Digest(b); d != want.SHA256 {
		return nil, e.damaged(file, "has the digest %s and should have %s", Short(d), Short(want.SHA256))
	}
	return b, nil
}

// Verify reads the whole entry and returns a *DamagedError when a file is missing, altered, truncated or not listed,
// or when the id is not that of config.json.
func (e *Entry) Verify() error {
	p, err := e.Provenance()
	if err != nil {
		return err
	}
	for _, name := range sortedKeys(p.Files) {
		want := p.Files[name]
		got, err := digestFile(filepath.Join(e.Dir, filepath.FromSlash(name)))
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return e.damaged(name, "is missing")
		case err != nil:
			return fault("reading the result "+e.String(), filepath.Join(e.Dir, name), err)
		case got.Bytes != want.Bytes:
			return e.damaged(name, "has %d bytes and should have %d", got.Bytes, want.Bytes)
		case got.SHA256 != want.SHA256:
			return e.damaged(name, "has the digest %s and should have %s", Short(got.SHA256), Short(want.SHA256))
		}
	}
	for _, name := range []string{"config.json", "result.json"} {
		if _, ok := p.Files[name]; !ok {
			return e.damaged(name, "is not listed in provenance.json")
		}
	}
	if p.Files["config.json"].SHA256 != e.ID {
		return e.damaged("config.json", "describes the unit %s", Short(p.Files["config.json"].SHA256))
	}
	return nil
}

// Config returns the canonical JSON of what determines the result.
func (e *Entry) Config() ([]byte, error) { return e.read("config.json") }

// Result decodes result.json into v.
func (e *Entry) Result(v any) error {
	b, err := e.read("result.json")
	if err != nil {
		return err
	}
	if err := json.Unmarshal(b, v); err != nil {
		return fmt.Errorf("the result %s does not fit the type %T: %w; the type changed since it was written, so raise "+
			"the version of the algorithm in the unit's Versions", e, v, err)
	}
	return nil
}

// Array reads <name>.npy.
func (e *Entry) Array(name string) (Array, error) {
	b, err := e.read(name + ".npy")
	if err != nil {
		return Array{}, err
	}
	a, err := readNPY(b)
	if err != nil {
		return Array{}, fmt.Errorf("the array %s of %s cannot be read: %w", name, e, err)
	}
	return a, nil
}

// File returns the bytes of any file of the entry, digest verified; name uses forward slashes.
func (e *Entry) File(name string) ([]byte, error) { return e.read(name) }

// Provenance reads provenance.json.
func (e *Entry) Provenance() (Provenance, error) {
	var p Provenance
	err := readJSON(filepath.Join(e.Dir, "provenance.json"), &p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return p, e.damaged("provenance.json", "is missing")
	case errors.Is(err, fs.ErrPermission):
		return p, fault("reading the result "+e.String(), e.Dir, err)
	case err != nil:
		return p, e.damaged("provenance.json", "is not readable: %v", err)
	case p.ID != e.ID || p.Study != e.Study:
		return p, e.damaged("provenance.json", "is that of %s %s", p.Study, Short(p.ID))
	}
	return p, nil
}

// FileInfo is the size and the SHA-256 of a file of an entry.
type FileInfo struct {
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

func digestFile(path string) (FileInfo, error) {
	sum, n, err := files.Digest(path)
	return FileInfo{n, sum}, err
}
