package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/files"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// A sink takes the columns of one batch size in order and survives being killed: what it has is a whole number of
// coordinates in a file of its own, which finish gives its name.
type sink interface {
	have() int // coordinates
	add(ctx context.Context, first, draws int, u []float32) error
	finish() error
	close()
}

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
	*files.Partial
	column int64 // bytes
	n      int
}

// openNPY begins a file of settings, or resumes it behind its last whole coordinate.
func openNPY(path string, draws, coordinates int, settings string) (*npySink, error) {
	p, err := files.OpenPartial(path, settings)
	if err != nil {
		return nil, err
	}
	head := lab.NPYHeader("<f4", true, draws, coordinates)
	s := &npySink{Partial: p, column: 4 * int64(draws)}
	if p.Blocks() == 0 {
		if err := p.Append(head); err != nil {
			p.Close()
			return nil, err
		}
	}
	s.n = int((p.Size() - int64(len(head))) / s.column)
	return s, nil
}

func (s *npySink) have() int { return s.n }

func (s *npySink) add(_ context.Context, _, draws int, u []float32) error {
	b := make([]byte, 4*len(u))
	if _, err := binary.Encode(b, binary.LittleEndian, u); err != nil {
		return err
	}
	if err := s.Append(b); err != nil {
		return err
	}
	s.n += len(u) / draws
	return nil
}

func (s *npySink) finish() error { return s.Finish() }

func (s *npySink) close() { end(s.Partial) }

// end closes an unfinished file, and deletes it if it holds no more than its header.
func end(p *files.Partial) {
	if p.Blocks() <= 1 {
		p.Discard()
	}
	p.Close()
}

// fitSink fits a stable law to every coordinate and appends a line for each, as `sgnlab stable fit` does.
type fitSink struct {
	*files.Partial
	lines   bytes.Buffer // of the block in work
	table   *fitTable    // writes them
	fitters []*stable.Fitter
	name    func(coordinate int) string
	n       int
	alpha   []float64 // of all fits, for the summary
	failed  int
}

// openFits begins a file of settings, or resumes it behind its last whole block of lines.
func openFits(path string, name func(coordinate int) string, workers int, settings string) (*fitSink, error) {
	p, err := files.OpenPartial(path, settings)
	if err != nil {
		return nil, err
	}
	s := &fitSink{Partial: p, name: name}
	if err := s.resume(); err != nil {
		p.Close()
		return nil, err
	}
	for range workers {
		s.fitters = append(s.fitters, stable.NewFitter(nil))
	}
	s.table = newFitLines(&s.lines)
	return s, nil
}

// resume counts the lines that are there.
func (s *fitSink) resume() error {
	if s.Blocks() == 0 {
		return s.Append([]byte(fitNames))
	}
	b, err := io.ReadAll(s.Contents())
	if err != nil {
		return err
	}
	for _, line := range strings.Split(strings.TrimSuffix(string(b), "\n"), "\n")[1:] {
		alpha, err := strconv.ParseFloat(strings.Split(line, "\t")[alphaColumn], 64)
		if err != nil {
			return fmt.Errorf("a line of fits has no tail index: %w", err) // its digest held: a mistake of the program
		}
		s.count(alpha)
		s.n++
	}
	return nil
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
	err := stats.ParallelWorkers(ctx, n, len(s.fitters), func(w int) func(context.Context, int) error {
		x := make([]float64, draws)
		return func(_ context.Context, j int) error {
			for k := range x {
				x[k] = float64(u[j*draws+k])
			}
			outcomes[j] = symmetricOutcome(s.fitters[w].Fit(x))
			return nil
		}
	})
	if err != nil {
		return err
	}
	for j, o := range outcomes {
		if err := s.table.add(first+j, s.name(first+j), o); err != nil {
			return err
		}
		if o.err == nil {
			s.count(o.law.Alpha)
		} else {
			s.count(math.NaN())
		}
	}
	if err := s.table.flush(); err != nil {
		return err
	}
	defer s.lines.Reset()
	if err := s.Append(s.lines.Bytes()); err != nil {
		return err
	}
	s.n = first + n
	return nil
}

func (s *fitSink) finish() error { return s.Finish() }

func (s *fitSink) close() { end(s.Partial) }
