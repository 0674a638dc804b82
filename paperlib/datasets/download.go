package datasets

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/gofrs/flock"
	"github.com/google/renameio/v2"

	"github.com/sgnlab/sgnlab/paperlib/internal/ledger"
)

// download fetches all files of the set into the cache and returns the home the last of them came from.
//
// One process downloads at a time (a lock file per set); the others wait and then find the set complete. A file gets
// its name only when its contents have been verified, so what is present under its name is whole.
func (s *spec) download(ctx context.Context, o Options) (home string, err error) {
	if o.CacheDir == "" {
		return "", &Error{Kind: ErrUnwritable, Set: s.name, Problem: "there is no user cache folder", Next: "Set SGNLAB_CACHE to a folder that can be written"}
	}
	top := s.cacheFolder(o.CacheDir)
	lock, err := s.lock(ctx, o, top)
	if err != nil {
		return "", err
	}
	defer lock.Unlock()
	if _, missing, err := s.locate(o.CacheDir); missing == "" && err == nil {
		return "another process's download into the cache", nil
	}
	book, err := ledger.Open(top)
	if err != nil {
		return "", s.unwritable(top, err)
	}
	if err := book.Begin(lockName); err != nil {
		return "", s.unwritable(top, err)
	}
	if o.homes == nil {
		o.homes = s.homes
	}
	if s.archive != "" {
		return s.fromHomes(ctx, o, book, top, s.archive, s.served(file{}), func(part string) error { return s.unpack(ctx, part, o.CacheDir) })
	}
	for _, f := range s.files {
		if p, err := s.find(o.CacheDir, f); err == nil && p != "" {
			continue // an earlier, interrupted call got this far
		}
		name := f.name
		if s.gzipped {
			name += ".gz"
		}
		home, err = s.fromHomes(ctx, o, book, top, name, s.served(f), func(part string) error {
			if err := s.verifyServed(f, part); err != nil {
				return err
			}
			return book.Place(part, name)
		})
		if err != nil {
			return "", err
		}
		// The home that served this file comes first for the next: a dead one costs its time-out once, not per file.
		i := slices.Index(o.homes, home)
		o.homes = slices.Insert(slices.Delete(slices.Clone(o.homes), i, i+1), 0, home)
	}
	return home, nil
}

// lockName is the lock file of a set in its folder.
const lockName = ".lock"

// cacheFolder is the set's folder in a cache: nothing of the set lies elsewhere in it.
func (s *spec) cacheFolder(cache string) string {
	first, _, _ := strings.Cut(s.folder, "/")
	return filepath.Join(cache, first)
}

// lock makes the set's folder in the cache and takes its lock. [Remove] takes the file of the lock away with the folder, so
// one that is got may be of a file that has gone: then it is taken anew.
func (s *spec) lock(ctx context.Context, o Options, top string) (*flock.Flock, error) {
	for {
		if err := os.MkdirAll(top, 0o755); err != nil {
			return nil, s.unwritable(o.CacheDir, err)
		}
		lock := flock.New(filepath.Join(top, lockName), flock.SetPermissions(0o666))
		if ok, err := lock.TryLockContext(ctx, 200*time.Millisecond); err != nil || !ok {
			if ctx.Err() != nil {
				return nil, &Error{Kind: ErrLocked, Set: s.name, File: lock.Path(), Cause: err, Next: "Wait for the other process to finish its download and run again"}
			}
			return nil, s.unwritable(o.CacheDir, err)
		}
		have, err1 := lock.Stat()
		there, err2 := os.Stat(lock.Path())
		if err1 == nil && err2 == nil && os.SameFile(have, there) {
			return lock, nil
		}
		if err := lock.Unlock(); err != nil {
			return nil, s.unwritable(o.CacheDir, err)
		}
		if err := errors.Join(err1, err2); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, s.unwritable(o.CacheDir, err)
		}
	}
}

// verifyServed checks what a home sent for a file and flushes it to disk.
func (s *spec) verifyServed(f file, part string) error {
	src, err := os.Open(part)
	if err != nil {
		return err
	}
	defer src.Close()
	read := readExactly
	if s.gzipped {
		read = gunzip
	}
	c, err := read(src, f.size)
	if err != nil {
		return err
	}
	if found := f.verify(c); found != "" {
		return fmt.Errorf("contents have SHA-256 %s, expected %s", found, f.sha256)
	}
	return src.Sync()
}

