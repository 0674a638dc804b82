package stable

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

// Against central differences of LogProb (score) and of the score (Hessian), whose own error is of order step^2.
func TestDerivativesAgainstDifferences(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 10))
	for _, a := range []float64{0.4, 0.55, 0.8, 0.98, 1, 1.02, 1.2, 1.5, 1.7, 1.85, 1.93, 1.97, 1.99} {
		for range 40 {
			s := Symmetric{Alpha: a, Gamma: math.Exp(r.NormFloat64()), Delta: r.NormFloat64()}
			x := s.Delta + s.Gamma*math.Sinh(4*r.NormFloat64())
			d := s.Derivatives(x)
			if d.LogProb != s.LogProb(x) {
				t.Fatalf("%+v at %v: LogProb %v, want %v", s, x, d.LogProb, s.LogProb(x))
			}
			const h = 1e-5
			for i := range 3 {
				hi, lo := s, s
				step := h
				switch i {
				case 0:
					hi.Alpha, lo.Alpha = a+h, a-h
				case 1:
					hi.Gamma, lo.Gamma = s.Gamma*math.Exp(h), s.Gamma*math.Exp(-h)
				case 2:
					step = h * math.Hypot(s.Gamma, x-s.Delta)
					hi.Delta, lo.Delta = s.Delta+step, s.Delta-step
				}
				if num := (hi.LogProb(x) - lo.LogProb(x)) / (2 * step); !close2(d.Score[i], num, 3e-6) {
					t.Errorf("%+v at %v: score %d is %v, differences give %v", s, x, i, d.Score[i], num)
				}
				up, down := hi.Derivatives(x).Score, lo.Derivatives(x).Score
				for k := range 3 {
					scale := 1.0
					if k == 2 {
						scale = math.Hypot(s.Gamma, x-s.Delta)
					}
					if num := (up[k] - down[k]) / (2 * step) * scale; !close2(d.Hessian[i][k]*scale, num, 1e-4) {
						t.Errorf("%+v at %v: Hessian %d %d is %v, differences give %v", s, x, i, k, d.Hessian[i][k]*scale, num)
					}
				}
			}
		}
	}
}

func close2(a, b, tol float64) bool { return math.Abs(a-b) <= tol*max(1, math.Abs(a), math.Abs(b)) }

// The expected score is zero and the expected negative Hessian is the information that Fisher gives.
func TestDerivativesAndFisher(t *testing.T) {
	for _, a := range []float64{0.6, 1, 1.5, 1.9} {
		s := Symmetric{Alpha: a, Gamma: 1}
		var score, info [3]float64
		logGrid(a, func(z, dz float64) {
			d := s.Derivatives(z)
			w := 2 * dz * math.Exp(d.LogProb)
			for i := range 3 {
				score[i] += w * d.Score[i]
				info[i] -= w * d.Hessian[i][i]
			}
		})
		f := Fisher(a)
		for i, want := range [3]float64{f.Alpha, f.LogGamma, f.Delta} {
			if i < 2 && !(math.Abs(score[i]) < 1e-8) || !(math.Abs(info[i]/want-1) < 1e-6) {
				t.Errorf("alpha %v: expected score %v, information %v, want %v", a, score, info[i], want)
			}
		}
	}
}

func TestEntropy(t *testing.T) {
	// Continuous across the closed forms; location and scale enter as they must.
	for _, a := range []float64{1, 2} {
		exact := Symmetric{Alpha: a, Gamma: 3, Delta: 7}.Entropy()
		for _, e := range []float64{1e-9, 1e-7} {
			if near := (Symmetric{Alpha: a - e, Gamma: 3}).Entropy(); !(math.Abs(near-exact) < 1e-5) {
				t.Errorf("entropy at alpha %v - %g is %v, at %v it is %v", a, e, near, a, exact)
			}
		}
	}
	if e := (Symmetric{Alpha: 1 - 1e-10, Gamma: 1}).Entropy(); !(math.Abs(e-math.Log(4*math.Pi)) < 1e-9) {
		t.Errorf("entropy beside the Cauchy law off by %g", e-math.Log(4*math.Pi))
	}
	// A Monte-Carlo mean of -log f: five standard errors, a false alarm below 6e-7.
	s, err := NewSampler(1.5)
	if err != nil {
		t.Fatal(err)
	}
	x := make([]float64, 200000)
	s.Fill(x, rand.NewPCG(11, 12))
	var m, v float64
	for _, l := range (Symmetric{Alpha: 1.5, Gamma: 1}).LogProbs(nil, x) {
		m -= l
		v += l * l
	}
	n := float64(len(x))
	m /= n
	if want := (Symmetric{Alpha: 1.5, Gamma: 1}).Entropy(); !(math.Abs(m-want) < 5*math.Sqrt((v/n-m*m)/n)) {
		t.Errorf("entropy %v, mean of -log f %v", want, m)
	}
	if !math.IsNaN((Symmetric{Alpha: 3, Gamma: 1}).Entropy()) {
		t.Error("entropy outside the domain is a number")
	}
}

