package lab

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/gofrs/flock"

	"github.com/sgnlab/sgnlab/paperlib/files"
)

// Do returns the result of u: loaded when the store has it, else computed by compute and kept.
//
// compute writes its arrays and other files through w; what it returns becomes result.json. The value Do returns is
// always the one read back from JSON, so the first run and every later one see the same numbers.
//
// One process at a time computes a unit; the others say that they wait, then load it. When ctx is cancelled, when
// compute fails, or when the process is killed, nothing of the unit stays but its Scratch folder. A damaged entry is
// moved aside, which is said, and computed anew.
func Do[T any](ctx context.Context, s *Store, u Unit, compute func(ctx context.Context, w *Work) (T, error)) (T, *Entry, error) {
	var zero T
	e, err := s.do(ctx, u, func(ctx context.Context, w *Work) ([]byte, error) {
		v, err := compute(ctx, w)
		if err != nil {
			return nil, err
		}
		b, err := json.MarshalIndent(v, "", " ")
		if err != nil {
			return nil, fmt.Errorf("the result cannot be written as JSON: %w; use stats.Number for a number that may be "+
				"NaN or infinite", err)
		}
		return append(b, '\n'), nil
	})
	if err != nil {
		return zero, e, err
	}
	var v T
	if err := e.Result(&v); err != nil {
		return zero, e, err
	}
	return v, e, nil
}

type inWork struct{} // context key: the ids being computed above this call

func (s *Store) do(ctx context.Context, u Unit, compute func(context.Context, *Work) ([]byte, error)) (*Entry, error) {
	config, err := u.Config()
	if err != nil {
		return nil, err
	}
	id := Digest(config)
	name := u.Study + " " + Short(id)
	above, _ := ctx.Value(inWork{}).(string)
	if strings.Contains(above, id) {
		return nil, fmt.Errorf("the unit %s needs its own result: its compute function asks for the same unit again; "+
			"make the inner unit's settings differ or call the function directly", name)
	}
	e, broken := s.load(ctx, u.Study, id, false)
	if e != nil {
		return e, nil
	}
	if s.dir == "" && broken != "" {
		return nil, errors.New(broken)
	}
	if s.dir == "" {
		return nil, fmt.Errorf("%s is not among the published results. %s%w", name, missPrefix(s, u), errReadOnly)
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("%s was not computed: %w", name, err)
	}
	unlock, err := s.lock(ctx, u.Study, id)
	if err != nil {
		return nil, err
	}
	defer unlock()
	e, replaces := s.load(ctx, u.Study, id, true)
	if e != nil {
		return e, nil
	}
	// A result of this process is a sibling in the same plan, which explains nothing.
	if miss := s.Explain(u); miss.Nearest != nil {
		if _, sibling := s.computed.Load(miss.Nearest.ID); !sibling {
			Notef(ctx, "%s", miss)
		}
	}
	w := &Work{store: s, unit: u, id: id, dir: s.tmp(u.Study, id), started: time.Now(), extra: provenanceValues(ctx)}
	if replaces != "" {
		w.Provenance("replaces a damaged entry", replaces)
	}
	defer os.RemoveAll(w.dir)
	if err := w.prepare(); err != nil {
		return nil, err
	}
	code() // before the work, which may take an hour in which the source is edited
	result, err := compute(context.WithValue(ctx, inWork{}, above+" "+id), w)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	s.computed.Store(id, true)
	return w.finish(config, result)
}

// load returns the entry when it is present and whole. A damaged one is reported; when the caller holds the unit's
// lock it is also moved aside, and the second result says what was wrong.
func (s *Store) load(ctx context.Context, study, id string, locked bool) (*Entry, string) {
	replaces := ""
	for _, e := range s.present(study, id) {
		err := s.verify(e)
		if err == nil {
			return e, ""
		}
		replaces = err.Error()
		if !locked {
			continue
		}
		if e.Published {
			Warnf(ctx, "%v. It is computed anew into the writable folder.", err)
			continue
		}
		aside, moved := s.moveAside(e)
		if moved != nil {
			Warnf(ctx, "%v. It could not be moved aside: %v.", replaces, moved)
			continue
		}
		Warnf(ctx, "the result %s is damaged: %s. It was moved to %q and is computed anew.", e, why(err), aside)
	}
	return nil, replaces
}

