package laws

import (
	"errors"
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// minAtom is the least share of one value that can leave a stable likelihood without a maximum: alpha/(1 + alpha) at
// the smallest tail index that is fitted.
const minAtom = stable.MinAlpha / (1 + stable.MinAlpha)

// joint are the fits of the models whose parameters are shared by coordinates.
var joint = map[Model]tails.JointFitter{Shared: tails.FitSharedStable, Pooled: tails.FitPooledStable}

// joints scores the models whose parameters are shared by the coordinates that all other laws fit. A coordinate with an
// atom, or with draws crowded at one value, can have a fit of its own and none at a tail index that is tried for all.
// It then joins those that at least one law does not fit: the one the fit names, else the one with the largest atom. A
// coordinate is in the means of all models or of none.
func joints(all []coordinate, folds tails.Folds) (map[Model][]tails.Score, error) {
	for {
		var live [][]float64
		var index []int
		worst, atom := -1, minAtom
		for j, k := range all {
			if k.dead || k.err != nil {
				continue
			}
			live = append(live, k.x)
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
			if out[m], err = tails.JudgeJointly(joint[m], live, slices.Repeat([]tails.Folds{folds}, len(live))); err != nil {
				err = fmt.Errorf("%s: %w", m.Label(), err)
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
