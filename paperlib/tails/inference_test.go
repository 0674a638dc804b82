package tails

import (
	"math"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
)

func TestFalseDiscoveryRate(t *testing.T) {
	// The worked example of Benjamini and Hochberg (1995), section 3.1: at .05 the four smallest of 15 are rejected.
	p := []float64{.0001, .0004, .0019, .0095, .0201, .0278, .0298, .0344, .0459, .3240, .4262, .5719, .6528, .7590, 1}
	q, err := BenjaminiHochberg(p)
	if err != nil || Rejected(q, 0.05) != 4 {
		t.Fatalf("BH rejects %d (%v), want 4; adjusted %v", Rejected(q, .05), err, q)
	}
	if want := .0095 * 15 / 4; math.Abs(q[3]-want) > 1e-15 {
		t.Errorf("fourth adjusted value %g, want %g", q[3], want)
	}
	by, _ := BenjaminiYekutieli(p)
	h := 0.0
	for i := range p {
		h += 1 / float64(i+1)
		if by[i] < q[i] || by[i] > 1 {
			t.Errorf("BY %d: %g below BH %g or above 1", i, by[i], q[i])
		}
	}
	if math.Abs(by[0]/(q[0]*h)-1) > 1e-12 {
		t.Errorf("BY factor %g, want %g", by[0]/q[0], h)
	}
	shuffled := []float64{p[3], p[14], p[0]}
	s, _ := BenjaminiHochberg(shuffled)
	if s[2] > s[0] || s[0] > s[1] {
		t.Errorf("order not kept: %v for %v", s, shuffled)
	}
	if _, err := BenjaminiHochberg([]float64{0.1, math.NaN()}); err == nil {
		t.Error("NaN accepted")
	}
}

// The worked example of Holm's method in R's p.adjust (method "holm"): .01, .02, .03, .04, .05 give .05, .08, .09, .09, .09.
func TestHolm(t *testing.T) {
	q, err := Holm([]float64{0.03, 0.05, 0.01, 0.04, 0.02, 1})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{0.12, 0.12, 0.06, 0.12, 0.10, 1} {
		if math.Abs(q[i]-want) > 1e-15 {
			t.Errorf("%d: %g, want %g", i, q[i], want)
		}
	}
	if q, _ := Holm([]float64{0.01, 0.02, 0.03, 0.04, 0.05}); math.Abs(q[0]-0.05)+math.Abs(q[1]-0.08)+math.Abs(q[4]-0.09) > 1e-15 {
		t.Errorf("%v", q)
	}
	if _, err := Holm([]float64{0.1, math.NaN()}); err == nil {
		t.Error("NaN was adjusted")
	}
	if q, err := Holm(nil); err != nil || len(q) != 0 {
		t.Errorf("nothing: %v, %v", q, err)
	}
}

// TestBHLevel: 90 true nulls and 10 planted effects, 2000 times. The false discovery proportion must average at most
// .05 x .9 = .045; its Monte-Carlo error is about .0016, the bound below 5 of them away.
func TestBHLevel(t *testing.T) {
	r := rng.New(31, "tails", "bh")
	var fdp float64
	const reps = 2000
	p := make([]float64, 100)
	for range reps {
		for i := range p {
			z := math.Abs(r.NormFloat64())
			if i < 10 {
				z += 3.5
			}
			p[i] = math.Erfc(z / math.Sqrt2)
		}
		q, _ := BenjaminiHochberg(p)
		if all := Rejected(q, 0.05); all > 0 {
			fdp += float64(Rejected(q[10:], 0.05)) / float64(all)
		}
	}
	if fdp /= reps; fdp > 0.053 || fdp < 0.037 {
		t.Errorf("false discovery rate %.4f, want .045", fdp)
	}
}
