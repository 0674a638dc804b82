package stable

import (
	"errors"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// The draw for every word must have exactly the tail probability that the word stands for, out to 2^-65: this is the whole
// truth about the sampler's law, without sampling error.
func TestSamplerInvertsSurvival(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for _, a := range frozenAlphas {
		s, err := NewSampler(a)
		if err != nil {
			t.Fatal(err)
		}
		law := Symmetric{Alpha: a, Gamma: 1}
		worst := 0.0
		for i := range 3000 {
			k := r.Uint64() >> 1
			if i%2 == 0 {
				k >>= r.IntN(63) // every octave of the tail
			}
			p := (float64(k) + 0.5) / (2 * samplerTop)
			z := s.m.signed(k << 1)
			if y := s.m.signed(k<<1 | 1); y != -z {
				t.Fatalf("alpha %v: word %d gives %v and with the other sign %v", a, k, z, y)
			}
			got := law.Survival(z)
			if a == 2 && z > 7 { // z has 16 digits, its tail probability z^2/2 times fewer
				got = math.Exp(gaussLogSF(z))
			}
			worst = max(worst, math.Abs(got/p-1))
		}
		t.Logf("alpha %-10v worst relative error of P(Z > z) %.1e, %d cells", a, worst, len(s.m.cells))
		if !(worst <= 1e-10) {
			t.Errorf("alpha %v: P(Z > z) off by %.2g", a, worst)
		}
	}
}

func TestSamplerSequence(t *testing.T) {
	s, err := NewSampler(1.5)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float64, 4)
	s.Fill(got, rand.NewPCG(1, 2))
	src := rand.NewPCG(1, 2)
	for i, v := range got {
		if d := s.Draw(src); d != v {
			t.Errorf("draw %d: Fill %v, Draw %v", i, v, d)
		}
	}
	other := make([]float64, 4)
	s.Fill(other, struct{ rand.Source }{rand.NewPCG(1, 2)})
	if !slices.Equal(got, other) {
		t.Errorf("the sequence depends on the type of the source: %v and %v", got, other)
	}
	// Frozen: these sequences do not change.
	want := []float64{0.40955806054004784, 0.70827627114809655, 0.38181465017582744, 0.35954606046881227}
	for i := range want {
		if !(math.Abs(got[i]-want[i]) <= 1e-12*math.Abs(want[i])) {
			t.Errorf("draw %d is %.17g, was %.17g", i, got[i], want[i])
		}
	}
	if n := testing.AllocsPerRun(10, func() { s.Fill(got, src) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
	if _, err := NewSampler(0.2); !errors.Is(err, ErrParameter) {
		t.Errorf("NewSampler(0.2): %v", err)
	}
	if z := s.m.signed(math.MaxUint64); !(math.Abs(z) < 1e-10) {
		t.Errorf("the largest word, the median, draws %v", z)
	}
}
