package matrix

import (
	"fmt"
	"io"
	"os"
)

// spool keeps bytes in memory up to a limit and in a temporary file beyond it. It is written first and read afterwards.
type spool struct {
	limit  int64
	dir    string
	notice func(format string, args ...any)

	held []byte
	file *os.File
	size int64
}

// Write appends bytes.
func (s *spool) Write(b []byte) (int, error) {
	if s.file == nil && s.size+int64(len(b)) > s.limit {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	if s.file == nil {
		s.held = append(s.held, b...)
		s.size += int64(len(b))
		return len(b), nil
	}
	n, err := s.file.Write(b)
	s.size += int64(n)
	if err != nil {
		err = fmt.Errorf("writing the temporary file: %w; TMPDIR names another folder", err)
	}
	return n, err
}

// spill moves what is held into a temporary file.
func (s *spool) spill() error {
	f, err := os.CreateTemp(s.dir, "sgnlab-matrix-*")
	if err != nil {
		return fmt.Errorf("the numbers exceed %d bytes of memory and need a temporary file: %w", s.limit, err)
	}
	s.notice("the numbers exceed %d bytes of memory; they are kept in the temporary file %s", s.limit, f.Name())
	s.file = f
	if _, err := f.Write(s.held); err != nil {
		return fmt.Errorf("writing the temporary file: %w; TMPDIR names another folder", err)
	}
	s.held = nil
	return nil
}

// ReadAt reads what was written.
func (s *spool) ReadAt(b []byte, at int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(b, at)
	}
	if at >= int64(len(s.held)) {
		return 0, io.EOF
	}
	n := copy(b, s.held[at:])
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// Close deletes the temporary file.
func (s *spool) Close() error {
	s.held = nil
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	f.Close()
	return os.Remove(f.Name())
}
