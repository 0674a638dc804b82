package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// Item is something on the disk that can be deleted and made again.
type Item struct {
	Name  string // what to type: "nb01", "scratch", "out/quick"
	What  string // what is lost by deleting it
	Path  string
	Bytes int64
	Files int
}

// Measure returns the item for a folder or file, of size zero when it does not exist.
func Measure(name, what, path string) (Item, error) {
	it := Item{Name: name, What: what, Path: path}
	err := filepath.WalkDir(path, func(_ string, d fs.DirEntry, err error) error {
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) { // deleted by a process that is at work
				return nil
			}
			return err
		}
		if d.IsDir() {
			return nil
		}
		info, err := d.Info()
		if err == nil {
			it.Bytes += info.Size()
			it.Files++
		}
		return nil
	})
	return it, fault("measuring "+name, path, err)
}

// Inventory lists what the writable folder of the store holds, with sizes, leaving out what is empty: the results of
// each study, each profile's output, checkpoints, leftovers of killed processes, damaged entries, lock files.
func (s *Store) Inventory() ([]Item, error) {
	if s.dir == "" {
		return nil, nil
	}
	special := []Item{
		{Name: "scratch", What: "checkpoints of units in work: those start from the beginning", Path: filepath.Join(s.dir, scratchFolder)},
		{Name: "temporary", What: "leftovers of killed processes: nothing is lost", Path: filepath.Join(s.dir, tmpFolder)},
		{Name: "damaged", What: "entries that failed their digests: nothing is lost", Path: filepath.Join(s.dir, damagedFolder)},
		{Name: "locks", What: "empty lock files: nothing is lost", Path: filepath.Join(s.dir, lockFolder)},
	}
	var all []Item
	dirs, err := os.ReadDir(s.dir)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fault("listing the run store", s.dir, err)
	}
	for _, d := range dirs {
		switch path := filepath.Join(s.dir, d.Name()); {
		case d.Name() == "out" && d.IsDir():
			profiles, err := os.ReadDir(path)
			if err != nil {
				return nil, fault("listing the run store", path, err)
			}
			for _, p := range profiles {
				all = append(all, Item{Name: "out/" + p.Name(), What: "figures, notebooks and report of a run: drawn again in a minute",
					Path: filepath.Join(path, p.Name())})
			}
		case d.IsDir() && studyName.MatchString(d.Name()):
			all = append(all, Item{Name: d.Name(), What: "results of this study: computed again when asked for", Path: path})
		}
	}
	var out []Item
	for _, it := range append(all, special...) {
		m, err := Measure(it.Name, it.What, it.Path)
		if err != nil {
			return nil, err
		}
		if m.Files > 0 || exists(m.Path) && m.Name != "locks" {
			out = append(out, m)
		}
	}
	return out, nil
}

// Clean deletes items of Inventory. It refuses while another process or worker is computing into the store, and
// refuses any path outside of the store's writable folder.
func (s *Store) Clean(items ...Item) error {
	if busy := s.busy(); len(busy) > 0 {
		return fmt.Errorf("nothing was deleted: %d units are being computed now (%s); stop that run or wait for it, then "+
			"clean", len(busy), strings.Join(busy, ", "))
	}
	for _, it := range items {
		rel, err := filepath.Rel(s.dir, it.Path)
		if s.dir == "" || err != nil || rel == "." || !filepath.IsLocal(rel) {
			return fmt.Errorf("%s is not inside the run store %s; it was not deleted", it.Path, s.dir)
		}
		if err := os.RemoveAll(it.Path); err != nil {
			return fault("deleting "+it.Name, it.Path, err)
		}
	}
	s.verified.Clear()
	return nil
}

// busy returns the units whose lock is held.
func (s *Store) busy() []string {
	var out []string
	locks, _ := filepath.Glob(filepath.Join(escapeGlob(s.dir), lockFolder, "*"))
	for _, path := range locks {
		l := flock.New(path)
		if got, err := l.TryLock(); err == nil && !got {
			name := filepath.Base(path)
			out = append(out, name[:max(0, len(name)-52)]) // study-<12 digits of the id>
		}
		l.Close()
	}
	return out
}

func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// Bytes writes a size for people: 812 B, 3.4 kB, 1.2 GB (powers of 1000).
func Bytes(n int64) string {
	units := []string{"kB", "MB", "GB", "TB"}
	f := float64(n)
	if n < 1000 {
		return fmt.Sprintf("%d B", n)
	}
	for i, u := range units {
		f /= 1000
		if f < 999.95 || i == len(units)-1 {
			return fmt.Sprintf("%.1f %s", f, u)
		}
	}
	return ""
}
