package tails

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"gonum.org/v1/gonum/mathext"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

type drawer interface{ Rand() float64 }

func draws(n int, d drawer) []float64 {
	x := make([]float64, n)
	for i := range x {
		x[i] = d.Rand()
	}
	return x
}

// TestFitsAreMaxima checks the property that defines the fits: no small move of any parameter raises the likelihood,
// on samples of the family itself and on samples of the others.
func TestFitsAreMaxima(t *testing.T) {
	src := rng.Stream(11, "tails", "maxima")
	samples := map[string][]float64{
		"gaussian": draws(1000, NewGaussian(3, 2, src)), "laplace": draws(1000, NewLaplace(-3e-6, 1e-8, src)),
		"t .7": draws(1000, NewStudentT(0, 1, 0.7, src)), "t 3": draws(1000, NewStudentT(1e5, 10, 3, src)),
		"ggd .5": draws(1000, NewGGD(0, 1, 0.5, src)), "ggd 5": draws(1000, NewGGD(0, 1, 5, src)),
		"short": draws(100, NewGaussian(0, 1, src)),
	}
	for name, x := range samples {
		st, err := FitStudentT(x)
		if err != nil {
			t.Fatalf("%s: t: %v", name, err)
		}
		best := LogLikelihood(st, x)
		for _, e := range []float64{-1e-3, 1e-3} {
			for i, alt := range []StudentT{
				NewStudentT(st.Mu+e*st.Sigma, st.Sigma, st.Nu, nil), NewStudentT(st.Mu, st.Sigma*(1+e), st.Nu, nil),
				NewStudentT(st.Mu, st.Sigma*(1+e/2), 1/math.Max(0, 1/st.Nu+e), nil),
			} {
				if 1/alt.Nu > studentMaxEta {
					continue
				}
				if l := LogLikelihood(alt, x); l > best+1e-7 {
					t.Errorf("%s: t fit %+v: moving parameter %d by %g gains %g", name, st, i, e, l-best)
				}
			}
		}
		g, err := FitGGD(x)
		if err != nil {
			t.Fatalf("%s: ggd: %v", name, err)
		}
		best = LogLikelihood(g, x)
		for _, e := range []float64{-1e-3, 1e-3} {
			alts := []GGD{NewGGD(g.Mu, g.Scale*(1+e), g.Shape, nil), NewGGD(g.Mu, g.Scale, g.Shape*(1+e), nil)}
			if g.Shape > 1.2 { // near 1 the location may rest on the joint at the median
				alts = append(alts, NewGGD(g.Mu+e*g.Scale, g.Scale, g.Shape, nil))
			}
			for i, alt := range alts {
				if l := LogLikelihood(alt, x); l > best+1e-6 && alt.Shape < ggdMaxShape {
					t.Errorf("%s: ggd fit %+v: moving parameter %d by %g gains %g", name, g, i, e, l-best)
				}
			}
		}
	}
}

// TestFitsRecoverParameters: 400 fits of n = 1000. The mean of each estimate must lie within 4.5 standard errors of the
// truth plus the O(1/n) bias of maximum likelihood (2/n relative), and its spread within 20 % of Fisher's where given.
// False alarm: 10 means at 7e-6 each and 5 spreads at 4.5 sigma (sd of a sample sd is 1/sqrt(800) = 3.5 %): below 1e-4.
func TestFitsRecoverParameters(t *testing.T) {
	const reps, n = 400, 1000
	src := rng.Stream(12, "tails", "recover")
	check := func(name string, est []float64, truth, fisher float64) {
		t.Helper()
		mu, sd := stats.MeanDeviation(est)
		if d := math.Abs(mu - truth); d > 4.5*sd/math.Sqrt(reps)+2.0/n*math.Max(1, math.Abs(truth)) {
			t.Errorf("%s: mean %g over %d fits, truth %g, standard error %g", name, mu, reps, truth, sd/math.Sqrt(reps))
		}
		if fisher > 0 && math.Abs(sd*math.Sqrt(n)/fisher-1) > 0.2 {
			t.Errorf("%s: sqrt(n) sd = %g, Fisher information says %g", name, sd*math.Sqrt(n), fisher)
		}
	}
	for _, nu := range []float64{1, 3} {
		truth := NewStudentT(5, 2, nu, src)
		mu, ls, eta := make([]float64, reps), make([]float64, reps), make([]float64, reps)
		for r := range reps {
			f, err := FitStudentT(draws(n, truth))
			if err != nil {
				t.Fatal(err)
			}
			mu[r], ls[r], eta[r] = f.Mu, math.Log(f.Sigma), 1/f.Nu
		}
		// Fisher information of the location of t: (nu+1)/((nu+3) sigma^2) (Lange, Little and Taylor 1989).
		check(fmt.Sprintf("t%g mu", nu), mu, 5, 2*math.Sqrt((nu+3)/(nu+1)))
		check(fmt.Sprintf("t%g log sigma", nu), ls, math.Log(2), 0)
		check(fmt.Sprintf("t%g 1/nu", nu), eta, 1/nu, 0)
	}
	for _, b := range []float64{0.6, 1.6} {
		truth := NewGGD(-1, 0.1, b, src)
		mu, logb := make([]float64, reps), make([]float64, reps)
		for r := range reps {
			f, err := FitGGD(draws(n, truth))
			if err != nil {
				t.Fatal(err)
			}
			mu[r], logb[r] = f.Mu, math.Log(f.Shape)
		}
		// n var(shape) with location known or not (they are orthogonal): b^3 / (psi'(1+1/b)(1+1/b) - 1) (Agro 1995).
		p := 1 + 1/b
		varB := b * b * b / (mathext.Zeta(2, p)*p - 1)
		check(fmt.Sprintf("ggd %g log shape", b), logb, math.Log(b), math.Sqrt(varB)/b)
		fisherMu := 0.0
		if b > 1 { // E (d log f/d mu)^2 = b^2 Gamma(2-1/b)/(scale^2 Gamma(1/b))
			fisherMu = 0.1 / b * math.Sqrt(math.Gamma(1/b)/math.Gamma(2-1/b))
		}
		check(fmt.Sprintf("ggd %g mu", b), mu, -1, fisherMu)
	}
}

