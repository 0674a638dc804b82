package levy

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// Wells is the chain of wells that dX = -U'(X) dt + sigma dL visits in the limit of small noise, one dimension, alpha < 2
// (Imkeller and Pavlyukevich, "Metastable behaviour of small noise Levy-driven diffusions", ESAIM P&S 12, 2008): from
// minimum m_i it jumps straight into well j, over the wells between, at rate
//
//	q_ij = C_alpha sigma^alpha | |s_{j-1}-m_i|^-alpha - |s_j-m_i|^-alpha |,
//
// where well j lies between the saddles s_{j-1} and s_j and the outermost wells are unbounded. The rates out of a well sum to
// q_i = C_alpha sigma^alpha (|s_{i-1}-m_i|^-alpha + |s_i-m_i|^-alpha). Conditions: sigma -> 0, U” not 0 at minima and
// saddles, and U' growing faster than |x| far out, so that a long jump comes back in a bounded time. The clock is the
// equation's time. How small sigma must be depends on the drift, which the formula does not know; for (x^2-1)^2/4 the
// simulated times are 0.90 to 1.02 of these.
type Wells struct {
	Minima, Saddles []float64
	alpha           float64
	generator       *mat.Dense
}

// NewWells computes the rates. minima has one element more than saddles, and each saddle lies between two minima, in
// ascending order. Anything else is an [ErrParameter]; an [ErrCondition] at alpha = 2 and where a rate is 0 or beyond float64.
func NewWells(alpha, sigma float64, minima, saddles []float64) (*Wells, error) {
	if err := firstError(checkJumps(alpha), checkPositive("sigma", sigma)); err != nil {
		return nil, err
	}
	if len(minima) < 2 || len(saddles) != len(minima)-1 {
		return nil, badParameter("%d minima and %d saddles; there is one saddle between each two neighbouring minima, of which there are at least two", len(minima), len(saddles))
	}
	for i, s := range saddles {
		if !(minima[i] < s && s < minima[i+1]) {
			return nil, badParameter("saddle %d at %v is not between its minima %v and %v", i, s, minima[i], minima[i+1])
		}
	}
	if err := firstError(checkFinite("first minimum", minima[0]), checkFinite("last minimum", minima[len(minima)-1])); err != nil {
		return nil, err
	}
	w := &Wells{Minima: slices.Clone(minima), Saddles: slices.Clone(saddles), alpha: alpha}
	n := len(minima)
	w.generator = mat.NewDense(n, n, nil)
	c := TailConstant(alpha) * math.Pow(sigma, alpha)
	beyond := func(i, saddle int) float64 { // |s - m_i|^-alpha, 0 beyond the outermost saddles
		if saddle < 0 || saddle >= len(saddles) {
			return 0
		}
		return math.Pow(math.Abs(saddles[saddle]-minima[i]), -alpha)
	}
	for i := range n {
		out := 0.0
		for j := range n {
			if j != i {
				q := c * math.Abs(beyond(i, j-1)-beyond(i, j))
				if !(q > 0 && q <= math.MaxFloat64) {
					return nil, badCondition("the rate from well %d to well %d is %v", i, j, q)
				}
				w.generator.Set(i, j, q)
				out += q
			}
		}
		w.generator.Set(i, i, -out)
	}
	return w, nil
}

// Generator returns the matrix Q with Q_ij = q_ij, i != j, and rows that sum to 0, in units of 1/time.
func (w *Wells) Generator() *mat.Dense { return mat.DenseCopyOf(w.generator) }

// Leave returns q_i, the rate of leaving well i; the mean time in it tends to 1/q_i.
func (w *Wells) Leave(i int) float64 { return -w.generator.At(i, i) }

// Jumps returns the matrix of P(next well is j | now in i) = q_ij/q_i, diagonal 0.
func (w *Wells) Jumps() *mat.Dense {
	n := len(w.Minima)
	p := mat.NewDense(n, n, nil)
	for i := range n {
		for j := range n {
			if j != i {
				p.Set(i, j, w.generator.At(i, j)/w.Leave(i))
			}
		}
	}
	return p
}

// Transition returns P(t) = exp(t Q), the probabilities of the well at time t given that at 0; t >= 0, else an
// [ErrParameter].
func (w *Wells) Transition(t float64) (*mat.Dense, error) {
	if err := checkNotNegative("t", t); err != nil {
		return nil, err
	}
	// exp(t Q) = exp(t Q/2^k)^(2^k). Each squaring is followed by a division of the rows by their sums, without which the
	// rounding of the sums would double with every one.
	n := len(w.Minima)
	fastest := 0.0
	for i := range n {
		fastest = max(fastest, w.Leave(i))
	}
	squarings := 0
	for math.Ldexp(t, -squarings)*fastest > 1 {
		squarings++
	}
	p, next, part := mat.NewDense(n, n, nil), mat.NewDense(n, n, nil), mat.NewDense(n, n, nil)
	part.Scale(math.Ldexp(t, -squarings), w.generator)
	p.Exp(part)
	for range squarings {
		next.Mul(p, p)
		p, next = next, p
		for i := range n {
			row := p.RawRowView(i)
			floats.Scale(1/floats.Sum(row), row)
		}
	}
	return p, nil
}

// Stationary returns the long-run shares of time, the solution of pi Q = 0 with sum 1. It exists and is unique because
// every well is reached from every other in one jump. Computed by the elimination of Grassmann, Taksar and Heyman (Oper.
// Res. 33, 1985), which subtracts nothing, so that every share is right to rounding however unequal the rates.
func (w *Wells) Stationary() []float64 {
	n := len(w.Minima)
	q := w.Generator()
	// Take out the last well, then the one before: a path into it goes on from it in proportion to its rates.
	for k := n - 1; k > 0; k-- {
		out := floats.Sum(q.RawRowView(k)[:k])
		for i := range k {
			q.Set(i, k, q.At(i, k)/out)
			for j := range k {
				if j != i {
					q.Set(i, j, q.At(i, j)+q.At(i, k)*q.At(k, j))
				}
			}
		}
	}
	pi := make([]float64, n)
	pi[0] = 1
	for k := 1; k < n; k++ {
		for i := range k {
			pi[k] += pi[i] * q.At(i, k)
		}
	}
	floats.Scale(1/floats.Sum(pi), pi)
	return pi
}
