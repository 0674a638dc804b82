package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
)

// exitFile keeps exits as they come, a line of JSON each, after a first line that says what they are of.
type exitFile struct {
	file *os.File
}

// keep opens --out, and puts the exits that it holds already into r.
func (c levyExitCmd) keep(r *levy.Runs) (*exitFile, error) {
	if c.Out == "" {
		return &exitFile{}, nil
	}
	of := c
	of.Out, of.JSON, of.Workers, of.Runs = "", false, 0, 0 // what does not change a path
	head, err := lab.Canonical(struct {
		Of     levyExitCmd
		Budget lab.Number
	}{of, lab.Number(r.MaxTime)})
	if err != nil {
		return nil, err
	}
	b, err := os.ReadFile(c.Out)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	whole := b[:bytes.LastIndexByte(b, '\n')+1] // a line that was being written when the run was killed is left out
	lines := bytes.Split(bytes.TrimSuffix(whole, []byte("\n")), []byte("\n"))
	if len(whole) == 0 && !bytes.HasPrefix(head, b) || len(whole) > 0 && !bytes.Equal(lines[0], head) {
		return nil, fmt.Errorf("%s holds something else, or the exits of another command (its first line says which): choose another file or delete it", c.Out)
	}
	if len(whole) > 0 {
		for i, line := range lines[1:] {
			var e levy.Exit
			if err := json.Unmarshal(line, &e); err != nil {
				return nil, fmt.Errorf("%s, line %d is damaged (%w): delete the file and run again", c.Out, i+2, err)
			}
			r.Have = append(r.Have, e)
		}
	} else {
		whole = append(head, '\n')
	}
	if err := lab.WriteFile(c.Out, whole); err != nil {
		return nil, err
	}
	f, err := os.OpenFile(c.Out, os.O_WRONLY|os.O_APPEND, 0o666)
	if err != nil {
		return nil, err
	}
	return &exitFile{f}, nil
}

func (f *exitFile) add(e levy.Exit) error {
	if f.file == nil {
		return nil
	}
	b, err := json.Marshal(e)
	if err != nil {
		return err
	}
	if _, err := f.file.Write(append(b, '\n')); err != nil {
		return fmt.Errorf("keep an exit: %w", err)
	}
	return nil
}

func (f *exitFile) close() error {
	if f.file == nil {
		return nil
	}
	return f.file.Close()
}