// moveAside moves a damaged entry out of the way and records that the store did.
func (s *Store) moveAside(e *Entry) (string, error) {
	aside := filepath.Join(s.dir, damagedFolder, e.Study+"-"+e.ID+"-"+time.Now().UTC().Format("20060102T150405.000000000"))
	if err := errors.Join(os.MkdirAll(filepath.Dir(aside), 0o777), os.Rename(e.Dir, aside)); err != nil {
		return "", err
	}
	return aside, adoptAll(aside)
}

// adoptAll records everything that a folder holds as the store's.
func adoptAll(folder string) error {
	if err := files.Adopt(folder); err != nil {
		return err
	}
	return filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || d.Name() == files.Manifest {
			return err
		}
		return files.Record(path)
	})
}

// why is what is wrong with a damaged entry, without its advice.
func why(err error) string {
	var d *DamagedError
	if errors.As(err, &d) {
		return d.File + " " + d.Why
	}
	return err.Error()
}

// lock takes the unit's lock, saying so when another process holds it, and clears what a killed process left.
func (s *Store) lock(ctx context.Context, study, id string) (func(), error) {
	doing := "locking the unit " + study + " " + Short(id)
	path := filepath.Join(s.dir, lockFolder, study+"-"+id)
	if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
		return nil, fault(doing, filepath.Dir(path), err)
	}
	for told := false; ; {
		l := lockFile(path)
		got, err := l.TryLock()
		if err == nil && !got {
			if !told {
				Notef(ctx, "%s %s is being computed by another process or worker; waiting for it", study, Short(id))
				told = true
			}
			got, err = l.TryLockContext(ctx, 100*time.Millisecond)
		}
		if ctx.Err() != nil {
			l.Close()
			return nil, fmt.Errorf("%s %s was not computed: %w", study, Short(id), ctx.Err())
		}
		if err != nil || !got {
			l.Close()
			return nil, fault(doing, path, err)
		}
		if !files.Current(l) { // cleaned away while we waited: such a lock locks nothing
			l.Close()
			continue
		}
		s.swept.Do(s.sweep)
		return func() { l.Close() }, nil
	}
}

// lockFile is a lock whose file follows the umask, so that a group can share a store.
func lockFile(path string) *flock.Flock { return flock.New(path, flock.SetPermissions(0o666)) }

// sweep removes temporary folders whose process is gone: those whose lock is free. A unit's own leftover is removed
// when it is computed again; this catches units that are never asked for again. A folder without a lock file was not
// made by a store and stays.
func (s *Store) sweep() {
	left, _ := files.Match(filepath.Join(s.dir, tmpFolder), "*")
	for _, dir := range left {
		if !s.made(filepath.Base(dir)) {
			continue
		}
		l := lockFile(filepath.Join(s.dir, lockFolder, filepath.Base(dir)))
		if got, err := l.TryLock(); err == nil && got {
			os.RemoveAll(dir)
		}
		l.Close()
	}
}

// made reports whether the store recorded, by a lock file, that it worked on the unit of this name (study-id).
func (s *Store) made(name string) bool {
	info, err := os.Lstat(filepath.Join(s.dir, lockFolder, name))
	return err == nil && info.Mode().IsRegular() && unitName.MatchString(name)
}

// unitName is what the lock, the temporary folder and the checkpoints of a unit are called.
var unitName = regexp.MustCompile(`^[a-z0-9][a-z0-9._-]{0,63}-[0-9a-f]{64}$`)

// rename moves the finished folder to its place; when another machine without a common lock was faster, its entry
// counts.
func rename(from, to string) error {
	err := os.Rename(from, to)
	if errors.Is(err, fs.ErrExist) {
		return nil
	}
	return err
}
