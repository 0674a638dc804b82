package main

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// exitFile keeps exits as they come, a line of JSON each, after a first line that says what they are of. When all are there
// the lines are sorted by path, so that the same command leaves the same bytes however it was interrupted.
type exitFile struct {
	path   string
	head   []byte // the first line
	kept   []levy.Exit
	file   *os.File
	unlock func()
	stream bool
}

// exitLine is an exit with a digest of the first line and of itself: a line that was damaged, or is of another file, is
// recognised.
type exitLine struct {
	levy.Exit
	Check string `json:"check"`
}

func (f *exitFile) line(e levy.Exit) ([]byte, error) {
	b, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(slices.Concat(f.head, b))
	b, err = json.Marshal(exitLine{e, fmt.Sprintf("%x", sum[:8])})
	return append(b, '\n'), err
}

// keep opens --out, and puts the exits that it holds already into r.
func (c levyExitCmd) keep(r *levy.Runs) (*exitFile, error) {
	f := &exitFile{path: c.Out, unlock: func() {}}
	if c.Out == "" {
		return f, nil
	}
	of := c
	of.Out, of.JSON, of.Workers, of.Runs = "", false, 0, 0 // what does not change a path
	head, err := lab.Canonical(struct {
		Of     levyExitCmd
		Budget stats.Number
	}{of, stats.Number(r.MaxTime)})
	if err != nil {
		return nil, err
	}
	f.head = append(head, '\n')
	if err := files.Check(c.Out); err != nil {
		return nil, err
	}
	if info, err := os.Stat(c.Out); err == nil && !info.Mode().IsRegular() {
		f.stream = true
		return f, f.open(os.O_WRONLY, f.head)
	}
	if f.unlock, err = files.Lock(c.Out+".lock", c.Out); err != nil {
		return nil, err
	}
	if err := f.read(r); err != nil {
		f.unlock()
		return nil, err
	}
	return f, nil
}

// read takes over the exits of an earlier run, and leaves a file of anything else alone.
func (f *exitFile) read(r *levy.Runs) error {
	b, err := files.ReadFile(f.path, 1<<38)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	whole := b[:bytes.LastIndexByte(b, '\n')+1] // a line that was being written when the run was killed is left out
	switch {
	case len(whole) == 0 && !bytes.HasPrefix(f.head, b), len(whole) > 0 && !bytes.HasPrefix(whole, f.head):
		return fmt.Errorf("%q holds something else, or the exits of another command (its first line says which): choose another file or delete it", f.path)
	case len(whole) == 0:
		whole = f.head
	}
	seen := map[int]bool{}
	for i, line := range bytes.SplitAfter(whole[len(f.head):], []byte("\n")) {
		if len(line) == 0 {
			break // behind the last line feed
		}
		var e exitLine
		err := json.Unmarshal(line, &e)
		want, _ := f.line(e.Exit)
		switch {
		case err == nil && (!bytes.Equal(want, line) || e.Path < 0):
			err = errors.New("its digest does not fit its contents")
		case err == nil && seen[e.Path]:
			err = fmt.Errorf("path %d is there already", e.Path)
		}
		if err != nil {
			return fmt.Errorf("%q, line %d is damaged (%w): delete that line, and its path is simulated again, or delete the file", f.path, i+2, err)
		}
		seen[e.Path] = true
		r.Have = append(r.Have, e.Exit)
	}
	f.kept = slices.Clone(r.Have)
	if err := files.Write(f.path, whole); err != nil {
		return err
	}
	return f.open(os.O_WRONLY|os.O_APPEND, nil)
}

func (f *exitFile) open(flags int, begin []byte) (err error) {
	if f.file, err = os.OpenFile(f.path, flags, 0); err != nil {
		return err
	}
	_, err = f.file.Write(begin)
	return err
}

func (f *exitFile) add(e levy.Exit) error {
	if f.file == nil {
		return nil
	}
	b, err := f.line(e)
	if err != nil {
		return err
	}
	if _, err := f.file.Write(b); err != nil {
		return fmt.Errorf("keep an exit: %w. Free space there and run the same command again: it goes on with the exits before", err)
	}
	f.kept = append(f.kept, e)
	return nil
}

// finish sorts the lines of a complete run, and close ends an incomplete one.
func (f *exitFile) finish() error {
	if f.file == nil || f.stream {
		return nil
	}
	slices.SortFunc(f.kept, func(a, b levy.Exit) int { return cmp.Compare(a.Path, b.Path) })
	all := bytes.Clone(f.head)
	for _, e := range f.kept {
		b, err := f.line(e)
		if err != nil {
			return err
		}
		all = append(all, b...)
	}
	return files.Write(f.path, all)
}

func (f *exitFile) close() error {
	defer f.unlock()
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}
