package laws

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Numbers of the analysis, the same in every profile.
const (
	foldCount  = 5
	nullDraws  = 499 // replicates of the null of sum-stability
	ladderSpan = 64  // sum-stability at B compares batch sizes B .. 64 B
	minLive    = 5   // fewer coordinates than this make no mean worth an interval
)

// Capture is one captured network: what is judged.
type Capture struct {
	Seed        uint64
	Coordinates []string
	Draws       []Draws // increasing batch sizes
	Coupled     bool    // an example's gradient depends on its batch, so a large batch is no sum of small ones
}

// Fits is what judging one capture gives. The vectors lie beside it as arrays.
type Fits struct {
	Coordinates int         `json:"coordinates"`
	Batches     []BatchFits `json:"batches"`
}

// BatchFits are the fits of one batch size.
type BatchFits struct {
	Batch   int            `json:"batch"`
	Draws   int            `json:"draws"`
	Live    int            `json:"live"`  // coordinates in every mean
	Dead    []string       `json:"dead"`  // every draw is the same number
	Unfit   []string       `json:"unfit"` // moving, but at least one law cannot be fitted: "name: reason"
	Ties    int            `json:"ties"`  // live coordinates of which more than 1 % of the draws occur twice (kept: a flag, no exclusion)
	Alpha   []stats.Number `json:"alpha"` // of the live coordinates
	AlphaSE []stats.Number `json:"alpha_se"`
	Names   []string       `json:"names"` // of the live coordinates
	Sum     SumStability   `json:"sum_stability"`
	Best    map[Model]int  `json:"best"` // live coordinates for which the model has the highest held-out log-likelihood
}

// SumStability is the test of the live coordinates at one batch size against larger ones.
type SumStability struct {
	Tested   int            `json:"tested"`
	Rejected int            `json:"rejected"` // at a false discovery rate of 5 % under any dependence (Benjamini-Yekutieli)
	P        []stats.Number `json:"p"`
	Top      int            `json:"top"` // the largest batch size compared
	Reason   string         `json:"reason,omitempty"`
}

// VectorNames lists the rows of the array of vectors of a batch size, in order.
func VectorNames() (names []string) {
	for _, m := range Models() {
		for _, c := range []string{"heldout", "loglik", "sse", "logchi2"} {
			names = append(names, string(m)+"/"+c)
		}
	}
	return append(names, "alpha", "drift")
}

// Judge fits every model to every batch size of c and tests sum-stability. emit receives the vectors of a batch size.
func Judge(ctx context.Context, c Capture, step func(done, total int, message string), emit func(batch int, vectors map[string][]float64) error) (Fits, error) {
	out := Fits{Coordinates: len(c.Coordinates)}
	total := len(c.Draws) * len(c.Coordinates)
	done := 0
	fits := make([]map[int]stable.Fit, len(c.Draws)) // by batch size, then coordinate
	for k := len(c.Draws) - 1; k >= 0; k-- {         // the largest first: smaller ones are compared with it
		if err := ctx.Err(); err != nil {
			return Fits{}, err
		}
		d := c.Draws[k]
		folds, err := tails.SeededFolds(d.N, foldCount, rng.Stream(c.Seed, "folds", fmt.Sprint(d.Batch)))
		if err != nil {
			return Fits{}, err
		}
		ticks := make(chan struct{}, len(c.Coordinates))
		all := fitAll(d, len(c.Coordinates), folds, func() { ticks <- struct{}{} })
		done += len(ticks)
		step(done, total, fmt.Sprintf("laws fitted at batch size %d", d.Batch))
		shared, err := joints(all, folds)
		if err != nil {
			return Fits{}, fmt.Errorf("batch size %d: %w", d.Batch, err)
		}
		b, live := classify(all, c.Coordinates, d)
		vectors := map[string][]float64{}
		if len(live) >= minLive {
			if err := vector(vectors, live, shared, &b); err != nil {
				return Fits{}, fmt.Errorf("batch size %d: %w", d.Batch, err)
			}
			if fits[k], err = refit(all, &b); err != nil {
				return Fits{}, fmt.Errorf("batch size %d: %w", d.Batch, err)
			}
			alphas(vectors, all, fits, k, c)
		}
		if b.Sum, err = sums(c, all, k); err != nil {
			return Fits{}, fmt.Errorf("batch size %d: %w", d.Batch, err)
		}
		if err := emit(d.Batch, vectors); err != nil {
			return Fits{}, err
		}
		out.Batches = append(out.Batches, b)
	}
	slices.Reverse(out.Batches)
	return out, nil
}

// classify tells live, dead and unfit coordinates apart. Nothing else is left out of any mean.
func classify(all []coordinate, names []string, d Draws) (b BatchFits, live []coordinate) {
	b = BatchFits{Batch: d.Batch, Draws: d.N, Best: map[Model]int{}}
	for j, k := range all {
		switch {
		case k.dead:
			b.Dead = append(b.Dead, names[j])
		case k.err != nil:
			b.Unfit = append(b.Unfit, names[j]+": "+k.err.Error())
		default:
			live = append(live, k)
			b.Names = append(b.Names, names[j])
		}
	}
	b.Live = len(live)
	return b, live
}