// fromHomes tries each home in turn until one serves a file that accept takes. Downloads go to a temporary name that
// belongs to one address, so a resumed part never mixes two servers' bytes.
func (s *spec) fromHomes(ctx context.Context, o Options, book *ledger.Ledger, folder, name string, limit int64, accept func(part string) error) (string, error) {
	var tried attemptErrors
	for _, home := range o.homes {
		address, err := url.JoinPath(home, name)
		if err != nil {
			return "", err
		}
		part := filepath.Join(folder, partName(name, home))
		if info, err := os.Lstat(part); err == nil && !info.Mode().IsRegular() {
			return "", s.unwritable(part, errors.New("it is no regular file, and would be written through"))
		}
		if err := book.Begin(filepath.Base(part)); err != nil {
			return "", s.unwritable(o.CacheDir, err)
		}
		for range 2 {
			var resumed bool
			if resumed, err = fetch(ctx, address, part, limit, o, name); err != nil {
				break
			}
			if err = accept(part); err == nil {
				return home, removeParts(book, folder, name, append(slices.Clone(s.homes), o.homes...))
			}
			if diskTrouble(err) || ctx.Err() != nil {
				break
			}
			if gone := os.Remove(part); gone != nil && !errors.Is(gone, os.ErrNotExist) {
				return "", s.unwritable(o.CacheDir, gone)
			}
			if !resumed {
				break // what this server sends is wrong; a joined part may only have been joined wrongly
			}
		}
		if ctx.Err() != nil {
			return "", &Error{Kind: ErrDownload, Set: s.name, File: name, Cause: ctx.Err(), Next: "Run again: the download resumes where it stopped"}
		}
		if diskTrouble(err) {
			return "", s.unwritable(o.CacheDir, err)
		}
		tried = append(tried, fmt.Errorf("%s: %w", address, err))
	}
	return "", &Error{Kind: ErrDownload, Set: s.name, File: name, Problem: fmt.Sprintf("none of %d homes served it", len(tried)), Cause: tried,
		Next: "Check the network and the proxy settings and run again, or set SGNLAB_DATA to a folder that holds " + s.inFolder(s.files[0].name) + " and the rest"}
}

// attemptErrors is like errors.Join on one line.
type attemptErrors []error

func (a attemptErrors) Unwrap() []error { return a }

func (a attemptErrors) Error() string {
	words := make([]string, len(a))
	for i, e := range a {
		words[i] = e.Error()
	}
	return strings.Join(words, "; ")
}

// partName is the name of an unfinished download of name from a home.
func partName(name, home string) string { return fmt.Sprintf(".%s.%s.part", name, shortHash(home)) }

// removeParts clears what attempts at these homes left of a file that is now complete.
func removeParts(book *ledger.Ledger, folder, name string, homes []string) error {
	for _, home := range homes {
		part := partName(name, home)
		if !book.Temporary(part) {
			continue
		}
		if err := os.Remove(filepath.Join(folder, part)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if err := book.End(part); err != nil {
			return err
		}
	}
	return nil
}

// diskTrouble tells a fault of this machine's disk, which no other mirror cures, from a fault of the network. Only
// errors that name a path count: a firewall can refuse a connection with "operation not permitted" too.
func diskTrouble(err error) bool {
	var p *fs.PathError
	var l *os.LinkError
	return errors.As(err, &p) || errors.As(err, &l)
}

func (s *spec) unwritable(dir string, cause error) error {
	if errors.Is(cause, fs.ErrExist) { // nothing is replaced that this package did not bring
		return &Error{Kind: ErrUnwritable, Set: s.name, File: dir, Cause: cause, Next: "Move away what has that name, or set SGNLAB_CACHE to another folder"}
	}
	return &Error{Kind: ErrUnwritable, Set: s.name, File: dir, Cause: cause,
		Next: "Make room in it, make it writable, or set SGNLAB_CACHE to a folder that has room and can be written (CIFAR-10 needs 350 MB while it is unpacked)"}
}

// writeWhole writes a file under a temporary name, flushes it to disk and renames it.
func writeWhole(name string, data []byte) error {
	return renameio.WriteFile(name, data, 0o644)
}
