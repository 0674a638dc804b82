package stable

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func TestFitErrors(t *testing.T) {
	good := draws(Symmetric{Alpha: 1.5, Gamma: 1}, 200, 1)
	with := func(v float64) []float64 { x := slices.Clone(good); x[17] = v; return x }
	for name, c := range map[string]struct {
		x    []float64
		o    *FitOptions
		want error
		text string
	}{
		"NaN":              {with(math.NaN()), nil, ErrNotFinite, "observation 17"},
		"Inf":              {with(math.Inf(-1)), nil, ErrNotFinite, "observation 17"},
		"huge":             {with(1e200), nil, ErrNotFinite, "1e150"},
		"few":              {good[:99], nil, ErrTooFew, "99"},
		"empty":            {nil, nil, ErrTooFew, "0 obs"},
		"constant":         {make([]float64, 500), nil, ErrNoSpread, "100.0% are exactly zero"},
		"fixed alpha":      {good, &FitOptions{FixedAlpha: 2.5}, ErrOption, "2.5"},
		"NaN alpha":        {good, &FitOptions{FixedAlpha: math.NaN()}, ErrOption, "NaN"},
		"weights length":   {good, &FitOptions{Weights: []float64{1}}, ErrOption, "1 weights"},
		"negative weight":  {good, &FitOptions{Weights: append(make([]float64, 199), -1)}, ErrOption, "weight 199"},
		"weights all zero": {good, &FitOptions{Weights: make([]float64, 200)}, ErrTooFew, "0 obs"},
		"start":            {good, &FitOptions{Start: &Symmetric{Alpha: 1.5}}, ErrParameter, "gamma"},
	} {
		_, err := FitSymmetric(c.x, c.o)
		if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
			t.Errorf("%s: error %v, want %v naming %q", name, err, c.want, c.text)
		}
	}
}

func TestFlags(t *testing.T) {
	x := draws(Symmetric{Alpha: 1.5, Gamma: 1}, 900, 2)
	f, err := FitSymmetric(append(x, make([]float64, 100)...), nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.Flags.Zero != 0.1 || f.Flags.Tied != 0.1 || f.N != 1000 {
		t.Errorf("flags %+v, want a tenth of zeros", f.Flags)
	}
	if f.Flags.NearGaussian {
		t.Errorf("alpha %v +- %v is not near 2", f.Law.Alpha, f.StdErr[0])
	}
}

// Too many ties: the likelihood grows without bound when the tied share exceeds alpha/(1+alpha).
func TestUnboundedLikelihood(t *testing.T) {
	x := draws(Symmetric{Alpha: 0.5, Gamma: 1}, 510, 3)
	f, err := FitSymmetric(append(x, make([]float64, 490)...), &FitOptions{FixedAlpha: 0.4, Start: &Symmetric{Alpha: 0.4, Gamma: 1e-4}})
	if !errors.Is(err, ErrUnbounded) || f.Status != Unbounded {
		t.Errorf("%+v, %v; want ErrUnbounded", f, err)
	}
}

// Samples that no stable law describes must still end in a maximum or say that they did not.
func TestForeignSamples(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	samples := map[string]func() float64{
		"uniform":       func() float64 { return r.Float64() },
		"two points":    func() float64 { return float64(r.IntN(2)) + 1e-6*r.NormFloat64() },
		"Laplace":       func() float64 { return r.ExpFloat64() * float64(2*r.IntN(2)-1) },
		"exponential":   func() float64 { return r.ExpFloat64() },
		"log-normal":    func() float64 { return math.Exp(3 * r.NormFloat64()) },
		"rounded":       func() float64 { return math.Round(2 * r.NormFloat64()) },
		"super-heavy":   func() float64 { return math.Exp(20*r.ExpFloat64()) * float64(2*r.IntN(2)-1) },
		"one outlier":   func() float64 { return r.NormFloat64() },
		"float32 noise": func() float64 { return float64(float32(1 + 1e-6*r.NormFloat64())) },
	}
	for name, draw := range samples {
		for _, n := range []int{100, 1000, 5000} {
			x := make([]float64, n)
			for i := range x {
				x[i] = draw()
			}
			if name == "one outlier" {
				x[0] = 1e30
			}
			f, err := FitSymmetric(x, nil)
			if err != nil {
				t.Errorf("%s, n = %d: %v", name, n, err)
				continue
			}
			g, err := FitSymmetric(x, &FitOptions{FixedAlpha: 2})
			if err != nil {
				t.Errorf("%s, n = %d, Gaussian: %v", name, n, err)
				continue
			}
			if !(f.LogLikelihood >= g.LogLikelihood) || f.Law.Validate() != nil || !(f.StdErr[1] > 0) || !(f.StdErr[2] > 0) {
				t.Errorf("%s, n = %d: %+v, Gaussian %v", name, n, f, g.LogLikelihood)
			}
			if name == "super-heavy" && f.Status != AtLowerBound {
				t.Errorf("super-heavy, n = %d: %v at %v, want the lower bound", n, f.Status, f.Law.Alpha)
			}
		}
	}
}

// Samples with atoms end in a maximum or in a typed error, whatever the tail: no search may run on for ever.
func TestTiedSamples(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 9))
	count := map[Status]int{}
	for i := range 400 {
		law := Symmetric{Alpha: MinAlpha + 1.7*r.Float64(), Gamma: math.Exp(r.NormFloat64()), Delta: r.NormFloat64()}
		x := draws(law, 100+r.IntN(300), uint64(i))
		for j := range x {
			if i%2 == 0 {
				x[j] = math.Round(4*x[j]) / 4
			} else if j%5 == 0 {
				x[j] = 0
			}
		}
		f, err := FitSymmetric(x, nil)
		switch {
		case errors.Is(err, ErrNoSpread):
			continue
		case err != nil && (!errors.Is(err, ErrUnbounded) || f.Status != Unbounded || f.Flags.Tied < MinAlpha/(1+MinAlpha)):
			t.Errorf("sample %d, %+v: %v", i, law, err)
		case err == nil && (f.Law.Validate() != nil || !(f.Flags.Tied >= 0.2) || math.IsNaN(f.LogLikelihood)):
			t.Errorf("sample %d, %+v: %+v", i, law, f)
		}
		count[f.Status]++
	}
	t.Log(count)
}
