package run

import (
	"context"
	"errors"
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// truths are the tail indices of the repeated stable samples: that of the knobs and two around it.
func (s settings) truths() []float64 {
	list := []float64{1.2, s.knobs.Alpha, 1.8}
	if s.knobs.Alpha == 1.2 || s.knobs.Alpha == 1.8 {
		list = []float64{1.2, 1.8}
	}
	return list
}

// estimates repeats every estimator on stable samples of every size.
func (s settings) estimates(ctx context.Context) ([]estimators.EstimateCell, error) {
	var cells []estimators.EstimateCell
	total := 0
	for _, r := range s.sizes.Replicates {
		total += r * len(s.truths())
	}
	task := lab.TaskFrom(ctx, s.String(), total)
	done := 0
	for _, alpha := range s.truths() {
		sample, err := stableSampler(alpha)
		if err != nil {
			return nil, err
		}
		for i, n := range s.sizes.Sizes {
			list, err := parallel(ctx, s.sizes.Replicates[i], func(k int) ([]estimate, error) {
				x := make([]float64, n)
				sample(x, s.stream(fmt.Sprint(alpha), fmt.Sprint(n), fmt.Sprint(k)))
				return estimateAll(x)
			})
			if err != nil {
				return nil, fmt.Errorf("tail index %g, %d draws: %w", alpha, n, err)
			}
			for j, name := range estimators.Estimators() {
				c := estimators.EstimateCell{Estimator: name, Alpha: alpha, N: n, Inverse: inverse(name)}
				for _, e := range list {
					if e[j].failed {
						c.Samples++
						c.Failed++
						continue
					}
					c.Add(e[j].value, e[j].se)
				}
				cells = append(cells, c)
			}
			done += s.sizes.Replicates[i]
			task.Set(done, fmt.Sprintf("tail index %g, %d draws", alpha, n))
		}
	}
	task.Done(nil)
	return cells, nil
}

// inverse tells the estimators of 1/alpha, whose interval is one for 1/alpha.
func inverse(e estimators.Estimator) bool {
	return e == estimators.Mohammadi || e == estimators.Hill || e == estimators.Moment || e == estimators.Pickands
}

type estimate struct {
	value, se float64
	failed    bool
}

// estimateAll gives one estimate for each of estimators.Estimators.
func estimateAll(x []float64) ([]estimate, error) {
	out := make([]estimate, 0, len(estimators.Estimators()))
	for _, name := range estimators.Estimators() {
		e, err := estimateOne(name, x)
		if errors.Is(err, stable.ErrNotConverged) {
			e.failed = true
		} else if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		out = append(out, e)
	}
	return out, nil
}

func estimateOne(name estimators.Estimator, x []float64) (e estimate, err error) {
	point := func(p []tails.TailPoint, err error) (estimate, error) {
		if err != nil {
			return estimate{}, err
		}
		return estimate{value: p[0].Xi, se: p[0].XiStdErr}, nil
	}
	switch name {
	case estimators.ML:
		f, err := stable.FitSymmetric(x, nil)
		return estimate{value: f.Law.Alpha, se: f.StdErr[0]}, err
	case estimators.McCulloch:
		q, err := tails.McCulloch(x)
		return estimate{value: q.Law.Alpha, se: q.StdErr[0]}, err
	case estimators.Koutrouvelis:
		k, err := tails.Koutrouvelis(x)
		return estimate{value: k.Law.Alpha, se: k.StdErr[0]}, err
	case estimators.Mohammadi:
		m, err := tails.MohammadiPath(x, []int{7})
		if err != nil {
			return e, err
		}
		a := m[0].Alpha
		return estimate{value: 1 / a, se: m[0].StdErr / (a * a)}, nil
	case estimators.Hill:
		h, err := tails.HillPath(x, []int{len(x) / 20})
		if err != nil {
			return e, err
		}
		a := h[0].Alpha
		return estimate{value: 1 / a, se: h[0].StdErr / (a * a)}, nil
	case estimators.Moment:
		return point(tails.MomentPath(x, []int{len(x) / 20}))
	case estimators.Pickands:
		return point(tails.PickandsPath(x, []int{len(x) / 5}))
	}
	return e, fmt.Errorf("no estimator is called %q", name)
}

// parallel computes n results on all processors; their order, and so what is made of them, does not depend on how many.
func parallel[T any](ctx context.Context, n int, f func(k int) (T, error)) ([]T, error) {
	out := make([]T, n)
	return out, stats.Parallel(ctx, n, 0, func(_ context.Context, k int) (err error) {
		out[k], err = f(k)
		return err
	})
}
