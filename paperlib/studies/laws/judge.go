package laws

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Numbers of the analysis, the same in every profile.
const (
	foldCount = 3
	minScored = 5 // fewer coordinates than this make no mean worth an interval
)

// Fits is what judging one capture gives. The vectors lie beside it as arrays.
type Fits struct {
	Batches []BatchFits `json:"batches"`
}

// BatchFits are the fits of one batch size.
type BatchFits struct {
	Batch       int          `json:"batch"`
	Draws       int          `json:"draws"`
	Coordinates []Coordinate `json:"coordinates"`
	Shares      Shares       `json:"shares"`
	Sum         SumStability `json:"sum_stability"`
}

// State says what became of a coordinate.
type State string

// The states.
const (
	Scored State = "scored" // every law was fitted
	Dead   State = "dead"   // every draw is the same number: there is no noise
	Unfit  State = "unfit"  // it moves, and at least one law cannot be fitted to the draws at no atom
)

// Coordinate is what is said of one coordinate at one batch size. What was not computed is NaN.
type Coordinate struct {
	Name    string       `json:"name"`
	Weight  float64      `json:"weight"` // in means over the parameters of the network
	State   State        `json:"state"`
	Reason  string       `json:"reason,omitempty"` // why it is unfit
	Atom    float64      `json:"atom"`             // share of the draws at an atom
	Alpha   stats.Number `json:"alpha"`
	AlphaSE stats.Number `json:"alpha_se"`
	Gamma   stats.Number `json:"gamma"`
	Gain    stats.Number `json:"gain"` // see gains: its mean over the draws
	Best    Model        `json:"best,omitempty"`
	FitP    stats.Number `json:"fit_p"` // of Anderson-Darling; NaN where it is not tabulated
	Trusted bool         `json:"trusted"`
}

// array is the name of the array that the coordinate belongs to.
func (c Coordinate) array() string {
	name, _, _ := strings.Cut(c.Name, "[")
	return name
}

// atBound reports a fit at the bound of the tail index.
func (c Coordinate) atBound() bool { return c.State == Scored && float64(c.Alpha) <= stable.MinAlpha }

// Judge fits every model to every batch size of c and tests sum-stability. emit receives the vectors of a batch size.
func Judge(ctx context.Context, c Capture, step func(done, total int, message string), emit func(batch int, vectors map[string][]float64) error) (Fits, error) {
	if len(c.Weights) != len(c.Coordinates) {
		return Fits{}, fmt.Errorf("%d weights for %d coordinates: give each its own", len(c.Weights), len(c.Coordinates))
	}
	total := len(c.Draws) * len(c.Coordinates)
	var out Fits
	all := make([][]coordinate, len(c.Draws)) // by batch size
	for k := len(c.Draws) - 1; k >= 0; k-- {  // the largest first: smaller ones are compared with it
		d := c.Draws[k]
		b, vectors, err := judgeBatch(ctx, c, all, k)
		if err != nil {
			return Fits{}, fmt.Errorf("batch size %d: %w", d.Batch, err)
		}
		if err := emit(d.Batch, vectors); err != nil {
			return Fits{}, err
		}
		out.Batches = append(out.Batches, b)
		step((len(c.Draws)-k)*len(c.Coordinates), total, fmt.Sprintf("laws fitted at batch size %d", d.Batch))
	}
	slices.Reverse(out.Batches)
	return out, nil
}

// judgeBatch judges the batch size at k and leaves its coordinates in all.
func judgeBatch(ctx context.Context, c Capture, all [][]coordinate, k int) (BatchFits, map[string][]float64, error) {
	d := c.Draws[k]
	b := BatchFits{Batch: d.Batch, Draws: d.N}
	folds, err := tails.SeededFolds(d.N, foldCount, rng.Stream(c.Seed, "folds", fmt.Sprint(d.Batch)))
	if err != nil {
		return b, nil, err
	}
	if all[k], err = fitAll(ctx, d, len(c.Coordinates), folds); err != nil {
		return b, nil, err
	}
	var shared map[Model][]tails.Score
	if !d.Rung {
		if shared, err = joints(all[k]); err != nil {
			return b, nil, err
		}
	}
	b.describe(c, all[k])
	if err := b.trust(); err != nil {
		return b, nil, err
	}
	b.Shares = b.shares(c.Activity)
	v := newVectors(c.Weights, all[k], d.N)
	if v.count >= minScored {
		if !d.Rung {
			if err := v.models(all[k], shared); err != nil {
				return b, nil, err
			}
		}
		v.alphas(all, c, k)
	}
	if b.Sum, err = sums(c, all, k); err != nil {
		return b, nil, err
	}
	return b, v.rows, nil
}

// describe lists the coordinates.
func (b *BatchFits) describe(c Capture, all []coordinate) {
	nan := stats.Number(math.NaN())
	for j, k := range all {
		one := Coordinate{Name: c.Coordinates[j], Weight: c.Weights[j], State: Scored, Atom: k.atoms.Probability,
			Alpha: nan, AlphaSE: nan, Gamma: nan, Gain: nan, FitP: nan}
		switch {
		case k.dead:
			one.State, one.Atom = Dead, 1
		case k.err != nil:
			one.State, one.Reason = Unfit, k.err.Error()
		default:
			one.Alpha, one.AlphaSE, one.Gamma = stats.Number(k.fit.Law.Alpha), stats.Number(k.fit.StdErr[0]), stats.Number(k.fit.Law.Gamma)
			if k.scores != nil {
				one.Gain, one.Best = stats.Number(stats.SumMean(k.gains())), k.best()
			}
			if k.fitP != nil {
				one.FitP = stats.Number(k.fitP.P)
			}
		}
		b.Coordinates = append(b.Coordinates, one)
	}
}

// trust marks the coordinates whose fit is trusted: see the criteria.
func (b *BatchFits) trust() error {
	var p []float64
	for _, c := range b.Coordinates {
		if !math.IsNaN(float64(c.FitP)) {
			p = append(p, float64(c.FitP))
		}
	}
	q, err := tails.BenjaminiHochberg(p)
	if err != nil {
		return err
	}
	for j, i := 0, 0; j < len(b.Coordinates); j++ {
		c := &b.Coordinates[j]
		if !math.IsNaN(float64(c.FitP)) {
			c.Trusted = q[i] > discovery && !c.atBound()
			i++
		}
	}
	return nil
}
