package stable

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// frozenAlphas reach every segment, both closed forms, and the ends of the domain.
var frozenAlphas = []float64{0.3, 0.33, 0.38, 0.45, 0.5, 0.6, 0.7, 0.85, 0.97, 1, 1.0001, 1.2, 1.375, 1.5, 1.7, 1.75, 1.8, 1.9, 1.94, 1.95, 1.97, 1.99, 1.999, 1.9999, 2 - 1e-6, 2 - 1e-8, 2}

func TestFrozenAgainstDirect(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, a := range frozenAlphas {
		f, err := Freeze(a)
		if err != nil {
			t.Fatal(err)
		}
		d := NewDirect(a)
		var worst [3]float64
		for range 1500 {
			z := math.Exp(-12 + 32*r.Float64()) // 6e-6 to 5e8, beyond the mesh and beyond the series' start
			if r.IntN(2) == 0 {
				z = 12 * r.Float64()
			}
			lf, ls := d.Eval(z)
			worst[0] = max(worst[0], math.Abs(f.LogProb(-z)-lf)/max(1, math.Abs(lf)))
			worst[2] = max(worst[2], math.Abs(f.LogSurvival(z)-ls)/max(1, math.Abs(ls)))
			if ls < -600 {
				continue // P itself would be subnormal
			}
			worst[1] = max(worst[1], math.Abs(f.Survival(z)/math.Exp(ls)-1), math.Abs(f.CDF(-z)/math.Exp(ls)-1))
		}
		t.Logf("alpha %-10v log f %.1e, survival %.1e, log survival %.1e; cells %d %d %d", a, worst[0], worst[1], worst[2], size(f.pdf), size(f.sf), size(f.lsf))
		for i, w := range worst {
			if !(w <= 1e-12) {
				t.Errorf("alpha %v: error %d is %.2g", a, i, w)
			}
		}
	}
}

func size(m *mesh) int {
	if m == nil {
		return 0
	}
	return len(m.cells)
}

func TestFrozenReference(t *testing.T) {
	worst := [2]float64{}
	for _, r := range reference(t) {
		f, err := Freeze(r.alpha)
		if err != nil {
			t.Fatal(err)
		}
		e := [2]float64{math.Abs(f.LogProb(r.x) - math.Log(r.pdf)), relErr(f.Survival(r.x), r.sf)}
		for i := range e {
			worst[i] = max(worst[i], e[i])
			if !(e[i] <= 1e-12) {
				t.Errorf("alpha %g x %g: error %d (log f, survival) is %.2g", r.alpha, r.x, i, e[i])
			}
		}
	}
	t.Logf("worst: log f %.2g, survival %.2g", worst[0], worst[1])
}

func TestFrozenBulkEqualsSingle(t *testing.T) {
	z := []float64{0, -0.5, 0.5, 3, -3, 1e5, -1e5, 3e6, -1e9, 1e300, math.Inf(1), math.Inf(-1), math.NaN()}
	same := func(a, b float64) bool { return a == b || math.IsNaN(a) && math.IsNaN(b) }
	for _, a := range frozenAlphas {
		f, err := Freeze(a)
		if err != nil {
			t.Fatal(err)
		}
		p, s, l, c := f.LogProbs(nil, z), f.Survivals(nil, z), f.LogSurvivals(nil, z), f.CDFs(make([]float64, len(z)), z)
		law := Symmetric{Alpha: a, Gamma: 1}
		for i, v := range z {
			if !same(p[i], f.LogProb(v)) || !same(s[i], f.Survival(v)) || !same(l[i], f.LogSurvival(v)) || !same(c[i], f.CDF(v)) {
				t.Errorf("alpha %v z %v: bulk and single values differ", a, v)
			}
			if w := law.LogProb(v); !same(p[i], w) && !(math.Abs(p[i]-w) <= 1e-12*max(1, math.Abs(w))) {
				t.Errorf("alpha %v z %v: frozen %v, symmetric %v", a, v, p[i], w)
			}
			if w := law.LogSurvival(v); !same(l[i], w) && !(math.Abs(l[i]-w) <= 1e-12*max(1, math.Abs(w))) {
				t.Errorf("alpha %v z %v: log survival %v, symmetric %v", a, v, l[i], w)
			}
		}
		if n := testing.AllocsPerRun(10, func() { f.LogProbs(p, z); f.Survivals(s, z) }); n != 0 {
			t.Errorf("alpha %v: %v allocations", a, n)
		}
	}
	if _, err := Freeze(2.1); !errors.Is(err, ErrParameter) {
		t.Errorf("Freeze(2.1): %v", err)
	}
}
