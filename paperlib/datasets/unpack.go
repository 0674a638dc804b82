package datasets

import (
	"archive/tar"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
)

// unpack takes the set's files out of a .tar.gz, verifies each, and only then moves the folder into place under top.
// Everything else in the archive is passed over; names are compared, never used as paths.
func (s *spec) unpack(archive, top string) error {
	src, err := os.Open(archive)
	if err != nil {
		return err
	}
	defer src.Close()
	staging, err := os.MkdirTemp(top, ".unpack-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(staging)
	z, err := gzip.NewReader(src)
	if err != nil {
		return fmt.Errorf("%w: gzip: %w", ErrFormat, err)
	}
	wanted := map[string]file{}
	for _, f := range s.files {
		wanted[s.inFolder(f.name)] = f
	}
	root := path.Dir(s.folder)
	for t := tar.NewReader(z); len(wanted) > 0; {
		h, err := t.Next()
		if errors.Is(err, io.EOF) {
			return fmt.Errorf("%w: the archive ends without %d of its files", ErrFormat, len(wanted))
		}
		if err != nil {
			return fmt.Errorf("%w: tar: %w", ErrFormat, err)
		}
		key := path.Join(root, path.Clean(h.Name))
		f, ok := wanted[key]
		if !ok || h.Typeflag != tar.TypeReg {
			continue
		}
		if h.Size != int64(f.size) {
			return fmt.Errorf("%w: %s has %d bytes in the archive, want %d", ErrFormat, f.name, h.Size, f.size)
		}
		c, err := readExactly(t, f.size)
		if err != nil {
			return fmt.Errorf("%s: %w", f.name, err)
		}
		if found := f.verify(c); found != "" {
			return fmt.Errorf("%s in the archive has SHA-256 %s, expected %s", f.name, found, f.sha256)
		}
		if err := writeWhole(filepath.Join(staging, f.name), c); err != nil {
			return err
		}
		delete(wanted, key)
	}
	if err := os.Chmod(staging, 0o755); err != nil { // MkdirTemp makes it private
		return err
	}
	if err := os.Rename(staging, filepath.Join(top, path.Base(s.folder))); err != nil {
		return err
	}
	return os.Remove(archive)
}
