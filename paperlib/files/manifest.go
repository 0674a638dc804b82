package files

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
)

// Manifest is the file in which a folder keeps what this program wrote into it: one JSON line for each file written, the
// last one of a name counts. What is not in it, or has changed since, is somebody else's.
const Manifest = ".sgnlab-files"

// Recorded is a file of a manifest.
type Recorded struct {
	Path   string `json:"path"` // below the folder, with slashes
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// Adopt begins a manifest in folder, making the folder if needed: what [Write], [Create] and [Partial] write below it from
// now on is recorded.
func Adopt(folder string) error {
	if err := os.MkdirAll(folder, 0o777); err != nil {
		return err
	}
	f, err := os.OpenFile(filepath.Join(folder, Manifest), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o666)
	if err != nil {
		return err
	}
	return f.Close()
}

// Record notes in the manifest above path that this program wrote the file, for files that another program wrote on its
// behalf. Without a manifest it does nothing.
func Record(path string) error { return record(path) }

// depth is how many folders above a file a manifest is looked for.
const depth = 4

func record(path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	folder := filepath.Dir(path)
	for range depth {
		name := filepath.Join(folder, Manifest)
		if info, err := os.Lstat(name); err == nil && info.Mode().IsRegular() {
			return appendRecord(name, folder, path)
		}
		folder = filepath.Dir(folder)
	}
	return nil
}

func appendRecord(manifest, folder, path string) error {
	r, err := measure(folder, path)
	if err != nil {
		return err
	}
	b, err := json.Marshal(r)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(manifest, os.O_WRONLY|os.O_APPEND, 0)
	if err != nil {
		return err
	}
	// The line feed before the line ends one that a killed process left unfinished.
	_, err = f.Write(slices.Concat([]byte("\n"), b, []byte("\n")))
	return errors.Join(err, f.Close())
}

func measure(folder, path string) (Recorded, error) {
	rel, err := filepath.Rel(folder, path)
	if err != nil {
		return Recorded{}, err
	}
	sum, n, err := Digest(path)
	return Recorded{filepath.ToSlash(rel), n, sum}, err
}

// Digest returns the SHA-256 of a file in hex, and its size.
func Digest(path string) (sum string, size int64, err error) {
	f, err := Open(path)
	if err != nil {
		return "", 0, err
	}
	defer f.Close()
	h := sha256.New()
	size, err = io.Copy(h, f)
	return hex.EncodeToString(h.Sum(nil)), size, err
}

// Owned sorts the files below folder into those that its manifest records and that are as they were written, and all
// others, which are somebody else's. Without a manifest all are.
func Owned(folder string) (own []Recorded, foreign []string, err error) {
	recorded := map[string]Recorded{}
	b, err := ReadFile(filepath.Join(folder, Manifest), largest)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, nil, err
	}
	for s := bufio.NewScanner(bytes.NewReader(b)); s.Scan(); {
		var r Recorded
		if json.Unmarshal(s.Bytes(), &r) == nil && filepath.IsLocal(filepath.FromSlash(r.Path)) {
			recorded[r.Path] = r
		}
	}
	err = filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // gone meanwhile
		}
		if err != nil || d.IsDir() {
			return err
		}
		rel, err := filepath.Rel(folder, path)
		if err != nil || rel == Manifest {
			return err
		}
		rel = filepath.ToSlash(rel)
		if want, ok := recorded[rel]; ok && d.Type().IsRegular() {
			if have, err := measure(folder, path); err == nil && have == want {
				own = append(own, want)
				return nil
			}
		}
		foreign = append(foreign, rel)
		return nil
	})
	return own, foreign, err
}

// RemoveOwned deletes the files below folder that [Owned] finds to be this program's, the folders that this empties, and
// the manifest and folder themselves if nothing else is left. It returns what it left.
func RemoveOwned(folder string) (foreign []string, err error) {
	own, foreign, err := Owned(folder)
	if err != nil {
		return nil, err
	}
	emptied := map[string]bool{}
	for _, r := range own {
		path := filepath.Join(folder, filepath.FromSlash(r.Path))
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return foreign, fmt.Errorf("delete %q: %w", path, bare(err))
		}
		for dir := filepath.Dir(path); len(dir) > len(folder); dir = filepath.Dir(dir) {
			emptied[dir] = true
		}
	}
	// The deepest first: a name below another one is longer. What is not empty stays.
	dirs := slices.SortedFunc(maps.Keys(emptied), func(a, b string) int { return len(b) - len(a) })
	for _, dir := range dirs {
		_ = os.Remove(dir)
	}
	if len(foreign) == 0 {
		if err := os.Remove(filepath.Join(folder, Manifest)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, fmt.Errorf("delete %q: %w", folder, bare(err))
		}
		_ = os.Remove(folder)
	}
	return foreign, nil
}
