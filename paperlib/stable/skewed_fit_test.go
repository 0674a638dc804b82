package stable

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/mat"
)

func skewedDraws(law Skewed, n int, seed uint64) []float64 {
	law.Src = rand.NewPCG(seed, 8)
	x := make([]float64, n)
	for i := range x {
		x[i] = law.Rand()
	}
	return x
}

// At the estimate the log-likelihood is the sum of the evaluator's LogProb, moving any parameter lowers that sum, and its
// second differences are the inverse of Cov, in (alpha, beta, log gamma, delta of S0) whatever the box worked in.
func TestFitSkewedIsMaximum(t *testing.T) {
	for _, p := range [][2]float64{{0.55, 0.4}, {1, -0.3}, {1.7, 0.6}} {
		x := skewedDraws(Skewed{Alpha: p[0], Beta: p[1], Gamma: 2, Delta: 1}, 200, 1)
		f, err := FitSkewed(x, nil)
		if err != nil || f.Status != Converged || f.TotallySkewed || f.Flags.Scores {
			t.Fatalf("%v: %+v, %v", p, f, err)
		}
		const h = 0.05 // of a standard error
		total := func(i, j int, si, sj float64) (l float64) {
			var d [4]float64
			d[i] += si * h * f.StdErr[i]
			d[j] += sj * h * f.StdErr[j]
			law := Skewed{Alpha: f.Law.Alpha + d[0], Beta: f.Law.Beta + d[1], Gamma: f.Law.Gamma * math.Exp(d[2]), Delta: f.Law.Delta + d[3]}
			for _, v := range x {
				l += law.LogProb(v)
			}
			return l
		}
		best := total(0, 0, 0, 0)
		if !(math.Abs(f.LogLikelihood-best) < 1e-6*float64(len(x))) {
			t.Errorf("%v: LogLikelihood %v, sum %v", p, f.LogLikelihood, best)
		}
		info := informationOf(t, f)
		var up, down [4]float64
		for i := range 4 {
			up[i], down[i] = total(i, i, 1, 0), total(i, i, -1, 0)
			if !(up[i] < best && down[i] < best) {
				t.Errorf("%v: moving parameter %d by %v se changes the likelihood by %+g and %+g", p, i, h, up[i]-best, down[i]-best)
			}
			for j := range i + 1 {
				got := (2*best - up[i] - down[i]) / (h * h)
				if j < i {
					// Mixed difference from the plain ones and one diagonal pair.
					got = (up[i] + down[i] + up[j] + down[j] - 2*best - total(i, j, 1, 1) - total(i, j, -1, -1)) / (2 * h * h)
				}
				want := info.At(i, j) * f.StdErr[i] * f.StdErr[j]
				if !(math.Abs(got-want) < 0.01*math.Sqrt(info.At(i, i)*info.At(j, j))*f.StdErr[i]*f.StdErr[j]) {
					t.Errorf("%v: information %d %d from differences %.5g, from Cov %.5g", p, i, j, got, want)
				}
			}
		}
	}
}

// informationOf inverts the covariance of a fit whose parameters are all free.
func informationOf(t *testing.T, f SkewedFit) *mat.SymDense {
	t.Helper()
	m := mat.NewSymDense(4, nil)
	for i := range 4 {
		for j := i; j < 4; j++ {
			m.SetSym(i, j, f.Cov[i][j])
		}
	}
	var c mat.Cholesky
	var info mat.SymDense
	if !c.Factorize(m) {
		t.Fatalf("covariance %v is not positive definite", f.Cov)
	}
	if err := c.InverseTo(&info); err != nil {
		t.Fatal(err)
	}
	return &info
}

// Twelve fits of n = 500: the squared distance of the estimates from the truth in the metric of the observed information
// sums to a chi-square of 48 degrees of freedom, which lies below 20 with probability 1.2e-4 and above 99 with 2.1e-5.
func TestFitSkewedSampling(t *testing.T) {
	truth := Skewed{Alpha: 1.4, Beta: 0.4, Gamma: 1}
	sum := 0.0
	for r := range 12 {
		f, err := FitSkewed(skewedDraws(truth, 500, uint64(100+r)), nil)
		if err != nil || f.Status != Converged || f.TotallySkewed {
			t.Fatalf("%+v, %v", f, err)
		}
		d := mat.NewVecDense(4, []float64{f.Law.Alpha - 1.4, f.Law.Beta - 0.4, math.Log(f.Law.Gamma), f.Law.Delta})
		sum += mat.Inner(d, informationOf(t, f), d)
	}
	if !(sum > 20 && sum < 99) {
		t.Errorf("the estimates' squared distance from the truth is %.1f, expected 48 +- 10", sum)
	}
}

