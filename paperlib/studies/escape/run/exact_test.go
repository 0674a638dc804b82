package run

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/studies/escape"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// The jump-adapted scheme draws the jump that leaves at the rate of the closed form, so that at small noise the mean of its exit
// times is that of the closed form by arithmetic. Of 10,000 exponential times the mean is off by 4 % with probability 6e-5.
func TestJumpAdaptedExitsComeAtTheStatedRate(t *testing.T) {
	k := escape.Published
	cells, err := settings{k, 10000}.jumps(t.Context(), 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	judged := 0
	for _, alpha := range escape.Alphas {
		for _, c := range simulated.Cells(cells).Of("jumps", escape.Series(alpha)) {
			if c.X > 0.02*k.Near() {
				continue
			}
			r, err := levy.NewExitRate([]float64{alpha}, []float64{c.X}, []float64{k.Left}, []float64{k.Right})
			if err != nil {
				t.Fatal(err)
			}
			if e := c.Mean().Over(r.MeanTime()); math.Abs(e.Value-1) > 0.04 || c.Events != 10000 {
				t.Errorf("alpha %g, sigma %g: %d exits, mean over the closed form %s", alpha, c.X, c.Events, e.Text(4))
			}
			judged++
		}
	}
	if judged != 2*len(escape.Alphas) {
		t.Errorf("%d cells were looked at", judged)
	}
}