// vector fills the vectors of all models. The statistics of the table are means over draws of a vector: one number for each
// draw, averaged over coordinates; where a statistic is no mean, they are its pseudo-values (see tails.AlphaPseudovalues).
func vector(out map[string][]float64, live []coordinate, shared map[Model][]tails.Score, b *BatchFits) error {
	n := len(live[0].x)
	add := func(name string, v []float64, shift float64) {
		sum := out[name]
		if sum == nil {
			sum = make([]float64, n)
			out[name] = sum
		}
		for i, u := range v {
			sum[i] += (u + shift) / float64(len(live))
		}
	}
	for _, m := range Models() {
		for j, k := range live {
			s := k.scores[m]
			if joint[m] != nil {
				s = shared[m][j]
			}
			in := make([]float64, n)
			for i, u := range k.x {
				in[i] = s.Law.LogProb(u)
			}
			bins, err := tails.NewBins(k.x)
			if err != nil {
				return err
			}
			sse, chi2 := bins.Pseudovalues(s.Law, s.Histogram, k.x)
			// Dividing the draws by their root mean square adds its logarithm: values of coordinates can be averaged.
			add(string(m)+"/heldout", s.HeldOut, k.logRMS)
			add(string(m)+"/loglik", in, k.logRMS)
			add(string(m)+"/sse", sse, 0)
			add(string(m)+"/logchi2", tails.LogPseudovalues(chi2, s.Histogram.ChiSquare), 0)
		}
	}
	for _, k := range live {
		best, top := Gaussian, math.Inf(-1)
		for _, m := range own() {
			if v := k.scores[m].HeldOutMean(); v > top {
				best, top = m, v
			}
		}
		b.Best[best]++
	}
	return nil
}

// refit repeats the stable fits for their standard errors, keyed by coordinate.
func refit(all []coordinate, b *BatchFits) (map[int]stable.Fit, error) {
	fits := map[int]stable.Fit{}
	for j, k := range all {
		if k.dead || k.err != nil {
			continue
		}
		f, err := stable.FitSymmetric(k.x, nil)
		if err != nil {
			return nil, err
		}
		fits[j] = f
		b.Alpha = append(b.Alpha, stats.Number(f.Law.Alpha))
		b.AlphaSE = append(b.AlphaSE, stats.Number(f.StdErr[0]))
		if f.Flags.Tied > 0.01 {
			b.Ties++
		}
	}
	return fits, nil
}

// alphas adds the vector of the mean tail index and that of its drift from this batch size to the top of its ladder,
// the latter over the coordinates that are live at both.
func alphas(out map[string][]float64, all []coordinate, fits []map[int]stable.Fit, k int, c Capture) {
	n := c.Draws[k].N
	out["alpha"] = make([]float64, n)
	for _, j := range slices.Sorted(maps.Keys(fits[k])) {
		for i, v := range tails.AlphaPseudovalues(fits[k][j], all[j].x) {
			out["alpha"][i] += v / float64(len(fits[k]))
		}
	}
	t := top(c, k)
	if t == k || c.Coupled || c.Draws[t].N != n {
		return
	}
	var both []int
	for _, j := range slices.Sorted(maps.Keys(fits[k])) {
		if _, ok := fits[t][j]; ok {
			both = append(both, j)
		}
	}
	if len(both) < minLive {
		return
	}
	out["drift"] = make([]float64, n)
	for _, j := range both {
		low := tails.AlphaPseudovalues(fits[k][j], all[j].x)
		high := tails.AlphaPseudovalues(fits[t][j], c.Draws[t].column(j, len(c.Coordinates)))
		for i := range low {
			out["drift"][i] += (high[i] - low[i]) / float64(len(both))
		}
	}
}

// top is the index of the largest batch size of the ladder that starts at k.
func top(c Capture, k int) int {
	t := k
	for i := k; i < len(c.Draws); i++ {
		if c.Draws[i].Batch <= ladderSpan*c.Draws[k].Batch {
			t = i
		}
	}
	return t
}

// nulls is the null of sum-stability for all captures of this process: it depends on the tail index, the numbers of
// draws and its own fixed seed, never on a capture, and costs minutes where it is not shared.
var nulls tails.NullCache

// sums tests every live coordinate for sum-stability across batch sizes: the noise of m B examples, drawn with
// replacement, is in law the mean of m independent noises of B examples.
func sums(c Capture, all []coordinate, k int) (SumStability, error) {
	t := top(c, k)
	switch {
	case c.Coupled:
		return SumStability{Reason: "not tested: with BatchNorm the gradient of a large batch is no mean of gradients of small ones, and the draws are too few for block sums"}, nil
	case t == k:
		return SumStability{Reason: "not tested: no larger batch size was captured"}, nil
	}
	out := SumStability{Top: c.Draws[t].Batch}
	var ps []float64
	for j, co := range all {
		if co.dead || co.err != nil {
			continue
		}
		batches := []tails.Batch{{M: 1, X: co.x}}
		for i := k + 1; i <= t; i++ {
			if c.Draws[i].Batch%c.Draws[k].Batch != 0 {
				return SumStability{}, fmt.Errorf("batch size %d is no multiple of %d: sum-stability compares multiples", c.Draws[i].Batch, c.Draws[k].Batch)
			}
			batches = append(batches, tails.Batch{M: c.Draws[i].Batch / c.Draws[k].Batch, X: c.Draws[i].column(j, len(c.Coordinates))})
		}
		s, err := tails.JudgeBatchStability(batches, tails.SumOptions{B: nullDraws, Seed: lab.DefaultSeed, Nulls: &nulls})
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
		out.Rejected = tails.Rejected(q, 0.05)
	}
	return out, nil
}

// cannotFit tells errors that belong to one sample from those of the program.
func cannotFit(err error) bool {
	var fault *tails.SampleError
	return errors.As(err, &fault) || errors.Is(err, stable.ErrNoSpread) || errors.Is(err, stable.ErrUnbounded) || errors.Is(err, stable.ErrNotConverged)
}
