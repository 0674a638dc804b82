package laws

import (
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// joint are the fits of the models whose parameters are shared by coordinates.
var joint = map[Model]tails.JointFitter{Shared: tails.FitSharedStable, Pooled: tails.FitPooledStable}

// joints scores the models whose parameters are shared by the coordinates that all other laws fit, in their order. A
// coordinate whose draws crowd at one value can have a fit of its own and none at a tail index that is tried for all: it then
// joins the unfit. A coordinate is in the means of all models or of none.
func joints(all []coordinate) (map[Model][]tails.Score, error) {
	for {
		var x [][]float64
		var folds []tails.Folds
		var index []int
		for j, k := range all {
			if k.scored() {
				x, folds, index = append(x, k.x), append(folds, k.folds), append(index, j)
			}
		}
		if len(x) < minScored {
			return nil, nil
		}
		out := map[Model][]tails.Score{}
		var err error
		for _, m := range []Model{Shared, Pooled} {
			if out[m], err = tails.JudgeJointly(joint[m], x, folds); err != nil {
				err = fmt.Errorf("%s: %w", m.Label(), err)
				break
			}
		}
		var sample *stable.SampleError
		switch {
		case err == nil:
			return out, nil
		case cannotFit(err) && errors.As(err, &sample):
			all[index[sample.Sample]].err = fmt.Errorf("it has no fit among the laws that coordinates share: %w", err)
		default:
			return nil, err
		}
	}
}