// x -> a + b x maps the law, b < 0 turns beta round; S1 is the same law; Start only starts; weights count.
func TestFitSkewedSymmetries(t *testing.T) {
	x := skewedDraws(Skewed{Alpha: 1.3, Beta: 0.6, Gamma: 1}, 400, 5)
	f, err := FitSkewed(x, nil)
	if err != nil {
		t.Fatal(err)
	}
	same := func(what string, g SkewedFit, err error, a, b float64) {
		t.Helper()
		sign := math.Copysign(1, b)
		l := g.Law.In(S0)
		if err != nil || g.Status != f.Status || !(math.Abs(l.Alpha-f.Law.Alpha) < 1e-6) || !(math.Abs(l.Beta-sign*f.Law.Beta) < 1e-6) ||
			!(relErr(l.Gamma, math.Abs(b)*f.Law.Gamma) < 1e-6) || !(math.Abs(l.Delta-a-b*f.Law.Delta) < 1e-6*math.Abs(b)+1e-14*math.Abs(a)) ||
			!(relErr(g.StdErr[3], math.Abs(b)*f.StdErr[3]) < 1e-4) || !(relErr(g.StdErr[1], f.StdErr[1]) < 1e-4) {
			t.Errorf("%s: %+v from %+v, %v", what, g, f, err)
		}
	}
	for _, m := range [][2]float64{{0, -1}, {3, -2}, {1e3, 1e-6}} {
		y := make([]float64, len(x))
		for i, v := range x {
			y[i] = m[0] + m[1]*v
		}
		g, err := FitSkewed(y, nil)
		same("x -> a + b x", g, err, m[0], m[1])
	}
	g, err := FitSkewed(x, &SkewedOptions{Param: S1})
	if g.Law.Param != S1 {
		t.Errorf("asked for S1, got %v", g.Law.Param)
	}
	same("S1", g, err, 0, 1)
	g, err = FitSkewed(x, &SkewedOptions{Start: &Skewed{Alpha: 1.7, Beta: -0.2, Gamma: 2, Delta: 1}})
	same("other start", g, err, 0, 1)

	w := make([]float64, len(x)+1)
	for i := range x {
		w[i] = 2
	}
	g, err = FitSkewed(append(x[:len(x):len(x)], 1e6), &SkewedOptions{Weights: w})
	if !(relErr(g.LogLikelihood, 2*f.LogLikelihood) < 1e-7) || g.N != len(x) {
		t.Errorf("weight 2: log-likelihood %v of %d, plain %v", g.LogLikelihood, g.N, f.LogLikelihood)
	}
	for i := range g.StdErr {
		g.StdErr[i] *= math.Sqrt2
	}
	same("weight 2, and 0 for an outlier", g, err, 0, 1)
}

// Bounds: the Gaussian, total skewness, the smallest alpha.
func TestFitSkewedBounds(t *testing.T) {
	x := skewedDraws(Skewed{Alpha: 2, Gamma: 1.5, Delta: 1}, 500, 1)
	f, err := FitSkewed(x, nil)
	g, err2 := FitSymmetric(x, &FitOptions{FixedAlpha: 2})
	if err != nil || err2 != nil || f.Status != AtGaussian || f.Law.Alpha != 2 || f.Law.Beta != 0 || f.LogLikelihood != g.LogLikelihood ||
		f.StdErr[3] != g.StdErr[2] || !math.IsNaN(f.StdErr[0]) || !math.IsNaN(f.StdErr[1]) || !f.Flags.NearGaussian {
		t.Errorf("Gaussian: %+v, %v; %+v", f, err, g)
	}
	for _, p := range [][2]float64{{1.5, 1}, {0.5, -1}} {
		f, err := FitSkewed(skewedDraws(Skewed{Alpha: p[0], Beta: p[1], Gamma: 1}, 500, 2), nil)
		if err != nil || !f.TotallySkewed || f.Law.Beta != p[1] || !math.IsNaN(f.StdErr[1]) || !(math.Abs(f.Law.Alpha-p[0]) < 4*f.StdErr[0]) {
			t.Errorf("%v: %+v, %v", p, f, err)
		}
	}
	f, err = FitSkewed(skewedDraws(Skewed{Alpha: 0.15, Beta: 0.3, Gamma: 1}, 300, 3), nil)
	if err != nil || f.Status != AtLowerBound || f.Law.Alpha != MinAlpha || !math.IsNaN(f.StdErr[0]) {
		t.Errorf("alpha 0.15: %+v, %v", f, err)
	}
}

