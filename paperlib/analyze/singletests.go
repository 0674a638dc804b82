package analyze

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// departure tests the Gaussian against heavier and lighter laws by two likelihood ratios, each at half the level: to the
// stable law, which sees heavier tails alone and has the tabulated null of tails.GaussianLRP, and to the generalised
// Gaussian, which sees both directions and is chi-squared with one degree of freedom.
func departure(c *Coordinate, n int) (Departure, Test) {
	gauss := c.fitOf(tails.FamilyGaussian).LogLikelihood
	ggd, st := c.fitOf(tails.FamilyGGD), c.fitOf(tails.FamilyStable)
	pg := distuv.ChiSquared{K: 1}.Survival(math.Max(0, 2*(ggd.LogLikelihood-gauss)))
	lr, err := tails.GaussianLRP(math.Max(0, 2*(st.LogLikelihood-gauss)), n)
	if err != nil {
		return NoDeparture, untested(err.Error())
	}
	side := Heavier
	if ggd.Value[2] > 2 && pg < lr.P {
		side = Lighter
	}
	return side, Test{P: Number(math.Min(1, 2*math.Min(pg, lr.P)))}
}

// stableFit tests the goodness of fit of the symmetric stable law by the Anderson-Darling statistic, which sees tails best.
func stableFit(sorted []float64, law stable.Symmetric) Test {
	g, err := tails.GoodnessOfFit(sorted, law)
	if err != nil {
		return untested(err.Error())
	}
	p, err := tails.StableGoFP(g, law.Alpha)
	if err != nil {
		return untested(err.Error())
	}
	return Test{P: Number(p.AD.P)}
}

// symmetry tests symmetry within the stable laws.
func symmetry(x []float64, law stable.Symmetric) Test {
	s, err := tails.JudgeSymmetry(x, law)
	switch {
	case err != nil:
		return untested(err.Error())
	case !s.Tested:
		return untested(s.Reason)
	}
	return Test{P: Number(s.P)}
}

// sumStability tests whether the sums of one coordinate keep its law, by the statistic of tails.JudgeSumStability and its
// tabulated null. Beyond the table (64,000 draws and more, alpha below .5) the departures are judged by their first-order
// standard errors, which are exact enough there: the largest |z|, Bonferroni.
func (w *worker) sumStability(l []level, sums []tails.SumLevel) Test {
	_, _, total, err := tails.SumStabilityP(tails.DepartureOfSums(sums))
	switch {
	case errors.Is(err, tails.ErrNotTabulated):
		return w.firstOrder(l, departures(sums))
	case err != nil:
		return untested(err.Error())
	}
	return Test{P: Number(total.P)}
}

// firstOrder judges the largest departure in first-order standard errors, Bonferroni.
func (w *worker) firstOrder(l []level, stat []float64) Test {
	bias := w.design.bias(l[0].fit.Law.Alpha)
	largest := 0.0
	for i, psi := range w.design.influences(l) {
		_, se := blockMean(psi)
		z := math.Abs(stat[i]-bias[i]) / (se * float64(w.design.blocks))
		if !(z < math.Inf(1)) {
			return untested(fmt.Sprintf("the fit at alpha = %.3g has no standard error", l[0].fit.Law.Alpha))
		}
		largest = math.Max(largest, z)
	}
	return Test{P: Number(math.Min(1, 2*float64(len(stat))*distuv.UnitNormal.Survival(largest)))}
}
