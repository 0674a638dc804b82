package tails

import (
	"errors"
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// TestA6GaussianLRNull: LR = 0 in about 85 % of Gaussian samples, and the 95 % point was said to be about .8 at n = 1000 and
// .45 at 10,000. The second is not what the ratio over the whole range of alpha gives: 3000 samples of their own have .58
// (sd .06; .27 if alpha ends at 1.996, as it may have where .45 was found). See also TestGaussianLRIsTheMaximum.
func TestA6GaussianLRNull(t *testing.T) {
	for _, c := range []struct{ n, q95, tol float64 }{{1000, .8, .1}, {10000, .58, .15}} {
		got := quantileOf(t, lrNull(), "lr", .05, 2, c.n)
		p := must(GaussianLRP(1e-3, int(c.n))).P
		t.Logf("n %g: 95 %% point %.3f, 99 %% point %.3f, P(LR > .001) = %.3f", c.n, got, quantileOf(t, lrNull(), "lr", .01, 2, c.n), p)
		if math.Abs(got-c.q95) > c.tol {
			t.Errorf("n %g: 95 %% point %.3f, reference %.3f", c.n, got, c.q95)
		}
		if p < 0.12 || p > 0.18 {
			t.Errorf("n %g: P(LR > 0) = %.3f, reference .15", c.n, p)
		}
	}
}

// TestGaussianLRIsTheMaximum: the ratio equals the largest over a grid of fixed alphas, up to the gaps of the grid.
func TestGaussianLRIsTheMaximum(t *testing.T) {
	law := NewGaussian(0, 1, rng.Stream(115, "lr"))
	for range 40 {
		x := draws(2000, law)
		r := must(JudgeGaussian(x))
		g := must(FitGaussian(x))
		gauss, best := LogLikelihood(g, x), 0.0
		for _, gap := range []float64{1e-6, 1e-5, 1e-4, 3e-4, 1e-3, 2e-3, 3e-3, 5e-3, 7e-3, .01, .015, .02, .03, .04, .06} {
			f := must(stable.FitSymmetric(x, &stable.FitOptions{FixedAlpha: 2 - gap}))
			best = math.Max(best, 2*(f.LogLikelihood-gauss))
		}
		if r.LR < best-1e-6 || r.LR > best+0.2 {
			t.Errorf("LR %.6f at alpha %.6g, grid %.6f", r.LR, r.Alpha, best)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// TestGaussianLRSize: 2500 Gaussian samples at a size between two columns. Bounds are 4.5 binomial sd around .05 and .01:
// false alarm 1e-5 each.
func TestGaussianLRSize(t *testing.T) {
	law := NewGaussian(-2, 1e-3, rng.Stream(111, "lr"))
	var at5, at1 float64
	const reps = 2500
	for range reps {
		r, err := JudgeGaussian(draws(600, law))
		if err != nil {
			t.Fatal(err)
		}
		if r.P.P <= 0.05 {
			at5 += 1.0 / reps
		}
		if r.P.P <= 0.01 {
			at1 += 1.0 / reps
		}
	}
	t.Logf("size %.4f at .05, %.4f at .01", at5, at1)
	if math.Abs(at5-0.05) > 0.02 || math.Abs(at1-0.01) > 0.009 {
		t.Errorf("rejects %.4f at .05 and %.4f at .01 of Gaussian samples", at5, at1)
	}
}

func TestGaussianLRPower(t *testing.T) {
	for name, c := range map[string]struct {
		d     drawer
		least float64
	}{
		"stable 1.95": {stable.Symmetric{Alpha: 1.95, Gamma: 1, Src: rng.Stream(112, "lr")}, 0.7},
		"laplace":     {NewLaplace(0, 1, rng.Stream(113, "lr")), 0.99}, "t10": {NewStudentT(0, 1, 10, rng.Stream(114, "lr")), 0.7},
	} {
		hit := 0.0
		for range 50 {
			r, err := JudgeGaussian(draws(1000, c.d))
			if err != nil {
				t.Fatal(err)
			}
			if r.P.P <= 0.05 {
				hit += 1.0 / 50
			}
		}
		t.Logf("%s: power %.2f", name, hit)
		if hit < c.least {
			t.Errorf("%s: power %.2f, want %.2f", name, hit, c.least)
		}
	}
}

func TestGaussianLREdges(t *testing.T) {
	if p, err := GaussianLRP(0, 1000); err != nil || p.P != 1 || p.AtMost {
		t.Errorf("LR = 0: %v, %v", p, err)
	}
	if p, err := GaussianLRP(500, 1000); err != nil || p != (PValue{1e-4, true}) {
		t.Errorf("LR = 500: %v, %v", p, err)
	}
	for _, bad := range []float64{-1, math.NaN()} {
		if _, err := GaussianLRP(bad, 1000); err == nil {
			t.Errorf("LR = %g accepted", bad)
		}
	}
	if _, err := GaussianLRP(1, 99); !errors.Is(err, ErrNotTabulated) {
		t.Errorf("99 draws: %v", err)
	}
	if _, err := JudgeGaussian(make([]float64, 200)); !errors.Is(err, &SampleError{Fault: FaultConstant}) {
		t.Errorf("constant sample: %v", err)
	}
	last := 2.0
	for lr := 0.0; lr < 30; lr += 0.05 {
		p := must(GaussianLRP(lr, 3000)).P
		if p > last {
			t.Fatalf("p rises to %g at LR = %g", p, lr)
		}
		last = p
	}
}
