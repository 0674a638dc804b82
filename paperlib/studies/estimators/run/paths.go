package run

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/studies/estimators"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

var (
	blockLengths = []int{2, 3, 5, 7, 10, 20, 30, 50, 100, 200, 300, 500, 1000} // K1
	leastBlocks  = 100
	sumLengths   = []int{1, 4, 16, 64, 256} // m
	// shares of |x| that the tail estimators use, from one in ten thousand to a half
	tailShares = []float64{1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 3e-2, 5e-2, 7e-2, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5}
	leastTail  = 40
)

// paths fills the curves of one long sample of each law.
func (s settings) paths(ctx context.Context, r *estimators.Result) error {
	r.Draws = s.sizes.Draws
	laws, traps := estimators.SumLaws()
	laws = append(slices.Clone(laws), traps...)
	for _, l := range estimators.TailLaws() {
		if !slices.Contains(laws, l) {
			laws = append(laws, l)
		}
	}
	task := lab.TaskFrom(ctx, s.String(), len(laws))
	for i, l := range laws {
		if err := ctx.Err(); err != nil {
			return err
		}
		sample, err := samplerOf(l, s.knobs)
		if err != nil {
			return err
		}
		x := make([]float64, s.sizes.Draws)
		sample(x, s.stream(string(l)))
		if err := curves(r, l, x); err != nil {
			return fmt.Errorf("%s: %w", l, err)
		}
		task.Set(i+1, string(l))
	}
	task.Done(nil)
	return nil
}

// curves appends every curve that shows the law.
func curves(r *estimators.Result, l estimators.Law, x []float64) error {
	plain, traps := estimators.SumLaws()
	if slices.Contains(plain, l) || slices.Contains(traps, l) {
		c, err := sums(l, x)
		if err != nil {
			return err
		}
		r.Sums = append(r.Sums, c)
	}
	if slices.Contains(estimators.BlockLaws(), l) {
		c, err := blocks(l, x)
		if err != nil {
			return err
		}
		r.Blocks = append(r.Blocks, c)
		if c, err = phi(l, x); err != nil {
			return err
		}
		r.Phi = append(r.Phi, c)
	}
	if slices.Contains(estimators.TailLaws(), l) {
		ks := orders(len(x))
		path, err := tails.HillPath(x, ks)
		if err != nil {
			return err
		}
		c := estimators.Curve{Name: string(l)}
		for _, p := range path {
			c.Add(float64(p.K)/float64(len(x)), p.Alpha, p.StdErr)
		}
		r.Tails = append(r.Tails, c)
	}
	if l == estimators.Stable {
		return others(r, x)
	}
	return nil
}

// orders are the numbers of order statistics at the shares shown.
func orders(n int) (ks []int) {
	for _, share := range tailShares {
		if k := int(math.Round(share * float64(n))); k >= leastTail {
			ks = append(ks, k)
		}
	}
	return ks
}

// sums is Mohammadi's path.
func sums(l estimators.Law, x []float64) (estimators.Curve, error) {
	c := estimators.Curve{Name: string(l)}
	var k1s []int
	for _, k1 := range blockLengths {
		if len(x)/k1 >= leastBlocks {
			k1s = append(k1s, k1)
		}
	}
	path, err := tails.MohammadiPath(x, k1s)
	for _, p := range path {
		c.Add(float64(p.K1), p.Alpha, p.StdErr)
	}
	return c, err
}

// blocks is the tail index of sums of m draws.
func blocks(l estimators.Law, x []float64) (estimators.Curve, error) {
	c := estimators.Curve{Name: string(l)}
	for _, m := range sumLengths {
		if len(x)/m < stable.MinSample {
			break
		}
		f, err := stable.FitSymmetric(tails.BlockSums(x, m), nil)
		if err != nil {
			return c, fmt.Errorf("sums of %d draws: %w", m, err)
		}
		c.Add(float64(m), f.Law.Alpha, f.StdErr[0])
	}
	return c, nil
}

// phi is the departure of the characteristic function from its fitted line, by gamma t.
func phi(l estimators.Law, x []float64) (estimators.Curve, error) {
	c := estimators.Curve{Name: string(l)}
	e, err := tails.Koutrouvelis(x)
	if err != nil {
		return c, err
	}
	// t stands at pi k/25 over the scale of the last pass; of the fitted scale it is the same within a per cent.
	for k, p := range e.Points {
		c.Add(math.Pi*float64(k+1)/25, p.Y-p.Line, p.StdErr)
	}
	return c, nil
}

// others are the moment and Pickands' paths of the stable law.
func others(r *estimators.Result, x []float64) error {
	ks := orders(len(x))
	for name, path := range map[estimators.Estimator]func([]float64, []int) ([]tails.TailPoint, error){estimators.Moment: tails.MomentPath, estimators.Pickands: tails.PickandsPath} {
		points, err := path(x, ks)
		if errors.Is(err, tails.ErrTiedTail) {
			return fmt.Errorf("%s: %w", name, err)
		}
		if err != nil {
			return err
		}
		c := estimators.Curve{Name: string(name)}
		for i, p := range points {
			c.Add(float64(ks[i])/float64(len(x)), p.Alpha, p.StdErr)
		}
		r.Others = append(r.Others, c)
	}
	slices.SortFunc(r.Others, func(a, b estimators.Curve) int { return slices.Compare([]byte(a.Name), []byte(b.Name)) })
	return nil
}
