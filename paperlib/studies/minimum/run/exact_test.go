package run

import (
	"math"
	"slices"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/studies/minimum"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// What holds for any noise scale is no verdict: by symmetry the median of the position decays as the position would without noise;
// on a parabola the stationary law is stable, and gradient descent with stable noise is Euler's step of the equation, whose
// scale is a geometric sum. A count of n fair coins is off by 4 of its standard deviations with probability 6e-5.
func TestWhatHoldsForAnyNoise(t *testing.T) {
	k, n := minimum.Published, 3000
	list, err := settings{k, sizes{Chains: n}}.laws(t.Context(), 5, nil)
	if err != nil {
		t.Fatal(err)
	}
	cells := simulated.Cells(list)
	for _, alpha := range minimum.Alphas {
		g, err := levy.StationaryScale(alpha, minimum.Sigma, k.H)
		if err != nil {
			t.Fatal(err)
		}
		x := slices.Sorted(slices.Values(cells.Of("stationary", minimum.Series(alpha))[0].Sample))
		far := 0.0
		for i, f := range (stable.Symmetric{Alpha: alpha, Gamma: g}).CDFs(nil, x) {
			far = max(far, f-float64(i)/float64(n), float64(i+1)/float64(n)-f)
		}
		if bound := math.Sqrt(math.Log(2/1e-5) / (2 * float64(n))); len(x) != n || far > bound {
			t.Errorf("alpha %g: the stationary law is %.4f from the closed form, at most %.4f by chance", alpha, far, bound)
		}
	}
	for i, c := range cells.Of("position", "equation") {
		below, mean := 0, minimum.From*math.Exp(-minimum.Times[i])
		for _, x := range c.Sample {
			if x < mean {
				below++
			}
		}
		if off := math.Abs(float64(below)-float64(n)/2) / (math.Sqrt(float64(n)) / 2); off > 4.4 { // .4 for Euler's step
			t.Errorf("time %g/h: %d of %d positions lie below exp(-ht)", c.X, below, n)
		}
	}
	for _, c := range cells.Of("discrete", "iteration") {
		want, err := levy.StationaryScaleSGD(k.Alpha, minimum.Sigma, k.H, c.X/k.H)
		if err != nil {
			t.Fatal(err)
		}
		f, err := stable.FitSymmetric(c.Sample, nil)
		if err != nil || math.Abs(math.Log(f.Law.Gamma/want)) > 4*f.StdErr[1] {
			t.Errorf("eta h = %g: scale %.4g of the iterates, closed form %.4g (%v)", c.X, f.Law.Gamma, want, err)
		}
	}
	if got := len(cells.Of("position", "equation")) + len(cells.Of("discrete", "iteration")); got != len(minimum.Times)+len(minimum.Rates) {
		t.Errorf("%d places", got)
	}
}

// Wells that are mirror images are left equally often, by symmetry: of exponential times the logarithm of the ratio of two
// means is off by 4 standard deviations with probability 6e-5.
func TestMirrorImages(t *testing.T) {
	list, err := settings{minimum.Published, sizes{Moves: 300}}.wells(t.Context(), 5, lab.TaskFrom(t.Context(), "wells", 0))
	if err != nil {
		t.Fatal(err)
	}
	for _, sigma := range minimum.Noises {
		n, time := [4]float64{}, [4]float64{}
		for from := range n {
			for to := range n {
				for _, c := range simulated.Cells(list).Of("moves", minimum.Move(from, to)) {
					if c.X == sigma {
						n[from], time[from] = n[from]+float64(c.Events), c.Total
					}
				}
			}
		}
		for _, p := range [][2]int{{0, 3}, {1, 2}} {
			a, b := p[0], p[1]
			if off := math.Abs(math.Log(n[a] / time[a] * time[b] / n[b])); !(off < 4*math.Sqrt(1/n[a]+1/n[b])) {
				t.Errorf("sigma %g: wells %d and %d are left %v and %v times in %.0f and %.0f", sigma, a, b, n[a], n[b], time[a], time[b])
			}
		}
	}
}
