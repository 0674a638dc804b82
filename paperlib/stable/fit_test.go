package stable

import (
	"math"
	"math/rand/v2"
	"sync"
	"testing"
)

func draws(law Symmetric, n int, seed uint64) []float64 {
	law.Src = rand.NewPCG(seed, 7)
	x := make([]float64, n)
	for i := range x {
		x[i] = law.Rand()
	}
	return x
}

// TestSamplingDistribution compares 400 fits of n = 1000 with the Fisher information. Each of the 3 x 3 comparisons of
// a spread has relative standard error 1/sqrt(800) = 3.5 % and a limit of 4 of these (+2 % for terms of order 1/n);
// each comparison of a mean has a limit of 4.5 standard errors + 2/n bias. False alarm below 1e-3 in all.
func TestSamplingDistribution(t *testing.T) {
	const n, reps = 1000, 400
	for _, alpha := range []float64{0.8, 1.2, 1.5, 1.8} {
		info := Fisher(alpha)
		det := info.Alpha*info.LogGamma - info.AlphaLogGamma*info.AlphaLogGamma
		want := [3]float64{math.Sqrt(info.LogGamma / det / n), math.Sqrt(info.Alpha / det / n), math.Sqrt(1 / info.Delta / n)}
		var sum, sq, se [3]float64
		for r := range reps {
			f, err := FitSymmetric(draws(Symmetric{Alpha: alpha, Gamma: 1}, n, uint64(r)), nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, d := range [3]float64{f.Law.Alpha - alpha, math.Log(f.Law.Gamma), f.Law.Delta} {
				sum[i] += d / reps
				sq[i] += d * d / reps
				se[i] += f.StdErr[i] / reps
			}
		}
		for i, name := range []string{"alpha", "log gamma", "delta"} {
			sd := math.Sqrt(sq[i] - sum[i]*sum[i])
			if !(math.Abs(sd/want[i]-1) < 4*0.035+0.02) {
				t.Errorf("alpha %g: sd of %s is %.4g, the information gives %.4g", alpha, name, sd, want[i])
			}
			if !(math.Abs(sum[i]) < 4.5*want[i]/math.Sqrt(reps)+2./n) {
				t.Errorf("alpha %g: mean error of %s is %.4g", alpha, name, sum[i])
			}
			if !(math.Abs(se[i]/want[i]-1) < 0.05) {
				t.Errorf("alpha %g: mean standard error of %s is %.4g, the information gives %.4g", alpha, name, se[i], want[i])
			}
		}
	}
}

// TestGaussianBoundary: about 85 % of Gaussian samples have their maximum at alpha = 2 (200 samples: 4 binomial standard
// deviations are 0.1, false alarm 6e-5), and a fit that leaves 2 does so for a higher likelihood.
func TestGaussianBoundary(t *testing.T) {
	at := 0
	const reps = 200
	for r := range reps {
		x := draws(Symmetric{Alpha: 2, Gamma: 1.5, Delta: 1}, 1000, uint64(r))
		f, err := FitSymmetric(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		g, err := FitSymmetric(x, &FitOptions{FixedAlpha: 2})
		if err != nil {
			t.Fatal(err)
		}
		if f.Status == AtGaussian {
			at++
			if f.Law.Alpha != 2 || f.Law != g.Law || f.LogLikelihood != g.LogLikelihood || !math.IsNaN(f.StdErr[0]) || !f.Flags.NearGaussian {
				t.Fatalf("seed %d: %+v, Gaussian %+v", r, f, g)
			}
			// No early stop: the search run to its end finds nothing better.
			p := &prepared{}
			if err := p.prepare(x, &FitOptions{}); err != nil {
				t.Fatal(err)
			}
			o := p.newton(p.start(&FitOptions{}), mask{true, true, true}, nil, new(frozen), 0)
			if rival := p.gaussian(); o.l > rival.l+1e-3 {
				t.Errorf("seed %d: stopped at the Gaussian, but alpha %v is better by %v", r, o.p[0], o.l-rival.l)
			}
		} else if !(f.LogLikelihood > g.LogLikelihood) {
			t.Errorf("seed %d: alpha %v is worse than the Gaussian", r, f.Law.Alpha)
		}
	}
	if share := float64(at) / reps; !(math.Abs(share-0.85) < 0.1) {
		t.Errorf("%.0f%% of the fits end at the Gaussian, expected about 85%%", 100*share)
	}
}

func TestFixedAlpha(t *testing.T) {
	x := draws(Symmetric{Alpha: 1.4, Gamma: 2, Delta: -1}, 3000, 1)
	free, err := FitSymmetric(x, nil)
	if err != nil {
		t.Fatal(err)
	}
	same, err := FitSymmetric(x, &FitOptions{FixedAlpha: free.Law.Alpha})
	if err != nil {
		t.Fatal(err)
	}
	if !(math.Abs(same.Law.Gamma-free.Law.Gamma) < 1e-8) || !(math.Abs(same.LogLikelihood-free.LogLikelihood) < 1e-8) || same.Law.Alpha != free.Law.Alpha {
		t.Errorf("fixed at the maximum: %+v, free %+v", same, free)
	}
	if !math.IsNaN(same.StdErr[0]) || !(same.StdErr[1] < free.StdErr[1]) {
		t.Errorf("standard errors %v, free %v", same.StdErr, free.StdErr)
	}
	for _, a := range []float64{0.3, 1, 1.9, 2} {
		f, err := FitSymmetric(x, &FitOptions{FixedAlpha: a})
		if err != nil || f.Law.Alpha != a || f.Status != Converged || !(f.LogLikelihood < free.LogLikelihood) {
			t.Errorf("fixed at %g: %+v, %v", a, f, err)
		}
	}
	g, err := FitSymmetric(x, &FitOptions{FixedAlpha: 2})
	if err != nil {
		t.Fatal(err)
	}
	mean, ss := 0.0, 0.0
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		ss += (v - mean) * (v - mean) / float64(len(x))
	}
	if !(relErr(g.Law.Delta, mean) < 1e-10) || !(relErr(g.Law.Gamma, math.Sqrt(ss/2)) < 1e-10) {
		t.Errorf("Gaussian fit %+v, mean %v, variance %v", g.Law, mean, ss)
	}
}

// The point returned is a maximum of the sum of LogProb, and LogLikelihood is that sum.
func TestFitIsMaximum(t *testing.T) {
	for _, alpha := range []float64{0.5, 1.1, 1.7, 1.93, 1.97} {
		x := draws(Symmetric{Alpha: alpha, Gamma: 4, Delta: 2}, 5000, 11)
		f, err := FitSymmetric(x, nil)
		if err != nil || f.Status != Converged {
			t.Fatal(f.Status, err)
		}
		total := func(s Symmetric) (l float64) {
			for _, v := range s.LogProbs(nil, x) {
				l += v
			}
			return l
		}
		best := total(f.Law)
		if !(relErr(f.LogLikelihood, best) < 1e-11) {
			t.Errorf("alpha %g: LogLikelihood %v, sum %v", alpha, f.LogLikelihood, best)
		}
		for i := range 3 {
			for _, sign := range []float64{-1, 1} {
				var step [3]float64
				step[i] = sign * 0.1 * f.StdErr[i]
				s := Symmetric{Alpha: f.Law.Alpha + step[0], Gamma: f.Law.Gamma * math.Exp(step[1]), Delta: f.Law.Delta + step[2]}
				if !(total(s) < best) {
					t.Errorf("alpha %g: moving parameter %d by %+g se raises the likelihood", alpha, i, sign*0.1)
				}
			}
		}
	}
}

func TestEquivariance(t *testing.T) {
	for _, alpha := range []float64{0.7, 1.5, 1.94, 1.99, 2} {
		x := draws(Symmetric{Alpha: alpha, Gamma: 1}, 2000, 21)
		f, err := FitSymmetric(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range [][2]float64{{0, 1e-150}, {0, 1e100}, {3, -2}, {-1, 0.125}, {1e3, 7}} {
			a, b := m[0], m[1]
			y := make([]float64, len(x))
			for i, v := range x {
				y[i] = a + b*v
			}
			g, err := FitSymmetric(y, nil)
			if err != nil {
				t.Fatal(err)
			}
			scale := math.Abs(b)
			// The bounds on delta are in units of gamma; a + b x itself is rounded.
			if !(math.Abs(g.Law.Alpha-f.Law.Alpha) < 1e-9) || !(relErr(g.Law.Gamma, scale*f.Law.Gamma) < 1e-9) ||
				!(math.Abs(g.Law.Delta-(a+b*f.Law.Delta)) < 1e-9*scale+1e-15*math.Abs(a)*10) || g.Status != f.Status {
				t.Errorf("alpha %g, x -> %g + %g x: %+v from %+v", alpha, a, b, g.Law, f.Law)
			}
			if want := f.LogLikelihood - float64(len(x))*math.Log(scale); !(relErr(g.LogLikelihood, want) < 1e-9) {
				t.Errorf("alpha %g: log-likelihood %v, want %v", alpha, g.LogLikelihood, want)
			}
		}
	}
}

func TestWeights(t *testing.T) {
	x := draws(Symmetric{Alpha: 1.6, Gamma: 1}, 1000, 31)
	w := make([]float64, len(x))
	var repeated []float64
	for i, v := range x {
		w[i] = float64(i % 3)
		for range i % 3 {
			repeated = append(repeated, v)
		}
	}
	a, err := FitSymmetric(x, &FitOptions{Weights: w})
	if err != nil {
		t.Fatal(err)
	}
	b, err := FitSymmetric(repeated, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range []float64{a.Law.Alpha - b.Law.Alpha, a.Law.Gamma - b.Law.Gamma, a.Law.Delta - b.Law.Delta,
		a.LogLikelihood - b.LogLikelihood, a.StdErr[0] - b.StdErr[0], a.StdErr[2] - b.StdErr[2]} {
		if !(math.Abs(d) < 1e-8) {
			t.Errorf("weighted %+v, repeated %+v", a, b)
			break
		}
	}
	if a.N != 666 || b.N != 999 || a.Flags.Tied != 0 || !(b.Flags.Tied > 0.6) {
		t.Errorf("N %d and %d, ties %v and %v", a.N, b.N, a.Flags.Tied, b.Flags.Tied)
	}
}

func TestConcurrentFits(t *testing.T) {
	x := draws(Symmetric{Alpha: 1.3, Gamma: 1}, 1000, 41)
	want, err := FitSymmetric(x, nil)
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			for range 10 {
				if got, err := FitSymmetric(x, nil); err != nil || got != want {
					t.Errorf("%+v, %v; want %+v", got, err, want)
				}
			}
		})
	}
	wg.Wait()
}

func TestStartTable(t *testing.T) {
	for _, r := range startTable {
		s := Symmetric{Alpha: r.alpha, Gamma: 1}
		if nu := math.Log(s.Quantile(0.95) / s.Quantile(0.75)); !(math.Abs(nu-r.logNu) < 1e-5) || !(math.Abs(2*s.Quantile(0.75)-r.nuC) < 1e-5) {
			t.Errorf("alpha %g: log nu_alpha %v, nu_c %v; table %v, %v", r.alpha, nu, 2*s.Quantile(0.75), r.logNu, r.nuC)
		}
		if a := startAlpha(r.logNu); r.alpha > 0.32 && r.alpha < 1.97 && !(math.Abs(a-r.alpha) < 1e-12) {
			t.Errorf("startAlpha(%v) = %v, want %v", r.logNu, a, r.alpha)
		}
	}
}
