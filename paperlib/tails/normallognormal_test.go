package tails

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

func TestNormalLognormalIsConsistent(t *testing.T) {
	for _, at := range []struct{ mu, s float64 }{{0, 1}, {0, 3e-9}, {2, 0.5}} {
		for _, tau := range []float64{0, 0.05, 0.4, 1, 2, 4, 7, 12} {
			checkLaw(t, fmt.Sprint("normal-lognormal ", tau), NewNormalLognormal(at.mu, at.s, tau, nil), at.mu, at.s, 1e-10)
		}
	}
}

// What is known in closed form: the density at the centre, the Gaussian at Tau = 0 and its neighbourhood (the density is
// even in Tau, with d f/d(Tau^2) = (f + 3 z f' + z^2 f”)/2 there, f the Gaussian's: (z^4 - 2 z^2) f/2), and for a large Tau
// the lognormal law of |X|: log|X| is log|Z| plus Tau W.
func TestNormalLognormalLimits(t *testing.T) {
	for _, tau := range []float64{0.1, 1, 3, 7, 12} {
		law := NewNormalLognormal(1, 2, tau, nil)
		if got, want := law.LogProb(1), tau*tau/2-0.5*math.Log(2*math.Pi)-math.Log(2); math.Abs(got-want) > 1e-11 {
			t.Errorf("tau %g: log f at the centre %.13g, want %.13g", tau, got, want)
		}
	}
	for _, z := range []float64{0, 0.3, 1, 2, 5, 30} {
		if got, want := NewNormalLognormal(0, 1, 0, nil).LogProb(z), distuv.UnitNormal.LogProb(z); math.Abs(got-want) > 1e-13*math.Abs(want) {
			t.Errorf("tau 0 at %g: %g, want %g", z, got, want)
		}
		if z > 6 {
			continue
		}
		const tau = 1e-3
		q := z * z
		got := (NewNormalLognormal(0, 1, tau, nil).Prob(z)/distuv.UnitNormal.Prob(z) - 1) / (tau * tau)
		// E over scale e^s of the density: f + tau^2/2 d^2/ds^2, and d^2/ds^2 of e^-s f(z e^-s) is (1 - 5 q + q^2) f + ... at 0.
		want := ((q-1)*(q-1) - 2*q) / 2
		if math.Abs(got-want) > 1e-3*(1+math.Abs(want)) {
			t.Errorf("at %g the density moves with tau^2 by %g, want %g", z, got, want)
		}
	}
	// P(|X| > x) for Tau = 40 is that of e^(40 W) to the spread of log|Z| over 40.
	law := NewNormalLognormal(0, 1, 12, nil)
	for _, w := range []float64{-2, 0, 1, 3} {
		got, want := 2*law.Survival(math.Exp(12*w)), distuv.UnitNormal.Survival(w+0.6352/12)
		if math.Abs(got/want-1) > 0.05 {
			t.Errorf("P(|X| > e^(12 %g)) = %g, of the lognormal law %g", w, got, want)
		}
	}
}

// The trapezoid sums do not depend on their step: half of it changes nothing to 1e-10.
func TestNormalLognormalSteps(t *testing.T) {
	for _, tau := range []float64{0.02, 0.3, 1, 3, 7, 12} {
		for _, z := range []float64{1e-6, 0.1, 1, 10, 1e4, 1e9} {
			at := func(w float64) float64 {
				e := z * math.Exp(-tau*w)
				return -w*w/2 - tau*w - e*e/2
			}
			y := wright(math.Log(2*tau*tau) + 2*math.Log(z) + 2*tau*tau)
			start, h := y/(2*tau)-tau, lognormalStep(tau, y/(2*tau*tau))
			one, half := logTrapezoid(at, start, h), logTrapezoid(at, start+h/3, h/2)
			if math.Abs(one-half) > 1e-10*math.Max(1, math.Abs(one)) {
				t.Errorf("tau %g, z %g: %.15g and %.15g", tau, z, one, half)
			}
		}
	}
}

func TestNormalLognormalDraws(t *testing.T) {
	for _, tau := range []float64{0.25, 2, 7} { // P(sqrt(n) D > 2.2) = 1.3e-4 each
		x := draws(5000, NewNormalLognormal(1, 2, tau, rng.Stream(7, "tails", "normal-lognormal")))
		if d := kolmogorov(NewNormalLognormal(1, 2, tau, nil), x) * math.Sqrt(5000); d > 2.2 {
			t.Errorf("tau %g: sqrt(n) D = %.2f", tau, d)
		}
	}
}

