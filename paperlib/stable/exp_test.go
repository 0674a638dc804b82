package stable

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestExpNeg(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	worst := 0.0
	for i := range 200000 {
		x := -700 * r.Float64()
		if i%2 == 0 {
			x = -math.Exp(-30 * r.Float64())
		}
		worst = max(worst, math.Abs(expNeg(x)/math.Exp(x)-1))
	}
	if expNeg(0) != 1 || !(worst < 5e-16) { // math.Exp itself has an error of one unit
		t.Errorf("e^0 = %v, worst relative error %.2g", expNeg(0), worst)
	}
}
