package analyze

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Rivals are the families that the stable law is compared with by held-out likelihood.
func Rivals() []tails.Family {
	return []tails.Family{tails.FamilyGaussian, tails.FamilyLaplace, tails.FamilyStudentT, tails.FamilyGGD}
}

// split deals the blocks of draws into two halves at random, the same for every coordinate. It is nil when a half would be
// too short to be fitted.
func (d design) split(seed uint64) []bool {
	if (d.blocks/2)*d.length < tails.MinSample+d.length {
		return nil
	}
	second := make([]bool, d.blocks)
	for i := range d.blocks / 2 {
		second[i] = true
	}
	r := rand.New(rng.Stream(seed, "analyze", "halves"))
	r.Shuffle(len(second), func(i, j int) { second[i], second[j] = second[j], second[i] })
	return second
}

// heldOut returns, for each rival and block of draws, the sum of log f_rival(x) - log f_stable(x), where each half of the
// draws is scored by the laws fitted to the other half. Holding out gives no family credit for parameters, so a positive
// sum means that the rival predicts unseen draws better than the stable law.
func (w *worker) heldOut(x []float64) ([][]float64, error) {
	d := w.design
	if w.second == nil {
		return nil, fmt.Errorf("%d draws leave fewer than %d in each half", d.n, tails.MinSample)
	}
	out := make([][]float64, len(Rivals()))
	for k := range out {
		out[k] = make([]float64, d.blocks)
	}
	for _, fitted := range []bool{false, true} {
		w.sorted = w.sorted[:0]
		for i, v := range x {
			if w.second[i/d.length] == fitted {
				w.sorted = append(w.sorted, v)
			}
		}
		slices.Sort(w.sorted)
		stable, err := w.fitStable(w.sorted)
		if err != nil {
			return nil, err
		}
		ls := stable.Law.LogProbs(w.logs[0], x)
		for k, family := range Rivals() {
			law, err := family.Fit(w.sorted)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", family, err)
			}
			for i, v := range x {
				if b := i / d.length; w.second[b] != fitted {
					out[k][b] += law.LogProb(v) - ls[i]
				}
			}
		}
	}
	return out, nil
}
