package analyze

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/shown"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
	"gonum.org/v1/gonum/stat/distuv"
)

// judge judges one column. The contribution is nil when the column could not be judged.
func (w *worker) judge(index int, x []float64) (Coordinate, *contribution) {
	c := Coordinate{Index: index, Name: shown.UTF8(w.source.Name(index)), State: Judged}
	for _, t := range []*Test{&c.Gaussian, &c.Symmetry, &c.Fit, &c.SumStability, &c.Clear} {
		*t = untested("not judged")
	}
	for _, v := range x {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			c.NonFinite++
		}
	}
	if c.NonFinite > 0 {
		c.State, c.Problem = NonFinite, fmt.Sprintf("%d of %d draws are NaN or infinite: a diverged network or a broken capture", c.NonFinite, len(x))
		return c, nil
	}
	c.ordered = ordered(x)
	w.sorted = append(w.sorted[:0], x...)
	slices.Sort(w.sorted)
	ties := tails.FindTies(w.sorted)
	c.Tied, c.Zero = ties.Share, ties.Zeros
	f, err := w.fit(&c, x)
	if err != nil {
		var s *tails.SampleError
		switch {
		case errors.As(err, &s) && s.Fault == tails.FaultConstant:
			c.State = Dead
		case errors.As(err, &s) && s.Fault == tails.FaultTied:
			c.State = Tied
		default:
			c.State = NotFitted
		}
		c.Fits, c.Problem = nil, strings.TrimPrefix(err.Error(), "tails: ")
		return c, nil
	}
	return c, w.test(&c, x, f)
}

func untested(why string) Test { return Test{P: Number(math.NaN()), Q: Number(math.NaN()), Why: why} }

// fit fits the five families and returns the stable fit whole. Every fitter sorts its sample; one sorted before costs it
// little.
func (w *worker) fit(c *Coordinate, x []float64) (stable.Fit, error) {
	if err := tails.CheckSample(w.sorted); err != nil {
		return stable.Fit{}, err
	}
	var out stable.Fit
	c.Fits = make([]LawFit, 0, len(tails.Families()))
	for k, family := range tails.Families() {
		if family == tails.FamilyStable {
			f, err := w.fitStable(w.sorted)
			if err != nil {
				return out, err
			}
			c.Fits = append(c.Fits, newStableFit(f))
			f.Law.LogProbs(w.logs[k], x)
			out = f
			continue
		}
		law, err := family.Fit(w.sorted)
		if err != nil {
			return out, fmt.Errorf("%s: %w", family, err)
		}
		c.Fits = append(c.Fits, newLawFit(family, law, x, w.logs[k]))
	}
	return out, nil
}

// fitOf returns the fit of one family of a judged coordinate.
func (c *Coordinate) fitOf(f tails.Family) LawFit {
	for _, l := range c.Fits {
		if l.Family == f {
			return l
		}
	}
	panic(fmt.Sprintf("analyze: coordinate %d has no fit of %s", c.Index, f))
}

// test makes the tests of one fitted coordinate and its contribution to the pooled evidence.
func (w *worker) test(c *Coordinate, x []float64, f stable.Fit) *contribution {
	out := &contribution{serial: w.design.serial(x, w.sorted), alpha: f.Law.Alpha}
	c.ZeroSum = zeroSum(x, f.Law.Gamma)
	c.Departure, c.Gaussian = departure(c, len(x))
	c.Fit, c.Symmetry = stableFit(w.sorted, f.Law), symmetry(x, f.Law)
	c.clear[0] = clearly(tails.FamilyGaussian, c.Fits, w.logs)
	c.clear[1] = clearly(c.leastBIC(tails.Families()[1:]), c.Fits, w.logs)
	out.heavy = c.Departure == Heavier && float64(c.Gaussian.P) <= w.o.Level
	w.sums(c, out, x, f)
	if out.heavy {
		held, err := w.heldOut(x)
		if err != nil {
			c.HeldOut = err.Error()
		}
		out.held = held
		out.condemned = out.condemned || w.beaten(held)
	}
	return out
}

// beaten tells whether some rival beats the stable law on this coordinate alone, one-sided at the unadjusted level.
func (w *worker) beaten(held [][]float64) bool {
	for _, h := range held {
		if mean, se := blockMean(h); mean > distuv.UnitNormal.Quantile(1-w.o.Level)*se {
			return true
		}
	}
	return false
}

// zeroSum tells whether draws of scale gamma sum to zero as independent draws hardly ever do: within a thousandth of what
// their sum would spread over.
func zeroSum(x []float64, gamma float64) bool {
	var sum float64
	for _, v := range x {
		sum += v
	}
	return math.Abs(sum) < 1e-3*gamma*math.Sqrt(float64(len(x)))
}

// sums fits the sums of draws and tests whether they keep the law.
func (w *worker) sums(c *Coordinate, out *contribution, x []float64, f stable.Fit) {
	switch {
	case w.o.Sampling == Epoch:
		c.SumStability = untested("draws of one epoch")
		return
	case len(w.design.m) < 2:
		c.SumStability = untested("too few draws")
		return
	}
	levels, err := w.fitLevels(x, f)
	if err != nil {
		c.SumStability = untested(err.Error())
		return
	}
	c.SumAlpha = make([]Number, 0, len(levels))
	for _, l := range levels {
		c.SumAlpha = append(c.SumAlpha, Number(l.fit.Law.Alpha))
	}
	sums := sumLevels(levels)
	out.stat = departures(sums)
	c.SumStability = w.sumStability(levels, sums)
	out.condemned = float64(c.SumStability.P) <= w.o.Level
	if out.heavy {
		out.influence = w.design.influences(levels)
		out.large = w.design.magnitudes(x, f.Law.Delta)
	}
}
