package analyze

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// departure tests the Gaussian against heavier and lighter laws by two likelihood ratios, each at half the level: to the
// stable law, which sees heavier tails alone and is at most half a chi-squared, and to the generalised
// Gaussian, which sees both directions and is chi-squared with one degree of freedom.
func departure(c *Coordinate) (Departure, Test) {
	gauss := c.fitOf(tails.FamilyGaussian).LogLikelihood
	ggd, st := c.fitOf(tails.FamilyGGD), c.fitOf(tails.FamilyStable)
	pg := distuv.ChiSquared{K: 1}.Survival(math.Max(0, 2*(ggd.LogLikelihood-gauss)))
	ps := 1.0
	if lr := 2 * (st.LogLikelihood - gauss); lr > 0 {
		ps = distuv.ChiSquared{K: 1}.Survival(lr) / 2
	}
	side := Heavier
	if ggd.Value[2] > 2 && pg < ps {
		side = Lighter
	}
	return side, Test{P: Number(math.Min(1, 2*math.Min(pg, ps)))}
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

// firstOrder tests whether the sums of one coordinate keep its law: the largest departure in standard errors, Bonferroni.
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
