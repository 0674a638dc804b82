package stable

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"
)

func TestTableScan(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for _, s := range segments {
		t0 := time.Now()
		s.get()
		dt := time.Since(t0)
		var wf, ws float64
		var af, xf, as, xs float64
		for range 40 {
			a := s.lo + (s.hi-s.lo)*r.Float64()
			l, d := newLaw(a), NewDirect(a)
			for range 60 {
				x := math.Exp(-12 + 25.5*r.Float64())
				lf, ls := d.Eval(x)
				if e := math.Abs(l.logPDF(x) - lf); e > wf {
					wf, af, xf = e, a, x
				}
				if e := math.Abs(l.logSF(x) - ls); e > ws {
					ws, as, xs = e, a, x
				}
			}
		}
		t.Logf("[%g %g] c0 %d: pdf %.2g (a %.4g x %.3g) sf %.2g (a %.4g x %.3g) build %v", s.lo, s.hi, s.c0Exp, wf, af, xf, ws, as, xs, dt)
	}
}
