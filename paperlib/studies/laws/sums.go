package laws

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// SumStability is the test of the coordinates scored at one batch size against larger ones.
type SumStability struct {
	Tested   int            `json:"tested"`
	Rejected int            `json:"rejected"` // at a false discovery rate of 5 % under any dependence (Benjamini-Yekutieli)
	Atoms    int            `json:"atoms"`    // not tested, because of an atom at one of the batch sizes
	P        []stats.Number `json:"p"`
	Top      int            `json:"top"` // the largest batch size compared
	Reason   string         `json:"reason,omitempty"`
}

// nulls is the null of designs that are not tabulated, for all captures of this process: it depends on the tail index, the
// numbers of draws and its own fixed seed, never on a capture.
var nulls tails.NullCache

// sums tests every coordinate without an atom for sum-stability across batch sizes: the noise of m B examples, drawn with
// replacement, is in law the mean of m independent noises of B examples.
func sums(c Capture, all [][]coordinate, k int) (SumStability, error) {
	t := top(c, k)
	switch {
	case c.Coupled:
		return SumStability{Reason: "not tested: with BatchNorm the gradient of a large batch is no mean of gradients of small ones, and the draws are too few for block sums"}, nil
	case t == k:
		return SumStability{Reason: "not tested: no larger batch size was captured"}, nil
	}
	out := SumStability{Top: c.Draws[t].Batch}
	var ps []float64
	for j := range c.Coordinates {
		if !all[k][j].scored() {
			continue
		}
		batches, whole, err := ladder(c, all, j, k, t)
		if err != nil {
			return SumStability{}, err
		}
		if !whole {
			out.Atoms++
			continue
		}
		s, err := tails.JudgeBatchStabilityTabulated(batches, tails.SumOptions{Seed: lab.DefaultSeed, Nulls: &nulls})
		if cannotFit(err) {
			continue // fewer levels can be fitted at a larger batch size: counted as not tested
		}
		if err != nil {
			return SumStability{}, err
		}
		if !s.Tested {
			out.Reason = s.Reason
			continue
		}
		ps = append(ps, s.P)
		out.P = append(out.P, stats.Number(s.P))
	}
	out.Tested = len(ps)
	if len(ps) > 0 {
		q, err := tails.BenjaminiYekutieli(ps)
		if err != nil {
			return SumStability{}, err
		}
		out.Rejected = tails.Rejected(q, discovery)
	}
	return out, nil
}

// ladder are the draws of coordinate j at the batch sizes k to t, and whether none has an atom.
func ladder(c Capture, all [][]coordinate, j, k, t int) (list []tails.Batch, whole bool, err error) {
	whole = true
	for i := k; i <= t; i++ {
		if c.Draws[i].Batch%c.Draws[k].Batch != 0 {
			return nil, false, fmt.Errorf("batch size %d is no multiple of %d: sum-stability compares multiples", c.Draws[i].Batch, c.Draws[k].Batch)
		}
		list = append(list, tails.Batch{M: c.Draws[i].Batch / c.Draws[k].Batch, X: c.Draws[i].column(j, len(c.Coordinates))})
		whole = whole && all[i][j].atoms.Values == 0
	}
	return list, whole, nil
}
