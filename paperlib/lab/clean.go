package lab

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Item is something on the disk that can be deleted and made again.
type Item struct {
	Name  string // what to type: "nb01", "scratch", "out/quick"
	What  string // what is lost by deleting it
	Path  string
	Bytes int64
	Files int

	own []string // of a store's item: the files that are deleted
}

// Measure returns the item for a folder or file, of size zero when it does not exist.
func Measure(name, what, path string) (Item, error) {
	it := Item{Name: name, What: what, Path: path}
	err := walkFiles(path, func(path string) error { return it.add(path) })
	return it, fault("measuring "+name, path, err)
}

// add counts a file as one that goes with the item.
func (it *Item) add(path string) error {
	info, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) { // deleted by a process that is at work
		return nil
	}
	if err != nil {
		return err
	}
	it.Bytes += info.Size()
	it.Files++
	it.own = append(it.own, path)
	return nil
}

// walkFiles visits everything below path that is no folder.
func walkFiles(path string, visit func(path string) error) error {
	return filepath.WalkDir(path, func(path string, d fs.DirEntry, err error) error {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			return nil
		case err != nil:
			return err
		case d.IsDir():
			return nil
		}
		return visit(path)
	})
}

// Inventory lists what the store itself has put into its writable folder, with sizes, leaving out what is empty: the
// results of each study, each profile's output, checkpoints, leftovers of killed processes, damaged entries, lock files.
// A result is known by its provenance, an output by the manifest of its folder (package files), a checkpoint or a leftover
// by the lock file of its unit. Everything else there is somebody else's: foreign lists it, by paths below the folder.
func (s *Store) Inventory() (items []Item, foreign []string, err error) {
	if s.dir == "" {
		return nil, nil, nil
	}
	top, err := files.Match(s.dir, "*")
	if err != nil {
		return nil, nil, fault("listing the run store", s.dir, err)
	}
	v := inventory{store: s}
	for _, path := range top {
		name := filepath.Base(path)
		info, err := os.Stat(path)
		switch {
		case err != nil || !info.IsDir():
			v.leave(path)
		case name == tmpFolder:
			err = v.units(Item{Name: "temporary", What: "leftovers of killed processes: nothing is lost", Path: path})
		case name == scratchFolder:
			err = v.units(Item{Name: "scratch", What: "checkpoints of units in work: those start from the beginning", Path: path})
		case name == lockFolder:
			err = v.locks(Item{Name: "locks", What: "empty lock files: nothing is lost", Path: path})
		case name == damagedFolder:
			err = v.outputs("damaged", "entries that failed their digests: nothing is lost", path, true)
		case name == "out":
			err = v.outputs("out/", "figures, notebooks and report of a run: drawn again in a minute", path, false)
		case studyName.MatchString(name):
			err = v.study(Item{Name: name, What: "results of this study: computed again when asked for", Path: path})
		default:
			v.leave(path)
		}
		if err != nil {
			return nil, nil, fault("listing the run store", path, err)
		}
	}
	return v.items, v.foreign, nil
}

// inventory sorts what the store's folder holds.
type inventory struct {
	store   *Store
	items   []Item
	foreign []string
}

func (v *inventory) leave(path string) {
	if rel, err := filepath.Rel(v.store.dir, path); err == nil {
		v.foreign = append(v.foreign, rel)
	}
}

func (v *inventory) keep(it Item) {
	if it.Files > 0 {
		v.items = append(v.items, it)
	}
}

// study takes the entries of a study.
func (v *inventory) study(it Item) error {
	list, err := files.Match(it.Path, "*")
	if err != nil {
		return err
	}
	for _, dir := range list {
		e := &Entry{Study: it.Name, ID: filepath.Base(dir), Dir: dir}
		own, others, err := e.files()
		if err != nil {
			return err
		}
		for _, path := range own {
			if err := it.add(path); err != nil {
				return err
			}
		}
		for _, path := range others {
			v.leave(path)
		}
	}
	v.keep(it)
	return nil
}

// files lists what the store wrote into the entry's folder, by its provenance, and what else lies there. A folder that is
// no entry is foreign as a whole.
func (e *Entry) files() (own, foreign []string, err error) {
	p, err := e.Provenance()
	if err != nil || !entryID.MatchString(e.ID) {
		return nil, []string{e.Dir}, nil
	}
	mine := map[string]bool{filepath.Join(e.Dir, "provenance.json"): true}
	for name := range p.Files {
		mine[filepath.Join(e.Dir, filepath.FromSlash(name))] = true
	}
	err = walkFiles(e.Dir, func(path string) error {
		if mine[path] {
			own = append(own, path)
		} else {
			foreign = append(foreign, path)
		}
		return nil
	})
	return own, foreign, err
}

