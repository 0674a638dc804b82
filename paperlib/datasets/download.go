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
)

// download fetches all files of the set into the cache and returns the home the last of them came from.
//
// One process downloads at a time (a lock file per set); the others wait and then find the set complete. A file gets
// its name only when its contents have been verified, so what is present under its name is whole.
func (s *spec) download(ctx context.Context, o Options) (home string, err error) {
	if o.CacheDir == "" {
		return "", &Error{Kind: ErrUnwritable, Set: s.name, Problem: "there is no user cache folder", Next: "Set SGNLAB_CACHE to a folder that can be written"}
	}
	top := filepath.Join(o.CacheDir, strings.Split(s.folder, "/")[0])
	if err := os.MkdirAll(top, 0o755); err != nil {
		return "", s.unwritable(o.CacheDir, err)
	}
	lock := flock.New(filepath.Join(top, ".lock"))
	if ok, err := lock.TryLockContext(ctx, 200*time.Millisecond); err != nil || !ok {
		if ctx.Err() != nil {
			return "", &Error{Kind: ErrLocked, Set: s.name, File: lock.Path(), Cause: err, Next: "Wait for the other process to finish its download and run again"}
		}
		return "", s.unwritable(o.CacheDir, err)
	}
	defer lock.Unlock()
	if _, missing, err := s.locate(o.CacheDir); missing == "" && err == nil {
		return "another process's download into the cache", nil
	}
	if o.homes == nil {
		o.homes = s.homes
	}
	if s.archive != "" {
		return s.fromHomes(ctx, o, top, s.archive, s.served(file{}), func(part string) error { return s.unpack(part, top) })
	}
	for _, f := range s.files {
		if p, err := s.find(o.CacheDir, f); err == nil && p != "" {
			continue // an earlier, interrupted call got this far
		}
		to := filepath.Join(o.CacheDir, filepath.FromSlash(s.inFolder(f.name))) + ".gz"
		home, err = s.fromHomes(ctx, o, top, f.name+".gz", s.served(f), func(part string) error {
			src, err := os.Open(part)
			if err != nil {
				return err
			}
			defer src.Close()
			c, err := gunzip(src, f.size)
			if err != nil {
				return err
			}
			if found := f.verify(c); found != "" {
				return fmt.Errorf("contents have SHA-256 %s, expected %s", found, f.sha256)
			}
			if err := src.Sync(); err != nil {
				return err
			}
			return os.Rename(part, to)
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

// fromHomes tries each home in turn until one serves a file that accept takes. Downloads go to a temporary name that
// belongs to one address, so a resumed part never mixes two servers' bytes.
func (s *spec) fromHomes(ctx context.Context, o Options, folder, name string, limit int64, accept func(part string) error) (string, error) {
	var tried attemptErrors
	for _, home := range o.homes {
		address, err := url.JoinPath(home, name)
		if err != nil {
			return "", err
		}
		part := filepath.Join(folder, fmt.Sprintf(".%s.%s.part", name, shortHash(home)))
		for range 2 {
			var resumed bool
			if resumed, err = fetch(ctx, address, part, limit, o, name); err != nil {
				break
			}
			if err = accept(part); err == nil {
				return home, removeParts(folder, name)
			}
			if diskTrouble(err) {
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

// removeParts clears what attempts at other homes left of a file that is now complete.
func removeParts(folder, name string) error {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "."+name+".") && strings.HasSuffix(e.Name(), ".part") {
			if err := os.Remove(filepath.Join(folder, e.Name())); err != nil {
				return err
			}
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
	return &Error{Kind: ErrUnwritable, Set: s.name, File: dir, Cause: cause,
		Next: "Make room in it, make it writable, or set SGNLAB_CACHE to a folder that has room and can be written (CIFAR-10 needs 350 MB while it is unpacked)"}
}

// writeWhole writes a file under a temporary name, flushes it to disk and renames it.
func writeWhole(name string, data []byte) error {
	return renameio.WriteFile(name, data, 0o644)
}