func TestFitSkewedErrors(t *testing.T) {
	x := skewedDraws(Skewed{Alpha: 1.5, Beta: 0.5, Gamma: 1}, 200, 4)
	with := func(v float64) []float64 { return append([]float64{v}, x...) }
	for _, c := range []struct {
		name string
		x    []float64
		o    *SkewedOptions
		want error
	}{
		{"short", x[:MinSample-1], nil, ErrTooFew},
		{"NaN", with(math.NaN()), nil, ErrNotFinite},
		{"infinite", with(math.Inf(1)), nil, ErrNotFinite},
		{"constant", make([]float64, 200), nil, ErrNoSpread},
		{"param", x, &SkewedOptions{Param: 9}, ErrOption},
		{"weights", x, &SkewedOptions{Weights: []float64{1}}, ErrOption},
		{"start", x, &SkewedOptions{Start: &Skewed{Alpha: 3, Gamma: 1}}, ErrParameter},
		{"start below the fit's alpha", x, &SkewedOptions{Start: &Skewed{Alpha: 0.2, Gamma: 1}}, ErrOption},
	} {
		if f, err := FitSkewed(c.x, c.o); !errors.Is(err, c.want) || f != (SkewedFit{}) {
			t.Errorf("%s: %+v, %v; want %v", c.name, f, err, c.want)
		}
	}
}

// Three in ten observations at 0, beside a law of alpha = 0.5: the likelihood grows without limit as gamma shrinks.
func TestFitSkewedUnbounded(t *testing.T) {
	x := skewedDraws(Skewed{Alpha: 0.5, Beta: 0.5, Gamma: 1, Delta: 0.7}, 500, 3)
	for i := range x {
		if i%10 < 3 {
			x[i] = 0
		}
	}
	f, err := FitSkewed(x, nil)
	if !errors.Is(err, ErrUnbounded) || f.Status != Unbounded || f.Flags.Tied != 0.3 || f.Flags.Zero != 0.3 {
		t.Errorf("%+v, %v", f, err)
	}
}

func TestSkewedStartTable(t *testing.T) {
	for i, r := range skewedStart {
		for j, want := range r.at {
			if (i+j)%3 != 0 { // a third of the table: every row and column
				continue
			}
			s := Skewed{Alpha: r.alpha, Beta: skewedBetaStep * float64(j), Gamma: 1}
			var q [5]float64
			for i, p := range [5]float64{0.05, 0.25, 0.5, 0.75, 0.95} {
				q[i] = s.Quantile(p)
			}
			got := [4]float64{math.Log((q[4] - q[0]) / (q[3] - q[1])), (q[4] + q[0] - 2*q[2]) / (q[4] - q[0]), q[3] - q[1], q[2]}
			for i := range got {
				if !(math.Abs(got[i]-want[i]) < 1e-4*max(1, math.Abs(want[i]))) {
					t.Errorf("alpha %v beta %v: %.6v, table %v", r.alpha, s.Beta, got, want)
					break
				}
			}
			if a, b, c, m := startSkewed(want[0], want[1]); r.alpha > 0.32 && r.alpha < 1.95 && j > 0 &&
				!(math.Abs(a-r.alpha) < 0.02 && math.Abs(b-s.Beta) < 0.05 && relErr(c, want[2]) < 0.05 && math.Abs(m-want[3]) < 0.05*(1+want[3])) {
				t.Errorf("alpha %v beta %v: start %v %v %v %v", r.alpha, s.Beta, a, b, c, m)
			}
		}
	}
}
