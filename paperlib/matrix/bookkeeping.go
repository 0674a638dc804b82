package matrix

import (
	"context"
	"errors"
	"math"
	"strings"
)

// indexColumn tells whether the first column of a text counts the rows, as the index that table programs write beside the
// data: 0, 1, 2 to n-1, or 1 to n. As a coordinate it would be a uniform one.
type indexColumn struct {
	rows  int
	first float64 // what it counts from
	other bool    // something else was seen
}

// add takes the number of the next row.
func (c *indexColumn) add(v float64) {
	if c.rows == 0 {
		c.first = v
	}
	c.other = c.other || v != c.first+float64(c.rows) || c.first != 0 && c.first != 1
	c.rows++
}

// counts tells whether the rows were counted; one row does not count.
func (c *indexColumn) counts() bool { return !c.other && c.rows > 1 }

// clocks are the names, in small letters and without what stands before a slash, that trainers' logs and table programs give
// to columns that count or time their rows.
var clocks = map[string]bool{
	"step": true, "steps": true, "_step": true, "global_step": true, "global step": true, "train_step": true,
	"epoch": true, "epochs": true, "iter": true, "iters": true, "iteration": true, "iterations": true,
	"time": true, "wall time": true, "wall_time": true, "walltime": true, "timestamp": true, "_timestamp": true, "_runtime": true,
	"relative time (process)": true, "relative time (wall)": true, "index": true, "unnamed: 0": true, "__index_level_0__": true, "level_0": true,
}

// leaveOut leaves out columns that are no coordinates and says so: those that are no floating-point numbers, those that by
// their name and their values count or time the rows, and the copies name__MIN and name__MAX of a column.
func (f *File) leaveOut(ctx context.Context, o Options) error {
	out := map[int]bool{}
	var unread, clock, copies, kept []int
	has := f.copied()
	for j := range f.coordinates {
		name := f.Name(j)
		base, isMin := strings.CutSuffix(name, "__MIN")
		other, isMax := strings.CutSuffix(name, "__MAX")
		switch {
		case f.unread[j] != "":
			unread = append(unread, j)
		case isMin && has[base], isMax && has[other]:
			copies = append(copies, j)
		case clocks[strings.ToLower(name[strings.LastIndexByte(name, '/')+1:])] && f.names != nil:
			counts, err := f.grows(ctx, j)
			switch {
			case err != nil:
				return err
			case counts:
				clock = append(clock, j)
			default:
				kept = append(kept, j)
			}
		}
	}
	for _, list := range [][]int{unread, clock, copies} {
		for _, j := range list {
			out[j] = true
		}
	}
	switch {
	case len(unread) == f.coordinates:
		return unsupported("column 0 (%.40q) %s", f.Name(0), f.unread[0])
	case len(out) == f.coordinates:
		return unsupported("nothing but bookkeeping columns: %s; give --columns if one is a coordinate", f.listed(append(clock, unread...)))
	}
	if len(unread) > 0 {
		what := ""
		if len(unread) == 1 {
			what = " (" + f.unread[unread[0]] + ")"
		}
		f.remark(o, "Columns that hold no floating-point numbers were left out: %s%s.", f.listed(unread), what)
	}
	if len(clock) > 0 {
		f.remark(o, "Columns that count or time the rows were left out: %s. --columns takes what it names.", f.listed(clock))
	}
	if len(copies) > 0 {
		f.remark(o, "Copies of other columns were left out: %s. --columns takes what it names.", f.listed(copies))
	}
	if len(kept) > 0 {
		f.remark(o, "Columns are named as counters or clocks are and do not grow from row to row: %s. They were taken for coordinates; --columns takes what it names.", f.listed(kept))
	}
	if len(out) > 0 {
		f.without(out)
	}
	return nil
}

// copied returns the names that a column called name__MIN or name__MAX stands beside.
func (f *File) copied() map[string]bool {
	has := map[string]bool{}
	for _, name := range f.names {
		if base, ok := strings.CutSuffix(strings.TrimSuffix(name, "__MAX"), "__MIN"); ok || base != name {
			has[base] = false
		}
	}
	for _, name := range f.names {
		if _, ok := has[name]; ok {
			has[name] = true
		}
	}
	return has
}

var errNotSorted = errors.New("no clock")

// grows tells whether the numbers of a column are whole, or never become smaller. A column that does not fit into the
// memory is no clock here; reading it will say so.
func (f *File) grows(ctx context.Context, column int) (bool, error) {
	wholes, sorted := true, true
	err := f.Range(ctx, column, column+1, func(_ int, c [][]float64) error {
		for i, v := range c[0] {
			wholes = wholes && (v == math.Trunc(v) || math.IsNaN(v))
			sorted = sorted && (i == 0 || !(v < c[0][i-1]))
			if !wholes && !sorted {
				return errNotSorted
			}
		}
		return nil
	})
	switch {
	case errors.Is(err, errNotSorted):
		return false, nil
	}
	var e *FileError
	if errors.As(err, &e) { // the path is added once
		err = e.Err
	}
	return err == nil, err
}