// The fit finds what was planted, in any units, and is no worse than the truth by more than .0015 nats a draw (for Tau = 7 the
// centre is not found to its last digits); 4000 draws give Tau with a sd of about
// (Tau + 1)/60, and 5 of those are a false alarm of 6e-7.
func TestFitNormalLognormal(t *testing.T) {
	for _, tau := range []float64{0.5, 1, 2, 4, 7} {
		for _, unit := range []float64{1, 3e-6} {
			truth := NewNormalLognormal(5*unit, unit, tau, rng.Stream(8, "tails", "normal-lognormal", fmt.Sprint(tau)))
			x := draws(4000, truth)
			law, err := FitNormalLognormal(x)
			if err != nil {
				t.Fatal(err)
			}
			if math.Abs(law.Tau-tau) > 5*(tau+1)/60 || math.Abs(math.Log(law.Scale/unit)) > 5*(tau+1)/40 {
				t.Errorf("tau %g, unit %g: fitted %+v", tau, unit, law)
			}
			if got, least := LogLikelihood(law, x), LogLikelihood(truth, x); got < least-0.0015*4000 {
				t.Errorf("tau %g: log-likelihood %.4f, of the truth %.4f", tau, got, least)
			}
			best := LogLikelihood(law, x)
			for _, d := range []float64{-1e-3, 1e-3} { // a maximum in scale and spread
				for _, q := range []NormalLognormal{{Mu: law.Mu, Scale: law.Scale * (1 + d*(tau+1)), Tau: law.Tau}, {Mu: law.Mu, Scale: law.Scale, Tau: law.Tau * (1 + d)}} {
					if v := LogLikelihood(q, x); v > best+5e-3 {
						t.Errorf("tau %g: %+v is better than the fit %+v by %g", tau, q, law, v-best)
					}
				}
			}
		}
	}
	// On Gaussian draws it is the Gaussian, or better.
	x := draws(1000, NewGaussian(3, 2, rng.Stream(9, "tails", "normal-lognormal")))
	g, _ := FitGaussian(x)
	law, err := FitNormalLognormal(x)
	if err != nil || law.Tau > 0.25 || LogLikelihood(law, x) < LogLikelihood(g, x)-1e-9 {
		t.Errorf("on Gaussian draws %+v (%v)", law, err)
	}
	tied := make([]float64, 200)
	for i := range 90 {
		tied[i] = float64(i + 1)
	}
	if _, err := FitNormalLognormal(tied); err == nil {
		t.Error("a sample that is mostly one value was fitted")
	}
}

func BenchmarkFitNormalLognormal(b *testing.B) {
	for _, tau := range []float64{0.5, 4} {
		x := draws(1000, NewNormalLognormal(0, 1, tau, rng.Stream(10, "tails", "normal-lognormal")))
		b.Run(fmt.Sprint(tau), func(b *testing.B) {
			for range b.N {
				if _, err := FitNormalLognormal(x); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// The fit near another one is as good as the full one: the same maximum where the density is no spike, and one of the spikes
// else, of which a part of the sample has fewer; 1 nat of 1400 draws is .0007 a draw.
func TestFitNormalLognormalNear(t *testing.T) {
	for _, tau := range []float64{0, 0.3, 1, 2, 4, 7} {
		r := rand.New(rng.Stream(35, "tails", "lognormal-near", fmt.Sprint(tau)))
		x := make([]float64, 2000)
		for i := range x {
			x[i] = 3 + math.Exp(tau*r.NormFloat64())*r.NormFloat64()
		}
		all, err := FitNormalLognormal(x)
		if err != nil {
			t.Fatal(err)
		}
		part := x[:1400]
		full, err := FitNormalLognormal(part)
		if err != nil {
			t.Fatal(err)
		}
		near, err := FitNormalLognormalNear(part, all)
		if err != nil {
			t.Fatal(err)
		}
		if d := LogLikelihood(near, part) - LogLikelihood(full, part); !(d > -1) || tau <= 0.3 && math.Abs(d) > 1e-3 {
			t.Errorf("tau %v: %+v is %.4f nats above the full fit %+v", tau, near, d, full)
		}
	}
}

func TestLogProbsInterpolate(t *testing.T) {
	for _, tau := range []float64{0.05, 0.3, 1, 2, 4, 7, 12} {
		law := NewNormalLognormal(3, 2, tau, rng.Stream(37, "tails", "log-probs", fmt.Sprint(tau)))
		x := []float64{3, 3 + 1e-300, 3 - 1e-12, 1e9}
		for range 500 {
			x = append(x, law.Rand())
		}
		for i, l := range LogProbs(law, x) {
			if want := law.LogProb(x[i]); !(math.Abs(l-want) <= 1e-6*math.Max(1, math.Abs(want))) {
				t.Errorf("tau %v: log f(%v) = %v, want %v", tau, x[i], l, want)
			}
		}
	}
}
