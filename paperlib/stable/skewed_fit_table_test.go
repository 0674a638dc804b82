package stable

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The density of the tables against the evaluator, at random laws with |beta| up to 1 - 1e-6 and both parametrisations.
func TestSkewedDensity(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 2))
	compared := 0
	for range 4000 {
		alpha := MinAlpha + (2-MinAlpha)*r.Float64()
		beta := 1 - math.Pow(10, -6*r.Float64())
		if r.Float64() < 0.5 {
			beta = -beta
		}
		z := math.Sinh(12 * (2*r.Float64() - 1))
		d := newSkewedDensity(alpha, beta, alpha < 0.75)
		p := skewPoint{alpha: alpha, beta: beta, x: z}
		if d.origin {
			p.x, p.y, p.hasY = z-d.shift, z, true
		}
		v, err := evalSkewed(p)
		if err != nil {
			t.Fatalf("alpha %v beta %v z %v: %v", alpha, beta, z, err)
		}
		if v.LogProb < -600 {
			continue
		}
		compared++
		if got := d.logPDF(z); !(math.Abs(got-v.LogProb) < 1e-9) {
			t.Errorf("alpha %v beta %v z %v: log f = %v, want %v", alpha, beta, z, got, v.LogProb)
		}
	}
	if compared < 3000 {
		t.Errorf("only %d points compared", compared)
	}
}

// The interpolant of the last stage against the evaluator, and its derivatives: the first against central differences of
// the evaluator, the second against those of the first.
func TestSkewedBox(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 9))
	for _, c := range [][2]float64{
		{0.32, 0.2}, {0.4, -0.6}, {0.5, 1}, {0.7, 0.9}, {0.76, -0.8}, {0.85, 0.5}, {0.9, 1}, {1, 0.4}, {1.01, -1}, {1.2, 0.9},
		{1.5, -1}, {1.5, 0.2}, {1.8, 0.7}, {1.95, -0.5}, {2, 1},
	} {
		box := boxFor(skewedParams{c[0], c[1]}, boxStages[len(boxStages)-1], 1)
		limit, slope := 2e-8, 2e-5
		if c[0] < 1 {
			limit, slope = 2e-6, 2e-3
		}
		for range 25 {
			a := box.alpha.mid + 0.9*box.alpha.half*(2*r.Float64()-1)
			b := box.beta.mid + 0.9*box.beta.half*(2*r.Float64()-1)
			law := Skewed{Alpha: a, Beta: b, Gamma: 1}
			if box.origin {
				law.Param = S1
			}
			z := law.Quantile(0.001 + 0.998*r.Float64())
			box.set(a, b)
			j := box.eval(z)
			if e := math.Abs(j.l - law.LogProb(z)); !(e < limit) {
				t.Errorf("%v, alpha %v beta %v z %v: log f off by %.2g", c, a, b, z, e)
			}
			jet := func(da, db, dz float64) skewedJet { box.set(a+da, b+db); return box.eval(z + dz) }
			prob := func(da, db, dz float64) float64 {
				l := law
				l.Alpha, l.Beta = a+da, b+db
				return l.LogProb(z + dz)
			}
			h, hz := 1e-5, 1e-5*math.Abs(z)
			diff := func(f func(sign float64) float64, h float64) float64 { return (f(1) - f(-1)) / (2 * h) }
			for _, d := range []struct {
				name      string
				got, want float64
				tol       float64
			}{
				{"a", j.a, diff(func(s float64) float64 { return prob(s*h, 0, 0) }, h), slope},
				{"b", j.b, diff(func(s float64) float64 { return prob(0, s*h, 0) }, h), slope},
				{"log z", z * j.z, diff(func(s float64) float64 { return prob(0, 0, s*h*z) }, h), slope},
				{"aa", j.aa, diff(func(s float64) float64 { return jet(s*h, 0, 0).a }, h), 1e-5},
				{"ab", j.ab, diff(func(s float64) float64 { return jet(s*h, 0, 0).b }, h), 1e-5},
				{"bb", j.bb, diff(func(s float64) float64 { return jet(0, s*h, 0).b }, h), 1e-5},
				{"az", j.az, diff(func(s float64) float64 { return jet(s*h, 0, 0).z }, h), 1e-5},
				{"bz", j.bz, diff(func(s float64) float64 { return jet(0, s*h, 0).z }, h), 1e-5},
				{"zz", j.zz, diff(func(s float64) float64 { return jet(0, 0, s*hz).z }, hz), 1e-4},
			} {
				if !(math.Abs(d.got-d.want) < d.tol*(1+math.Abs(d.want))) {
					t.Errorf("%v, alpha %v beta %v z %v: derivative %s is %v, want %v", c, a, b, z, d.name, d.got, d.want)
				}
			}
		}
	}
}