func TestDerivativesOutside(t *testing.T) {
	for _, x := range []float64{math.NaN(), math.Inf(1)} {
		if d := (Symmetric{Alpha: 1.5, Gamma: 1}).Derivatives(x); !math.IsNaN(d.Score[0]) {
			t.Errorf("score at %v is %v", x, d.Score)
		}
	}
	if d := (Symmetric{Alpha: 1.5, Gamma: -1}).Derivatives(1); !math.IsNaN(d.LogProb) || !math.IsNaN(d.Hessian[1][2]) {
		t.Errorf("outside the domain: %+v", d)
	}
	// At the Gaussian the parts without alpha are those of N(delta, 2 gamma^2).
	d := Symmetric{Alpha: 2, Gamma: 2, Delta: 1}.Derivatives(4)
	if !close2(d.Score[1], 3.*3/(2*4)-1, 1e-12) || !close2(d.Score[2], 3./(2*4), 1e-12) || !close2(d.Hessian[2][2], -1./8, 1e-11) {
		t.Errorf("at alpha = 2: %+v", d)
	}
	if d := (Symmetric{Alpha: 2, Gamma: 1}).Derivatives(200); d.Score[1] != 200*100-1 || !math.IsInf(d.Score[0], -1) || d.Hessian[2][2] != -0.5 {
		t.Errorf("far out at alpha = 2: %+v", d)
	}
}

// A sample gives the derivatives of its values one by one; only the logarithm may differ, by rounding.
func TestDerivativesOfSample(t *testing.T) {
	x := []float64{math.Inf(-1), -1e300, -1e7, -40, -3, -1e-9, 0, 0.4, 2, 60, math.NaN()}
	for _, s := range []Symmetric{{Alpha: 0.3, Gamma: 1}, {Alpha: 1, Gamma: 2, Delta: 0.4}, {Alpha: 1.5, Gamma: 1e-3}, {Alpha: 1.97, Gamma: 1}, {Alpha: 2, Gamma: 3, Delta: -1}, {Alpha: 1.5, Gamma: -1}} {
		n := 0
		for i, got := range s.DerivativesOf(x) {
			want := s.Derivatives(x[i])
			if !(math.Abs(got.LogProb-want.LogProb) <= 1e-12*max(1, math.Abs(want.LogProb))) && fmt.Sprint(got.LogProb) != fmt.Sprint(want.LogProb) {
				t.Errorf("%+v at %v: log f is %v, one by one %v", s, x[i], got.LogProb, want.LogProb)
			}
			got.LogProb = want.LogProb
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%+v at %v: %v, one by one %v", s, x[i], got, want)
			}
			n++
		}
		if n != len(x) {
			t.Errorf("%+v: %d of %d values", s, n, len(x))
		}
	}
	for i := range (Symmetric{Alpha: 1.5, Gamma: 1}).DerivativesOf(x) {
		if i == 3 {
			break
		}
	}
}

func BenchmarkDerivatives(b *testing.B) {
	s := Symmetric{Alpha: 1.5, Gamma: 1}
	x := draws(s, 1000, 3)
	b.Run("single", func(b *testing.B) {
		i := 0
		for b.Loop() {
			sink = s.Derivatives(x[i%len(x)]).LogProb
			i++
		}
	})
	b.Run("sample of 1000", func(b *testing.B) {
		for b.Loop() {
			for _, d := range s.DerivativesOf(x) {
				sink = d.LogProb
			}
		}
	})
}