func TestGaussianSampleReachesTheLimit(t *testing.T) {
	// Platykurtic data: the t likelihood increases towards the Gaussian, which must be found exactly.
	x := make([]float64, 200)
	for i := range x {
		x[i] = float64(i)
	}
	f, err := FitStudentT(x)
	if err != nil || !math.IsInf(f.Nu, 1) {
		t.Fatalf("t fit of uniform data: %+v, %v; want Nu = +Inf", f, err)
	}
	g, _ := FitGaussian(x)
	if math.Abs(f.Mu/g.Mu-1) > 1e-12 || math.Abs(f.Sigma/g.Sigma-1) > 1e-12 {
		t.Errorf("limit %+v, Gaussian %+v", f, g)
	}
}

func TestFitsAreEquivariant(t *testing.T) {
	x := draws(500, NewStudentT(0, 1, 2, rng.Stream(13, "tails", "equivariant")))
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = 7 + 1e-6*v
	}
	a, _ := FitStudentT(x)
	b, _ := FitStudentT(y)
	if math.Abs(a.Nu/b.Nu-1) > 1e-5 || math.Abs(b.Sigma/(1e-6*a.Sigma)-1) > 1e-5 {
		t.Errorf("t: %+v against %+v", a, b)
	}
	c, _ := FitGGD(x)
	d, _ := FitGGD(y)
	if math.Abs(c.Shape/d.Shape-1) > 1e-5 || math.Abs(d.Scale/(1e-6*c.Scale)-1) > 1e-5 {
		t.Errorf("ggd: %+v against %+v", c, d)
	}
}

func TestBadSamples(t *testing.T) {
	good := draws(100, NewGaussian(0, 1, rng.Stream(14, "tails", "bad")))
	with := func(v float64) []float64 { x := sorted(good); x[7] = v; return x }
	for name, c := range map[string]struct {
		x    []float64
		want Fault
	}{
		"nan": {with(math.NaN()), FaultNaN}, "inf": {with(math.Inf(-1)), FaultInf}, "short": {good[:99], FaultShort},
		"constant": {make([]float64, 150), FaultConstant}, "empty": {nil, FaultShort},
	} {
		for _, f := range Families() {
			law, _, err := FitFamily(f, c.x)
			if law != nil || !errors.Is(err, &SampleError{Fault: c.want}) {
				t.Errorf("%s, %s: law %v, error %v; want fault %q", f, name, law, err, c.want)
			}
		}
	}
	if _, _, err := FitFamily("cauchy", good); err == nil {
		t.Error("an unknown family was accepted")
	}
	tied := append(make([]float64, 120), good...)
	if _, err := FitStudentT(tied); !errors.Is(err, &SampleError{Fault: FaultTied}) {
		t.Errorf("55 %% zeros: %v, want FaultTied", err)
	}
	some := append(make([]float64, 30), good...)
	f, err := FitStudentT(some)
	if err != nil || f.Sigma < 0.05 || f.Nu < 0.3 {
		t.Errorf("23 %% zeros: %+v, %v: the atom must not swallow the scale", f, err)
	}
	if ties := FindTies(some); math.Abs(ties.Zeros-30.0/130) > 1e-15 || ties.Value != 0 {
		t.Errorf("ties %+v", ties)
	}
}

// FuzzFits: whatever finite sample comes, each fit returns an error or a law that gives its own sample a density.
func FuzzFits(f *testing.F) {
	f.Add(uint64(1), 140, 1.0, 0.0)
	f.Add(uint64(2), 120, 1e-300, 1e-300)
	f.Add(uint64(3), 300, 1e150, -3.0)
	f.Add(uint64(4), 160, 1e-9, 1e9)
	f.Fuzz(func(t *testing.T, seed uint64, n int, scale, shift float64) {
		if n < 0 || n > 500 || math.IsNaN(scale+shift) {
			t.Skip("not a sample that this test can make")
		}
		r := rng.New(seed, "fuzz")
		x := make([]float64, n)
		for i := range x {
			x[i] = scale*r.NormFloat64()*math.Exp(2*r.NormFloat64()) + shift
			if r.IntN(10) == 0 {
				x[i] = shift
			}
		}
		for _, fam := range Families() {
			law, l, err := FitFamily(fam, x)
			if err != nil {
				continue
			}
			if math.IsNaN(l) || math.IsInf(l, 0) {
				t.Fatalf("%s: %+v: log-likelihood %g", fam, law, l)
			}
		}
	})
}

func BenchmarkFit(b *testing.B) {
	x := draws(1000, NewStudentT(0, 1, 2.5, rng.Stream(15, "tails", "bench")))
	for _, f := range Families() {
		b.Run(string(f), func(b *testing.B) {
			for range b.N {
				if _, _, err := FitFamily(f, x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
