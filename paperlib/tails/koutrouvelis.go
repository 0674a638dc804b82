package tails

import (
	"fmt"
	"math"
	"math/cmplx"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// ECFPoint is one point of the plot of the empirical characteristic function phi_n(t) = mean exp(i t x): a symmetric
// stable law makes it the straight line Y = log(2 gamma^alpha) + alpha LogT.
type ECFPoint struct {
	LogT   float64 // log t, t in units of 1/x
	Y      float64 // log(-log|phi_n(t)|^2)
	StdErr float64 // of Y, when the fitted law is true
	Line   float64 // the fitted line
}

// ECF is an estimate of a symmetric stable law from the empirical characteristic function.
type ECF struct {
	Law stable.Symmetric
	// StdErr belongs to (alpha, log gamma, delta); NaN for alpha when AtBound.
	StdErr [3]float64
	Slope  float64 // of the regression; above 2 it stands for alpha = 2
	// AtBound: the slope lies outside [stable.MinAlpha, 2] and alpha is the nearer end.
	AtBound bool
	Points  []ECFPoint
}

// Koutrouvelis estimates a symmetric stable law by regression on the empirical characteristic function phi_n
// (Koutrouvelis 1980, J. Am. Stat. Assoc. 75, with the iteration of 1981, Comm. Stat. Simul. 10): least squares of
//
//	log(-log|phi_n(t_k)|^2) = log(2 gamma^alpha) + alpha log t_k,  t_k = pi k/25, k = 1..K
//
// on draws standardised by the current gamma and delta; delta is the slope of arg phi_n(u_l) through zero over
// u_l = pi l/50, l = 1..15. K is the paper's table in (alpha, n), interpolated. It starts from McCulloch's estimate and
// makes three passes: far draws turn fast in phi_n, so that beyond the second pass gamma wanders by a fraction of its
// standard error and there is no fixed point to converge to.
//
// The standard errors propagate the exact covariance of phi_n at the fitted law through the regression: for a law with
// real characteristic function phi, n cov(Re phi_n(s), Re phi_n(t)) = (phi(s+t) + phi(s-t))/2 - phi(s) phi(t), and
// n cov(Im, Im) = (phi(s-t) - phi(s+t))/2. They hold for independent draws of a symmetric stable law; at alpha = 1.5 alpha has .92 of the efficiency of maximum
// likelihood. The plot of
// Points is the useful part: draws that are not stable bend it. Errors are those of McCulloch, and
// stable.ErrNotConverged when the third pass still moves gamma by more than a tenth.
func Koutrouvelis(x []float64) (ECF, error) {
	start, err := McCulloch(x)
	if err != nil {
		return ECF{}, err
	}
	// The grid stays that of the start: it must not jump between passes.
	count := ecfPoints(start.Law.Alpha, len(x))
	w := make([]float64, count) // log t
	for k := range w {
		w[k] = math.Log(math.Pi * float64(k+1) / 25)
	}
	gamma, delta := start.Law.Gamma, start.Law.Delta
	var out ECF
	var y []float64
	for pass := range ecfPasses {
		y = ecfLogs(x, gamma, delta, count)
		slope, intercept := line(w, y)
		alpha := math.Min(math.Max(slope, stable.MinAlpha), 2)
		out.Slope, out.AtBound = slope, alpha != slope
		if out.AtBound {
			intercept = stats.SumMean(y) - alpha*stats.Mean(w)
		}
		ratio := math.Exp((intercept - math.Ln2) / alpha)
		if pass == ecfPasses-1 && !(math.Abs(math.Log(ratio)) < 0.1) {
			return ECF{}, fmt.Errorf("tails: Koutrouvelis' regression: pass %d moved gamma by the factor %.3g: look at a histogram, the draws may be a mixture of scales (%w)", ecfPasses, ratio, stable.ErrNotConverged)
		}
		out.Law = stable.Symmetric{Alpha: alpha, Gamma: gamma * ratio, Delta: delta + ecfShift(x, gamma, delta)}
		if pass < ecfPasses-1 {
			gamma, delta = out.Law.Gamma, out.Law.Delta
		}
	}
	out.errors(len(x), w, y, gamma)
	return out, nil
}

// errors fills the standard errors and the points; w and y belong to draws standardised by gamma.
func (o *ECF) errors(n int, w, y []float64, gamma float64) {
	a := o.Law.Alpha
	phi := func(t float64) float64 { return math.Exp(-math.Pow(math.Abs(t), a)) }
	// y_k = log(-2 log phi) has dy = -dRe/(t^a phi).
	cov := func(i, j int) float64 {
		s, t := math.Exp(w[i]), math.Exp(w[j])
		c := (phi(s+t)+phi(s-t))/2 - phi(s)*phi(t)
		return c / (float64(n) * math.Pow(s*t, a) * phi(s) * phi(t))
	}
	mw, sww := stats.SumMean(w), 0.0
	for _, v := range w {
		sww += (v - mw) * (v - mw)
	}
	var va, vi float64 // of the slope, and of the intercept
	for i := range w {
		ci, ii := (w[i]-mw)/sww, 1/float64(len(w))-mw*(w[i]-mw)/sww
		if o.AtBound {
			ii = 1 / float64(len(w))
		}
		for j := range w {
			cj, ij := (w[j]-mw)/sww, 1/float64(len(w))-mw*(w[j]-mw)/sww
			if o.AtBound {
				ij = 1 / float64(len(w))
			}
			c := cov(i, j)
			va += ci * cj * c
			vi += ii * ij * c
		}
	}
	o.StdErr[0] = math.Sqrt(va)
	if o.AtBound {
		o.StdErr[0] = math.NaN()
	}
	o.StdErr[1] = math.Sqrt(vi) / a // log gamma = (intercept - log 2)/alpha, taken at gamma = 1
	var vd, suu float64
	for i := range shiftPoints {
		s := shiftStep * float64(i+1)
		suu += s * s
		for j := range shiftPoints {
			t := shiftStep * float64(j+1)
			vd += s * t * (phi(s-t) - phi(s+t)) / 2 / (phi(s) * phi(t))
		}
	}
	o.StdErr[2] = gamma * math.Sqrt(vd/float64(n)) / suu
	for k := range w {
		lt := w[k] - math.Log(gamma)
		o.Points = append(o.Points, ECFPoint{LogT: lt, Y: y[k], StdErr: math.Sqrt(cov(k, k)), Line: math.Ln2 + a*(math.Log(o.Law.Gamma)+lt)})
	}
}

// ecfLogs returns log(-log|phi_n(t_k)|^2) of the standardised draws at t_k = pi k/25. The powers exp(i k theta) come
// from repeated multiplication, one sine and cosine a draw.
func ecfLogs(x []float64, gamma, delta float64, count int) []float64 {
	sum := make([]complex128, count)
	for _, v := range x {
		sin, cos := math.Sincos((v - delta) / gamma * math.Pi / 25)
		z := complex(cos, sin)
		p := z
		for k := range sum {
			sum[k] += p
			p *= z
		}
	}
	out := make([]float64, count)
	for k, s := range sum {
		out[k] = math.Log(-2 * math.Log(cmplx.Abs(s)/float64(len(x))))
	}
	return out
}

const (
	ecfPasses   = 3
	shiftPoints = 15
	shiftStep   = math.Pi / 50
)

// ecfShift is the least-squares location of the standardised draws, times gamma.
func ecfShift(x []float64, gamma, delta float64) float64 {
	var sum [shiftPoints]complex128
	for _, v := range x {
		sin, cos := math.Sincos((v - delta) / gamma * shiftStep)
		z := complex(cos, sin)
		p := z
		for k := range sum {
			sum[k] += p
			p *= z
		}
	}
	var a, b float64
	for k, s := range sum {
		u := shiftStep * float64(k+1)
		a += u * cmplx.Phase(s)
		b += u * u
	}
	return gamma * a / b
}

// ecfPoints is K of Koutrouvelis (1980), table I, interpolated linearly in alpha and n and held beyond its edges.
func ecfPoints(alpha float64, n int) int {
	alphas := []float64{0.3, 0.5, 0.7, 0.9, 1.1, 1.3, 1.5, 1.9}
	sizes := []float64{200, 800, 1600}
	table := [][]float64{{134, 124, 118}, {86, 68, 56}, {30, 24, 20}, {28, 22, 18}, {24, 18, 15}, {22, 16, 14}, {11, 11, 11}, {9, 9, 9}}
	i, u := place(alphas, alpha)
	j, v := place(sizes, float64(n))
	k := (1-u)*((1-v)*table[i][j]+v*table[i][j+1]) + u*((1-v)*table[i+1][j]+v*table[i+1][j+1])
	return int(math.Round(k))
}

// place finds the cell of an increasing grid that holds v, and where in the cell it lies.
func place(grid []float64, v float64) (cell int, at float64) {
	for cell < len(grid)-2 && v > grid[cell+1] {
		cell++
	}
	at = (v - grid[cell]) / (grid[cell+1] - grid[cell])
	return cell, math.Min(math.Max(at, 0), 1)
}

func line(x, y []float64) (slope, intercept float64) {
	mx, my := stats.SumMean(x), stats.Mean(y)
	var sxx, sxy float64
	for i := range x {
		sxx += (x[i] - mx) * (x[i] - mx)
		sxy += (x[i] - mx) * (y[i] - my)
	}
	slope = sxy / sxx
	return slope, my - slope*mx
}
