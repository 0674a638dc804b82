package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"strconv"
	"strings"
	"sync"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// A sink takes the columns of one batch size in order and survives being killed: what it has is a whole number of
// coordinates in a file of its own, which finish gives its name.
type sink interface {
	have() int // coordinates
	add(ctx context.Context, first, draws int, u []float32) error
	finish() error
	close()
}

const unfinished = ".part"

// sinks is the observer of a capture: every batch size has its files.
type sinks map[int][]sink

// Received is what all files of a batch size have.
func (s sinks) Received(batch int) int {
	have := -1
	for _, one := range s[batch] {
		if n := one.have(); have < 0 || n < have {
			have = n
		}
	}
	return max(have, 0)
}

// Columns gives each file what it lacks.
func (s sinks) Columns(ctx context.Context, batch, first, draws int, u []float32) error {
	for _, one := range s[batch] {
		skip := max(0, one.have()-first)
		if skip*draws >= len(u) {
			continue
		}
		if err := one.add(ctx, first+skip, draws, u[skip*draws:]); err != nil {
			return err
		}
	}
	return nil
}

func (s sinks) each(f func(sink) error) error {
	var errs []error
	for _, list := range s {
		for _, one := range list {
			errs = append(errs, f(one))
		}
	}
	return errors.Join(errs...)
}

// npySink writes an array [draws, coordinates] in Fortran order, in which the draws of a coordinate lie together: columns
// are appended as they come, and package matrix reads them as blocks.
type npySink struct {
	path               string
	file               *os.File
	head               []byte
	draws, coordinates int
	n                  int
}

// openNPY goes on with the whole coordinates of an unfinished file, if keep says that it is of this capture.
func openNPY(path string, draws, coordinates int, keep bool) (*npySink, error) {
	s := &npySink{path: path, head: lab.NPYHeader("<f4", true, draws, coordinates), draws: draws, coordinates: coordinates}
	flags := os.O_RDWR | os.O_CREATE
	if !keep {
		flags |= os.O_TRUNC
	}
	var err error
	if s.file, err = os.OpenFile(path+unfinished, flags, 0o644); err != nil {
		return nil, err
	}
	have := make([]byte, len(s.head))
	if _, err := io.ReadFull(s.file, have); err == nil && bytes.Equal(have, s.head) {
		info, err := s.file.Stat()
		if err != nil {
			return nil, err
		}
		s.n = min(int((info.Size()-int64(len(s.head)))/int64(4*draws)), coordinates)
	} else if _, err := s.file.WriteAt(s.head, 0); err != nil {
		return nil, fmt.Errorf("write %s: %w", path+unfinished, err)
	}
	return s, nil
}

func (s *npySink) have() int { return s.n }

func (s *npySink) add(_ context.Context, first, draws int, u []float32) error {
	b := make([]byte, 4*len(u))
	if _, err := binary.Encode(b, binary.LittleEndian, u); err != nil {
		return err
	}
	if _, err := s.file.WriteAt(b, int64(len(s.head))+int64(first)*int64(4*draws)); err != nil {
		return fmt.Errorf("write %s: %w. The %d coordinates before are kept: free space and run the same command again", s.path+unfinished, err, s.n)
	}
	s.n = first + len(u)/draws
	return nil
}

func (s *npySink) finish() error {
	if err := s.file.Truncate(int64(len(s.head)) + int64(s.coordinates)*int64(4*s.draws)); err != nil {
		return fmt.Errorf("write %s: %w", s.path, err)
	}
	return settle(s.file, s.path)
}

func (s *npySink) close() { _ = s.file.Close() }

// settle gives a complete file its name.
func settle(f *os.File, path string) error {
	if err := errors.Join(f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write %s: %w", path, err)
	}
	return os.Rename(path+unfinished, path)
}

// fitSink fits a stable law to every coordinate and appends a line for each, as `sgnlab stable fit` does.
type fitSink struct {
	path    string
	file    *os.File
	table   *fitTable
	fitters []*stable.Fitter
	name    func(coordinate int) string
	n       int
	alpha   []float64 // of all fits, for the summary
	failed  int
}

func openFits(path string, name func(coordinate int) string, workers int, keep bool) (*fitSink, error) {
	s := &fitSink{path: path, name: name}
	b, err := os.ReadFile(path + unfinished)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if !keep || !bytes.HasPrefix(b, []byte(fitNames)) {
		b = []byte(fitNames)
	}
	b = b[:bytes.LastIndexByte(b, '\n')+1] // whole lines
	s.n = bytes.Count(b, []byte("\n")) - 1
	for _, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")[1:] {
		alpha, err := strconv.ParseFloat(strings.Split(line, "\t")[alphaColumn], 64)
		if err != nil {
			return nil, fmt.Errorf("%s is damaged (%w): delete it and run again", path+unfinished, err)
		}
		s.count(alpha)
	}
	if s.file, err = os.OpenFile(path+unfinished, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o644); err != nil {
		return nil, err
	}
	if _, err := s.file.Write(b); err != nil {
		return nil, fmt.Errorf("write %s: %w", path+unfinished, err)
	}
	for range workers {
		s.fitters = append(s.fitters, stable.NewFitter(nil))
	}
	s.table = newFitLines(s.file)
	return s, nil
}

func (s *fitSink) have() int { return s.n }

// count takes the tail index of a coordinate into the summary, NaN where there is no fit.
func (s *fitSink) count(alpha float64) {
	if math.IsNaN(alpha) {
		s.failed++
		return
	}
	s.alpha = append(s.alpha, alpha)
}

func (s *fitSink) add(ctx context.Context, first, draws int, u []float32) error {
	n := len(u) / draws
	outcomes := make([]fitOutcome, n)
	var group sync.WaitGroup
	for w, fitter := range s.fitters {
		group.Go(func() {
			x := make([]float64, draws)
			for j := w; j < n && ctx.Err() == nil; j += len(s.fitters) {
				for k := range x {
					x[k] = float64(u[j*draws+k])
				}
				outcomes[j] = symmetricOutcome(fitter.Fit(x))
			}
		})
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for j, o := range outcomes {
		if err := s.table.add(first+j, s.name(first+j), o); err != nil {
			return fmt.Errorf("write %s: %w", s.path+unfinished, err)
		}
		if o.err == nil {
			s.count(o.law.Alpha)
		} else {
			s.count(math.NaN())
		}
	}
	if err := s.table.flush(); err != nil {
		return fmt.Errorf("write %s: %w. The %d coordinates before are kept: free space and run the same command again", s.path+unfinished, err, s.n)
	}
	s.n = first + n
	return nil
}

func (s *fitSink) finish() error { return settle(s.file, s.path) }

func (s *fitSink) close() { _ = s.file.Close() }
