package datasets

import (
	"archive/tar"
	"archive/zip"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/internal/ledger"
)

// unpack takes the set's files out of a .tar.gz or .zip, verifies each, and only then moves those that the cache lacks into
// place; what lies there already is left as it is. Everything else in the archive is passed over; names are compared, never
// used as paths.
func (s *spec) unpack(ctx context.Context, archive, cache string) error {
	top := s.cacheFolder(cache)
	if err := os.MkdirAll(top, 0o755); err != nil {
		return err
	}
	book, err := ledger.Open(top)
	if err != nil {
		return err
	}
	staging, err := os.MkdirTemp(top, ".unpack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging) // made by this call
	if err := book.Begin(filepath.Base(staging)); err != nil {
		return err
	}
	defer func() { _ = book.End(filepath.Base(staging)) }() // an entry too many does no harm
	wanted := map[string]file{}
	walk, zipped := tarEntries, strings.HasSuffix(s.archive, ".zip")
	if zipped {
		walk = zipEntries
		for _, f := range s.files { // the folders inside have names of their own
			wanted[f.name] = f
		}
	} else {
		for _, f := range s.files {
			wanted[s.inFolder(f.name)] = f
		}
	}
	root := path.Dir(s.folder)
	err = walk(archive, func(name string, size int64, r io.Reader) (more bool, err error) {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		key := path.Join(root, path.Clean(name))
		if zipped {
			key = path.Base(path.Clean(name))
		}
		f, ok := wanted[key]
		switch {
		case !ok, zipped && size != int64(f.size): // another folder may hold another form of the file
			return true, nil
		case size != int64(f.size):
			return false, fmt.Errorf("%w: %s has %d bytes in the archive, want %d", ErrFormat, f.name, size, f.size)
		}
		c, err := readExactly(r, f.size)
		if err != nil {
			return false, fmt.Errorf("%s: %w", f.name, err)
		}
		if found := f.verify(c); found != "" {
			return false, fmt.Errorf("%s in the archive has SHA-256 %s, expected %s", f.name, found, f.sha256)
		}
		if err := writeWhole(filepath.Join(staging, f.name), c); err != nil {
			return false, err
		}
		delete(wanted, key)
		return len(wanted) > 0, nil
	})
	if err != nil {
		return err
	}
	if len(wanted) > 0 {
		return fmt.Errorf("%w: the archive ends without %d of its files", ErrFormat, len(wanted))
	}
	if err := os.MkdirAll(filepath.Join(cache, filepath.FromSlash(s.folder)), 0o755); err != nil {
		return err
	}
	for _, f := range s.files {
		if have, err := s.find(cache, f); err != nil || have != "" {
			if err != nil {
				return err
			}
			continue
		}
		name, err := filepath.Rel(top, filepath.Join(cache, filepath.FromSlash(s.inFolder(f.name))))
		if err != nil {
			return err
		}
		if err := book.Place(filepath.Join(staging, f.name), filepath.ToSlash(name)); err != nil {
			return err
		}
	}
	return os.Remove(archive)
}

// tarEntries hands over the regular files of a .tar.gz until visit has enough.
func tarEntries(archive string, visit func(name string, size int64, r io.Reader) (more bool, err error)) error {
	src, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer src.Close()
	z, err := gzip.NewReader(src)
	if err != nil {
		return fmt.Errorf("%w: gzip: %w", ErrFormat, err)
	}
	for t := tar.NewReader(z); ; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w: tar: %w", ErrFormat, err)
		}
		if h.Typeflag != tar.TypeReg {
			continue
		}
		if more, err := visit(h.Name, h.Size, t); err != nil || !more {
			return err
		}
	}
}

// zipEntries is tarEntries for a .zip.
func zipEntries(archive string, visit func(name string, size int64, r io.Reader) (more bool, err error)) error {
	z, err := zip.OpenReader(archive)
	if err != nil {
		return fmt.Errorf("%w: zip: %w", ErrFormat, err)
	}
	defer z.Close()
	for _, f := range z.File {
		if !f.Mode().IsRegular() {
			continue
		}
		r, err := f.Open()
		if err != nil {
			return fmt.Errorf("%w: zip: %s: %w", ErrFormat, f.Name, err)
		}
		more, err := visit(f.Name, int64(f.UncompressedSize64), r)
		_ = r.Close()
		if err != nil || !more {
			return err
		}
	}
	return nil
}
