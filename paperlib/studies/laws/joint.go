package laws

import (
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// minAtom is the least share of one value that can leave a stable likelihood without a maximum: alpha/(1 + alpha) at
// the smallest tail index that is fitted.
const minAtom = stable.MinAlpha / (1 + stable.MinAlpha)

// joints scores the models whose parameters are shared by the coordinates that all other laws fit. A coordinate with an
// atom, or with draws crowded at one value, can have a fit of its own and none at a tail index that is tried for all.
// It then joins those that at least one law does not fit: the one the fit names, else the one with the largest atom. A
// coordinate is in the means of all models or of none.
func joints(all []coordinate, folds tails.Folds) (map[Model][]tails.Score, error) {
	for {
		var live []coordinate
		var index []int
		worst, atom := -1, minAtom
		for j, k := range all {
			if k.dead || k.err != nil {
				continue
			}
			live = append(live, k)
			index = append(index, j)
			if share := tails.FindTies(k.x).Share; share > atom {
				worst, atom = j, share
			}
		}
		if len(live) < minLive {
			return nil, nil
		}
		out := map[Model][]tails.Score{}
		var err error
		for _, m := range []Model{Shared, Pooled} {
			if out[m], err = joint(m, live, folds); err != nil {
				break
			}
		}
		var sample *stable.SampleError
		switch {
		case err == nil:
			return out, nil
		case !cannotFit(err):
			return nil, err
		case errors.As(err, &sample):
			worst = index[sample.Sample]
		case worst < 0:
			return nil, err
		}
		all[worst].err = fmt.Errorf("it has no fit among the laws that coordinates share: %w", err)
	}
}

// joint scores a model whose parameters are shared by coordinates: laws fitted to all, and held out by the same folds.
func joint(m Model, live []coordinate, folds tails.Folds) ([]tails.Score, error) {
	fit := func(pick func(x []float64) []float64) ([]tails.Law, error) {
		xs := make([][]float64, len(live))
		for j, k := range live {
			xs[j] = pick(k.x)
		}
		if m == Pooled {
			return pooledLaws(xs)
		}
		return sharedLaws(xs)
	}
	laws, err := fit(func(x []float64) []float64 { return x })
	if err != nil {
		return nil, fmt.Errorf("%s: %w", m.Label(), err)
	}
	scores := make([]tails.Score, len(live))
	for j, k := range live {
		bins, err := tails.NewBins(k.x)
		if err != nil {
			return nil, err
		}
		scores[j] = tails.Score{Family: tails.FamilyStable, Law: laws[j], LogLikelihood: tails.LogLikelihood(laws[j], k.x),
			HeldOut: make([]float64, len(k.x)), Histogram: bins.Errors(laws[j])}
	}
	for f := range folds.K {
		laws, err := fit(func(x []float64) (rest []float64) {
			for i, v := range x {
				if folds.Of[i] != f {
					rest = append(rest, v)
				}
			}
			return rest
		})
		if err != nil {
			return nil, fmt.Errorf("%s, fold %d: %w", m.Label(), f+1, err)
		}
		for j, k := range live {
			for i, v := range k.x {
				if folds.Of[i] == f {
					scores[j].HeldOut[i] = laws[j].LogProb(v)
				}
			}
		}
	}
	return scores, nil
}

func pooledLaws(xs [][]float64) ([]tails.Law, error) {
	var all []float64
	for _, x := range xs {
		all = append(all, x...)
	}
	f, err := stable.FitSymmetric(all, nil)
	if err != nil {
		return nil, err
	}
	laws := make([]tails.Law, len(xs))
	for j := range laws {
		laws[j] = f.Law
	}
	return laws, nil
}

func sharedLaws(xs [][]float64) ([]tails.Law, error) {
	f, err := stable.FitSharedAlpha(xs, nil)
	if err != nil {
		return nil, err
	}
	laws := make([]tails.Law, len(xs))
	for j := range laws {
		laws[j] = f.Fits[j].Law
	}
	return laws, nil
}