// remove deletes the entry, and leaves what somebody else put into its folder.
func (e *Entry) remove() (foreign []string, err error) {
	own, foreign, err := e.files()
	if err != nil {
		return nil, err
	}
	return foreign, removeFiles(filepath.Dir(e.Dir), own)
}

// outputs takes folders with manifests: each an item of its own, or all together one.
func (v *inventory) outputs(name, what, path string, together bool) error {
	list, err := files.Match(path, "*")
	if err != nil {
		return err
	}
	all := Item{Name: name, What: what, Path: path}
	for _, dir := range list {
		if info, err := os.Stat(dir); err != nil || !info.IsDir() {
			v.leave(dir)
			continue
		}
		own, others, err := files.Owned(dir)
		if err != nil {
			return err
		}
		for _, rel := range others {
			v.leave(filepath.Join(dir, filepath.FromSlash(rel)))
		}
		it := Item{Name: name + filepath.Base(dir), What: what, Path: dir}
		to := &it
		if together {
			to = &all
		}
		for _, r := range own {
			if err := to.add(filepath.Join(dir, filepath.FromSlash(r.Path))); err != nil {
				return err
			}
		}
		if manifest := filepath.Join(dir, files.Manifest); len(others) == 0 && exists(manifest) {
			to.own = append(to.own, manifest) // counts for nothing, and goes last
		}
		if !together {
			v.keep(it)
		}
	}
	v.keep(all)
	return nil
}

// units takes folders of units that the store has worked on.
func (v *inventory) units(it Item) error {
	list, err := files.Match(it.Path, "*")
	if err != nil {
		return err
	}
	for _, dir := range list {
		if !v.store.made(filepath.Base(dir)) {
			v.leave(dir)
			continue
		}
		if err := walkFiles(dir, it.add); err != nil {
			return err
		}
		it.own = append(it.own, dir) // perhaps empty
	}
	v.keep(it)
	return nil
}

// locks takes the lock files, but for those that tell of checkpoints or leftovers.
func (v *inventory) locks(it Item) error {
	list, err := files.Match(it.Path, "*")
	if err != nil {
		return err
	}
	for _, path := range list {
		name := filepath.Base(path)
		info, err := os.Lstat(path)
		switch {
		case err != nil || info.Size() > 0 || !v.store.made(name):
			v.leave(path)
		case exists(filepath.Join(v.store.dir, scratchFolder, name)), exists(filepath.Join(v.store.dir, tmpFolder, name)):
		default:
			err = it.add(path)
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	v.keep(it)
	return nil
}

// Clean deletes items of Inventory: the files that are the store's own, and the folders that this empties. It refuses while
// another process or worker is computing into the store, and refuses any path outside of the store's writable folder.
func (s *Store) Clean(items ...Item) error {
	if busy := s.busy(); len(busy) > 0 {
		return fmt.Errorf("nothing was deleted: %d units are being computed now (%s); stop that run or wait for it, then "+
			"clean", len(busy), strings.Join(busy, ", "))
	}
	for _, it := range items {
		if s.dir == "" || !inside(s.dir, it.Path) {
			return fmt.Errorf("%s is not inside the run store %s; it was not deleted", it.Path, s.dir)
		}
		if err := removeFiles(s.dir, it.own); err != nil {
			return fault("deleting "+it.Name, it.Path, err)
		}
	}
	s.verified.Clear()
	return nil
}

func inside(dir, path string) bool {
	rel, err := filepath.Rel(dir, path)
	return err == nil && rel != "." && filepath.IsLocal(rel)
}

// removeFiles deletes files below top and the folders that this empties.
func removeFiles(top string, list []string) error {
	for _, path := range list {
		if !inside(top, path) {
			return fmt.Errorf("%s lies outside of %s", path, top)
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTEMPTY) {
			return err
		}
		for dir := filepath.Dir(path); inside(top, dir); dir = filepath.Dir(dir) {
			if os.Remove(dir) != nil { // not empty: something of it is still to go, or is not ours
				break
			}
		}
	}
	return nil
}

// busy returns the units whose lock is held.
func (s *Store) busy() []string {
	var out []string
	locks, _ := files.Match(filepath.Join(s.dir, lockFolder), "*")
	for _, path := range locks {
		l := lockFile(path)
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
