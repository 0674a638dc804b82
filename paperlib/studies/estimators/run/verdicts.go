package run

import (
	"context"
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
)

// verdicts analyses whole files of known truth as the command analyze does.
func (s settings) verdicts(ctx context.Context) ([]estimators.VerdictCell, error) {
	task := lab.TaskFrom(ctx, s.String(), len(s.sizes.Files))
	var out []estimators.VerdictCell
	for i, f := range s.sizes.Files {
		truths := slices.DeleteFunc(analyze.Truths(), func(t analyze.Truth) bool {
			return f.Coordinates == 1 && t.Expected == analyze.Mixed // one coordinate cannot be half of each
		})
		size := analyze.Size{Coordinates: f.Coordinates, Draws: f.Draws}
		list, err := analyze.Planted(ctx, truths, []analyze.Size{size}, f.Files, s.seed, func(c analyze.Confusion) {
			task.Set(i, fmt.Sprintf("%s, %d coordinates, %d draws", c.Truth, f.Coordinates, f.Draws))
		})
		if err != nil {
			return nil, err
		}
		for _, c := range list {
			v := estimators.VerdictCell{Truth: c.Truth, Expected: string(c.Expected), Also: texts(c.Also),
				Coordinates: f.Coordinates, Draws: f.Draws, Files: c.Files, Verdicts: map[string]int{}}
			for name, n := range c.Verdicts {
				v.Verdicts[string(name)] = n
			}
			out = append(out, v)
		}
	}
	task.Done(nil)
	return out, nil
}

func texts(list []analyze.Verdict) (out []string) {
	for _, v := range list {
		out = append(out, string(v))
	}
	return out
}
