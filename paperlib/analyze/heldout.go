package analyze

import (
	"fmt"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Rivals are the families that the stable law is compared with by held-out likelihood.
func Rivals() []tails.Family {
	return []tails.Family{tails.FamilyGaussian, tails.FamilyLaplace, tails.FamilyStudentT, tails.FamilyGGD}
}

// heldOut returns, for each rival and block of draws, the sum of log f_rival(x) - log f_stable(x), where each half of the
// draws is scored by the laws fitted to the other half. Holding out gives no family credit for parameters, so a positive
// sum means that the rival predicts unseen draws better than the stable law.
func (w *worker) heldOut(x []float64) ([][]float64, error) {
	d := w.design
	out := make([][]float64, len(Rivals()))
	for k := range out {
		out[k] = make([]float64, d.blocks)
	}
	half := d.n / 2 / d.length * d.length // a block lies in one half
	if half < tails.MinSample {
		half = d.n / 2
	}
	if half < tails.MinSample {
		return nil, fmt.Errorf("%d draws leave fewer than %d on either side", d.n, tails.MinSample)
	}
	for _, f := range [2]struct{ fit, score, from int }{{0, 1, half}, {1, 0, 0}} {
		halves := [2][]float64{x[:half], x[half:]}
		w.sorted = append(w.sorted[:0], halves[f.fit]...)
		slices.Sort(w.sorted)
		stable, err := w.fitStable(w.sorted)
		if err != nil {
			return nil, err
		}
		y := halves[f.score]
		ls := stable.Law.LogProbs(nil, y)
		for k, family := range Rivals() {
			law, err := fitFamily(family, w.sorted)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", family, err)
			}
			for i, v := range y {
				out[k][(f.from+i)/d.length] += law.LogProb(v) - ls[i]
			}
		}
	}
	return out, nil
}
