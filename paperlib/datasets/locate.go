package datasets

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

// find returns the path of a file of the set below dir, or "" when neither name nor name.gz is there.
func (s *spec) find(dir string, f file) (string, error) {
	p := filepath.Join(dir, filepath.FromSlash(s.inFolder(f.name)))
	names := []string{p}
	if s.gzipped {
		names = []string{p + ".gz", p}
	}
	for _, n := range names {
		info, err := os.Stat(n)
		switch {
		case err == nil && info.Mode().IsRegular():
			return n, nil
		case err == nil:
			return "", fmt.Errorf("%s is not a regular file", n)
		case !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, syscall.ENOTDIR):
			return "", err
		}
	}
	return "", nil
}

// locate reports which files of the set dir holds, and one that it lacks ("" when the set is complete).
func (s *spec) locate(dir string) (found map[string]string, missing string, err error) {
	found = map[string]string{}
	if dir == "" {
		return found, s.files[0].name, nil
	}
	for _, f := range s.files {
		p, err := s.find(dir, f)
		if err != nil {
			return nil, f.name, &Error{Kind: ErrMissing, Set: s.name, File: f.name, Cause: err, Next: "Make the folder readable or point SGNLAB_DATA elsewhere"}
		}
		if p == "" {
			missing = cmp.Or(missing, f.name)
			continue
		}
		found[f.name] = p
	}
	return found, missing, nil
}

// read returns the contents of every file, verified.
func (s *spec) read(ctx context.Context, found map[string]string) (map[string][]byte, error) {
	out := make(map[string][]byte, len(found))
	for _, f := range s.files {
		if err := ctx.Err(); err != nil { // a file takes a third of a second at most
			return nil, err
		}
		c, err := s.contents(f, found[f.name])
		if err != nil {
			return nil, err
		}
		out[f.name] = c
	}
	return out, ctx.Err()
}

// contents reads and verifies one file; a name ending in .gz is uncompressed first.
func (s *spec) contents(f file, name string) ([]byte, error) {
	next := fmt.Sprintf("Delete %s so that it is taken from elsewhere, or replace it by a good copy", name)
	src, err := os.Open(name)
	if err != nil {
		return nil, &Error{Kind: ErrMissing, Set: s.name, File: name, Cause: err, Next: "Make the file readable"}
	}
	defer src.Close()
	var c []byte
	if strings.HasSuffix(name, ".gz") {
		c, err = gunzip(src, f.size)
	} else {
		c, err = readExactly(src, f.size)
	}
	if err != nil {
		return nil, &Error{Kind: ErrDamaged, Set: s.name, File: name, Expected: "SHA-256 of contents " + f.sha256,
			Found: foundDigest(name), Cause: err, Next: next}
	}
	if err := f.verify(c); err != "" {
		return nil, &Error{Kind: ErrDamaged, Set: s.name, File: name, Problem: "contents differ",
			Expected: "SHA-256 " + f.sha256, Found: err, Next: next}
	}
	return c, nil
}

// verify returns "" or the digest found instead.
func (f file) verify(c []byte) string {
	sum := sha256.Sum256(c)
	if d := hex.EncodeToString(sum[:]); d != f.sha256 {
		return d
	}
	return ""
}

// foundDigest is the digest of a file that could not be decoded at all, of its bytes as they lie there.
func foundDigest(name string) string {
	f, err := os.Open(name)
	if err != nil {
		return "unreadable"
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, f)
	if err != nil {
		return "unreadable"
	}
	return fmt.Sprintf("%x of %d bytes as stored", h.Sum(nil), n)
}
