package analyze

import (
	"errors"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// worker judges columns, one at a time.
type worker struct {
	*analysis
	fitter *stable.Fitter
	sorted []float64   // the present column in ascending order
	logs   [][]float64 // log density of each draw of the present column, by family
}

func (a *analysis) newWorker() *worker {
	w := &worker{analysis: a, fitter: stable.NewFitter(nil)}
	for range tails.Families() {
		w.logs = append(w.logs, make([]float64, a.design.n))
	}
	return w
}

// fitStable fits the stable law and names ties as package tails does; a sample without them that has no maximum keeps its
// own error.
func (w *worker) fitStable(x []float64) (stable.Fit, error) {
	f, err := w.fitter.Fit(x)
	if errors.Is(err, stable.ErrNoSpread) || errors.Is(err, stable.ErrUnbounded) {
		if share := tails.FindTies(x).Share; share*float64(len(x)) > 1.5 {
			return f, &tails.SampleError{Fault: tails.FaultTied, N: len(x), Share: share}
		}
	}
	return f, err
}

// contribution is what one judged coordinate adds to the pooled evidence.
type contribution struct {
	heavy     bool // departs to the heavy side at the unadjusted level
	condemned bool // by its own sum-stability or by a rival law, at the unadjusted level
	alpha     float64
	serial    []float64   // by block, see serial
	held      [][]float64 // by rival and block, see heldOut; nil when not made

	stat      []float64   // see departures; nil when sums were not tested
	large     []float64   // by block, see magnitudes
	influence [][]float64 // by statistic and block, see influences
}
