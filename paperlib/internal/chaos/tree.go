package chaos

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// tree is what a folder holds: a word for each path, the digest of a file, the kind of anything else. The JSON beside a
// drawing or table names the code that made it; that line is left out, so that the clone may be edited meanwhile.
type tree map[string]string

var codeLine = regexp.MustCompile(`(?m)^  "code": "[0-9a-f]{64}",\n`)

// readTree reads a folder, or one file under the name ".". What vanishes meanwhile is left out.
func readTree(dir string) (tree, error) {
	t := tree{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err == nil && path != dir || err == nil && !d.IsDir() {
			name, _ := filepath.Rel(dir, path)
			t[name], err = word(path, d)
		}
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return err
	})
	return t, err
}

func word(path string, d fs.DirEntry) (string, error) {
	switch {
	case d.Type()&fs.ModeSymlink != 0:
		to, err := os.Readlink(path)
		return "link to " + to, err
	case !d.Type().IsRegular():
		return d.Type().String(), nil
	}
	if filepath.Ext(path) == ".json" {
		b, err := files.ReadFile(path, 64<<20)
		if codeLine.Match(b) {
			sum := sha256.Sum256(codeLine.ReplaceAll(b, nil))
			return hex.EncodeToString(sum[:]), err
		}
	}
	sum, _, err := files.Digest(path)
	return sum, err
}

// only keeps the paths that want takes.
func (t tree) only(want func(path string) bool) tree {
	out := tree{}
	for path, w := range t {
		if want(path) {
			out[path] = w
		}
	}
	return out
}

// differences lists what is missing, new or other in now, sorted.
func (t tree) differences(now tree) (list []string) {
	for path, w := range t {
		switch v, ok := now[path]; {
		case !ok:
			list = append(list, fmt.Sprintf("%q is gone", path))
		case v != w:
			list = append(list, fmt.Sprintf("%q differs", path))
		}
	}
	for path := range now {
		if _, ok := t[path]; !ok {
			list = append(list, fmt.Sprintf("%q is new", path))
		}
	}
	slices.Sort(list)
	return list
}

// names of the files, sorted.
func (t tree) files() (list []string) {
	for path, w := range t {
		if len(w) == 2*sha256.Size {
			list = append(list, path)
		}
	}
	slices.Sort(list)
	return list
}

// copyTree copies regular files and folders.
func copyTree(from, to string) error {
	return filepath.WalkDir(from, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name, err := filepath.Rel(from, path)
		if err != nil {
			return err
		}
		target := filepath.Join(to, name)
		if d.IsDir() {
			return os.MkdirAll(target, 0o755)
		}
		if !d.Type().IsRegular() {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		return os.WriteFile(target, b, 0o644)
	})
}

// sizes adds up the regular files of a folder that want takes, and names the largest.
func sizes(dir string, want func(path string) bool) (total int64, largest string) {
	most := int64(-1)
	_ = filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error { // what cannot be read has no size
		if err != nil || !d.Type().IsRegular() {
			return nil
		}
		name, _ := filepath.Rel(dir, path)
		info, err := d.Info()
		if err != nil || !want(name) {
			return nil
		}
		total += info.Size()
		if info.Size() > most {
			most, largest = info.Size(), name
		}
		return nil
	})
	return total, largest
}
