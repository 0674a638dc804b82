package matrix

import (
	"fmt"
	"io"
	"os"

	"github.com/sgnlab/sgnlab/paperlib/shown"
)

// spool keeps bytes in memory up to a limit and in a temporary file beyond it. It is written first and read afterwards.
type spool struct {
	limit  int64
	dir    string
	notice func(format string, args ...any)

	block int64    // bytes of each of held
	held  [][]byte // all full but the last: to grow, nothing is copied
	file  *os.File
	named bool // the file still has its name
	size  int64
}

// newSpool keeps half of the memory allowed.
func newSpool(o Options) *spool {
	limit := o.memory() / 2
	return &spool{limit: limit, dir: o.TempDir, notice: o.notice, block: min(max(limit/64, 1<<9), 1<<16)}
}

// Write appends bytes.
func (s *spool) Write(b []byte) (int, error) {
	if s.file == nil && s.size+int64(len(b)) > s.limit {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	if s.file != nil {
		n, err := s.file.Write(b)
		s.size += int64(n)
		return n, s.writeFault(err)
	}
	for rest := b; len(rest) > 0; {
		at := s.size % s.block
		if at == 0 {
			s.held = append(s.held, make([]byte, s.block))
		}
		n := copy(s.held[len(s.held)-1][at:], rest)
		s.size += int64(n)
		rest = rest[n:]
	}
	return len(b), nil
}

// shrink keeps no more than limit bytes in memory from now on.
func (s *spool) shrink(limit int64) error {
	s.limit = limit
	if s.file != nil || s.inMemory() <= limit {
		return nil
	}
	return s.spill()
}

// inMemory is how many bytes are held in memory.
func (s *spool) inMemory() int64 { return int64(len(s.held)) * s.block }

// spill moves what is held into a temporary file. Its name is removed at once where the system lets an open file live on
// without one, so that nothing is left however this process ends.
func (s *spool) spill() error {
	f, err := os.CreateTemp(s.dir, "sgnlab-matrix-*")
	if err != nil {
		return fmt.Errorf("the numbers exceed %d bytes of memory and need a temporary file: %w; TMPDIR names another folder", s.limit, err)
	}
	s.file, s.named = f, os.Remove(f.Name()) != nil
	s.notice("the numbers exceed %d bytes of memory; they are kept in a temporary file in %s, which goes when this ends", s.limit, shown.Name(s.folder()))
	left := s.size
	for _, b := range s.held {
		n := min(left, s.block)
		if _, err := f.Write(b[:n]); err != nil {
			return s.writeFault(err)
		}
		left -= n
	}
	s.held = nil
	return nil
}

func (s *spool) folder() string {
	if s.dir == "" {
		return os.TempDir()
	}
	return s.dir
}

// writeFault says what to do when the temporary file cannot be written.
func (s *spool) writeFault(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("writing the temporary file: %w; TMPDIR names another folder", err)
}

// ReadAt reads what was written.
func (s *spool) ReadAt(b []byte, at int64) (int, error) {
	if s.file != nil {
		return s.file.ReadAt(b, at)
	}
	n := 0
	for n < len(b) && at < s.size {
		block := s.held[at/s.block][at%s.block:]
		k := copy(b[n:], block[:min(int64(len(block)), s.size-at)])
		n, at = n+k, at+int64(k)
	}
	if n < len(b) {
		return n, io.EOF
	}
	return n, nil
}

// Close deletes the temporary file.
func (s *spool) Close() error {
	s.held, s.size = nil, 0
	if s.file == nil {
		return nil
	}
	f := s.file
	s.file = nil
	f.Close()
	if !s.named {
		return nil
	}
	return os.Remove(f.Name())
}
