package levy

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// TestTwoWells: U = (x^2-1)^2/4, minima at +-1 and the saddle at 0, at distance 1.
func TestTwoWells(t *testing.T) {
	const alpha, sigma = 1.5, 0.1
	w := must(NewWells(alpha, sigma, []float64{-1, 1}, []float64{0}))
	rate := TailConstant(alpha) * math.Pow(sigma, alpha)
	within(t, "q_12", w.Generator().At(0, 1), rate, 1e-14)
	within(t, "q_1", w.Leave(0), rate, 1e-14)
	within(t, "share of well 1", w.Stationary()[0], 0.5, 1e-14)
	// Two states relax at rate q_12 + q_21.
	for _, time := range []float64{0, 1, 1e2, 1e3} {
		within(t, "P_11(t)", must(w.Transition(time)).At(0, 0), (1+math.Exp(-2*rate*time))/2, 1e-13)
	}
}

// TestThreeWellsByHand: Cauchy noise, so that rates are c/distance with c = sigma/pi; minima -2, 0, 3 and saddles -1, 1.
func TestThreeWellsByHand(t *testing.T) {
	const sigma = 0.1
	w := must(NewWells(1, sigma, []float64{-2, 0, 3}, []float64{-1, 1}))
	q, c := w.Generator(), sigma/math.Pi
	for i, row := range [][]float64{{-1, 2.0 / 3, 1.0 / 3}, {1, -2, 1}, {0.25, 0.25, -0.5}} {
		for j, want := range row {
			within(t, "generator", q.At(i, j), c*want, 1e-13)
		}
	}
	for i, want := range []float64{0.3, 1.0 / 6, 8.0 / 15} {
		within(t, "stationary share", w.Stationary()[i], want, 1e-14)
	}
	within(t, "P(1 -> 3)", w.Jumps().At(0, 2), 1.0/3, 1e-14)
	within(t, "P(3 -> 1)", w.Jumps().At(2, 0), 0.5, 1e-14)
}

// randomWells returns a chain of n wells of random widths from 0.1 to 100.
func randomWells(r *rand.Rand, n int) *Wells {
	var minima, saddles []float64
	x := 0.0
	for i := range 2*n - 1 {
		if i%2 == 0 {
			minima = append(minima, x)
		} else {
			saddles = append(saddles, x)
		}
		x += math.Pow(10, -1+3*r.Float64())
	}
	return must(NewWells(0.3+1.6*r.Float64(), 0.01, minima, saddles))
}

func TestWellsGenerator(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 1))
	for range 50 {
		w := randomWells(r, 2+r.IntN(6))
		q, p := w.Generator(), w.Jumps()
		n := len(w.Minima)
		pi := w.Stationary()
		for i := range n {
			row := mat.Row(nil, i, q)
			if sum := floats.Sum(row); math.Abs(sum) > 1e-13*w.Leave(i) {
				t.Errorf("row %d sums to %g", i, sum)
			}
			within(t, "sum of jumps", floats.Sum(p.RawRowView(i)), 1, 1e-13)
			// The rate out is that beyond the two saddles of the well.
			distances := 0.0
			if i > 0 {
				distances += math.Pow(w.Minima[i]-w.Saddles[i-1], -w.alpha)
			}
			if i < n-1 {
				distances += math.Pow(w.Saddles[i]-w.Minima[i], -w.alpha)
			}
			within(t, "q_i", w.Leave(i), TailConstant(w.alpha)*math.Pow(0.01, w.alpha)*distances, 1e-12)
			// Flow into the well equals that out of it.
			in := 0.0
			for j := range n {
				if j != i {
					in += pi[j] * q.At(j, i)
				}
			}
			within(t, "flow", in, pi[i]*w.Leave(i), 1e-12)
		}
		within(t, "sum of shares", floats.Sum(pi), 1, 1e-14)
	}
}

func TestWellsTransition(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 2))
	for range 30 {
		w := randomWells(r, 2+r.IntN(6))
		time := 3 / w.Leave(0)
		var product mat.Dense
		product.Mul(must(w.Transition(time/3)), must(w.Transition(2*time/3)))
		if p := must(w.Transition(time)); !mat.EqualApprox(p, &product, 1e-13) {
			t.Error("P(s) P(t) is not P(s+t)")
		}
		// P'(t) = P(t) Q, by a central difference.
		d := 1e-4 / w.Leave(0)
		var slope, want mat.Dense
		slope.Sub(must(w.Transition(time+d)), must(w.Transition(time-d)))
		slope.Scale(1/(2*d), &slope)
		want.Mul(must(w.Transition(time)), w.Generator())
		if !mat.EqualApprox(&slope, &want, 1e-5*mat.Max(w.Generator())) {
			t.Error("P'(t) is not P(t) Q")
		}
		// After a time of many million jumps the start is forgotten.
		p, pi := must(w.Transition(1e12/w.Leave(0))), w.Stationary()
		for i := range pi {
			if !floats.EqualApprox(p.RawRowView(i), pi, 1e-10) {
				t.Errorf("long run from %d: %v, stationary %v", i, p.RawRowView(i), pi)
			}
		}
	}
}
