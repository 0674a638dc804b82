package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Match returns the paths of the entries of folder whose names match pattern (path.Match), sorted by name; none if there is
// no such folder. Unlike filepath.Glob it takes the folder, which a user may have named, as it is. A malformed pattern is a
// mistake of the program and panics.
func Match(folder, pattern string) ([]string, error) {
	if _, err := filepath.Match(pattern, ""); err != nil {
		panic("files: " + pattern + ": " + err.Error())
	}
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var found []string
	for _, e := range entries {
		if ok, _ := filepath.Match(pattern, e.Name()); ok {
			found = append(found, filepath.Join(folder, e.Name()))
		}
	}
	return found, nil
}
