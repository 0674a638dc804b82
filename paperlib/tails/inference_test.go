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

// TestBootstrapCoverage: mean of a nested normal design, 12 seeds with sd 1 and 20 draws each with sd 2. Percentile
// coverage of a nominal 90 % is about .86 with 12 seeds; 400 replicates have an error of .017.
func TestBootstrapCoverage(t *testing.T) {
	r := rng.New(33, "tails", "bootstrap")
	rows := make([]int, 12)
	for i := range rows {
		rows[i] = 20
	}
	hit, width := 0, 0.0
	const reps = 400
	for range reps {
		x := make([][]float64, len(rows))
		for s := range x {
			m := r.NormFloat64()
			x[s] = make([]float64, rows[s])
			for i := range x[s] {
				x[s][i] = m + 2*r.NormFloat64()
			}
		}
		avg := func(q Resample) (float64, error) {
			var sum, n float64
			for k, s := range q.Seeds {
				for _, i := range q.Rows[k] {
					sum += x[s][i]
					n++
				}
			}
			return sum / n, nil
		}
		iv, _, err := Bootstrap(rows, 200, 0.9, rng.Stream(r.Uint64(), "b"), avg)
		if err != nil {
			t.Fatal(err)
		}
		if iv.Lo <= 0 && 0 <= iv.Hi {
			hit++
		}
		one, _, _ := Bootstrap(rows[:1], 200, 0.9, rng.Stream(r.Uint64(), "b"), avg)
		width += (one.Hi - one.Lo) / reps
	}
	if c := float64(hit) / reps; c < 0.79 || c > 0.96 {
		t.Errorf("coverage %.3f of nominal .90", c)
	}
	// Within one seed: 2 x 1.645 x 2 sqrt(19/20)/sqrt(20) E(chi_19)/sqrt(19) = 1.41, less 1-2 % for 200 replicates.
	if math.Abs(width-1.40) > 0.07 {
		t.Errorf("mean width with one seed %.3f, want 1.40", width)
	}
	if _, _, err := Bootstrap(nil, 100, 0.9, rng.Stream(1, "b"), nil); err == nil {
		t.Error("no seeds accepted")
	}
}
