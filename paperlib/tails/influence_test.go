package tails

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// influenceLaws are a stable law and one that is not; the second fit is that of a wrong model.
var influenceLaws = map[string]func(*rand.Rand) float64{"stable 1.5": stable15, "student": studentT3}

func stable15(r *rand.Rand) float64 { return stable.Symmetric{Alpha: 1.5, Gamma: 1, Src: r}.Rand() }

func studentT3(r *rand.Rand) float64 {
	c := 0.0
	for range 3 {
		z := r.NormFloat64()
		c += z * z
	}
	return r.NormFloat64() / math.Sqrt(c/3)
}

func influenceSample(law func(*rand.Rand) float64, n int, name string) []float64 {
	return draws(n, drawFunc{rng.New(7, "nb02-influence", name), law})
}

func sd(v []float64) float64 {
	m, s := stats.SumMean(v), 0.0
	for _, u := range v {
		s += (u - m) * (u - m)
	}
	return math.Sqrt(s / float64(len(v)-1))
}

// TestAlphaPseudovalues: the mean of the vector is the fitted tail index, and its entries are the derivatives of n times the
// refitted index by the weight of a draw.
func TestAlphaPseudovalues(t *testing.T) {
	for name, p := range influenceLaws {
		x := influenceSample(p, 600, name)
		for i := range x {
			x[i] = 3e-5*x[i] + 1e-5 // neither unit scale nor zero location
		}
		f, err := stable.FitSymmetric(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		v := AlphaPseudovalues(f, x)
		// The mean is alpha up to the scores' sum at the maximum, which is zero to the tolerance of the fit.
		if m := stats.SumMean(v); math.Abs(m-f.Law.Alpha) > 1e-6 {
			t.Errorf("%s: mean %.9f, alpha %.9f", name, m, f.Law.Alpha)
		}
		const e = 1e-3
		for _, i := range []int{0, 1, 17, 300, 599} {
			var alpha [2]float64
			for side, d := range []float64{e, -e} {
				w := make([]float64, len(x))
				for k := range w {
					w[k] = 1
				}
				w[i] += d
				g, err := stable.FitSymmetric(x, &stable.FitOptions{Weights: w})
				if err != nil {
					t.Fatal(err)
				}
				alpha[side] = g.Law.Alpha
			}
			// v_i - alpha = n d alpha/d w_i; central differences leave e^2 times the third derivative.
			want, got := float64(len(x))*(alpha[0]-alpha[1])/(2*e), v[i]-f.Law.Alpha
			if math.Abs(got-want) > 1e-4*(1+math.Abs(want)) {
				t.Errorf("%s: draw %d has influence %.6g, refitted %.6g", name, i, got, want)
			}
		}
	}
}

// TestAlphaPseudovaluesAtGaussian: on the bound the estimate does not move.
func TestAlphaPseudovaluesAtGaussian(t *testing.T) {
	x := make([]float64, 200)
	for i := range x { // normal scores: lighter than any sample
		x[i] = math.Sqrt2 * math.Erfinv((2*float64(i)+1)/200-1)
	}
	f, err := stable.FitSymmetric(x, nil)
	if err != nil {
		t.Fatal(err)
	}
	if f.Status != stable.AtGaussian {
		t.Fatalf("status %v", f.Status)
	}
	for _, v := range AlphaPseudovalues(f, x) {
		if v != 2 {
			t.Fatalf("%v at the bound", v)
		}
	}
}

// TestBootstrapOfAlpha: the bootstrap of the mean of the vectors spreads as that of mean refitted tail indices, with
// the same rows for all coordinates. The ratio of two sd of 150 common resamples has a sd below .06 about a value near
// 1 (first order leaves O(n^-1/2) = 4 %): .2 is more than 3 sd, a false alarm below 2e-3.
func TestBootstrapOfAlpha(t *testing.T) {
	const n, coordinates, b = 600, 4, 150
	for name, p := range influenceLaws {
		r := rand.New(rng.Stream(8, "nb02-influence", name))
		xs, mean := make([][]float64, coordinates), make([]float64, n)
		for j := range xs {
			xs[j] = make([]float64, n)
		}
		for i := range n { // coordinates share a factor of the scale at each draw, as they share a minibatch
			common := math.Exp(0.3 * r.NormFloat64())
			for j := range xs {
				xs[j][i] = common * p(r)
			}
		}
		for _, x := range xs {
			f, err := stable.FitSymmetric(x, nil)
			if err != nil {
				t.Fatal(err)
			}
			for i, v := range AlphaPseudovalues(f, x) {
				mean[i] += v / coordinates
			}
		}
		var fast, refitted []float64
		y := make([]float64, n)
		for range b {
			a, m := 0.0, 0.0
			rows := make([]int, n)
			for i := range rows {
				rows[i] = r.IntN(n)
				m += mean[rows[i]] / n
			}
			for _, x := range xs {
				for i, k := range rows {
					y[i] = x[k]
				}
				f, err := stable.FitSymmetric(y, nil)
				if err != nil {
					t.Fatal(err)
				}
				a += f.Law.Alpha / coordinates
			}
			fast, refitted = append(fast, m), append(refitted, a)
		}
		if q := sd(fast) / sd(refitted); math.Abs(q-1) > 0.2 {
			t.Errorf("%s: sd %.4f from the vector, %.4f refitted", name, sd(fast), sd(refitted))
		}
		t.Logf("%s: sd %.4f from the vector, %.4f refitted", name, sd(fast), sd(refitted))
	}
}

// TestHistogramPseudovalues: the mean is the error, and the change under a small reweighting of draws is first order in it.
func TestHistogramPseudovalues(t *testing.T) {
	x := influenceSample(studentT3, 500, "histogram")
	bins, err := NewBins(x)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range Families() {
		law, _, err := FitFamily(f, x)
		if err != nil {
			t.Fatal(err)
		}
		e := bins.Errors(law)
		sse, chi2 := bins.Pseudovalues(law, e, x)
		logChi2 := LogPseudovalues(chi2, e.ChiSquare)
		if m := stats.SumMean(sse); math.Abs(m-e.SSE) > 1e-12*(1+e.SSE) {
			t.Errorf("%s: mean of SSE %v, want %v", f, m, e.SSE)
		}
		if m := stats.SumMean(chi2); math.Abs(m-e.ChiSquare) > 1e-9*e.ChiSquare {
			t.Errorf("%s: mean of chi-square %v, want %v", f, m, e.ChiSquare)
		}
		if m := stats.SumMean(logChi2); math.Abs(m-math.Log(e.ChiSquare)) > 1e-9 {
			t.Errorf("%s: mean of log chi-square %v, want %v", f, m, math.Log(e.ChiSquare))
		}
		// Moving the weight h of draw a to draw b changes the mean of a vector by h (v_b - v_a). Both errors are quadratic
		// in the weights, so central differences are exact: 1e-7 is rounding.
		p := bins.Probabilities(law)
		shares := func(a, b int, h float64) (s, c float64) {
			n := float64(len(x))
			share := make([]float64, len(bins.Counts))
			for i, k := range bins.Counts {
				share[i] = float64(k) / n
			}
			share[binOf(bins, x[a])] -= h
			share[binOf(bins, x[b])] += h
			for i := range share {
				d := share[i] - p[i]
				c += n * d * d / p[i]
				if i > 0 && i < len(share)-1 {
					d *= bins.IQR / (bins.Edges[i] - bins.Edges[i-1])
					s += d * d
				}
			}
			return s, c
		}
		for _, pair := range [][2]int{{0, 1}, {17, 250}, {499, 3}, {argmax(x), 4}} {
			a, b := pair[0], pair[1]
			const h = 1e-3
			s1, c1 := shares(a, b, h)
			s0, c0 := shares(a, b, -h)
			if got, want := sse[b]-sse[a], (s1-s0)/(2*h); math.Abs(got-want) > 1e-7*(1+math.Abs(want)) {
				t.Errorf("%s: SSE moves by %v, want %v", f, got, want)
			}
			if got, want := chi2[b]-chi2[a], (c1-c0)/(2*h); math.Abs(got-want) > 1e-7*(1+math.Abs(want)) {
				t.Errorf("%s: chi-square moves by %v, want %v", f, got, want)
			}
			if got, want := logChi2[b]-logChi2[a], (c1-c0)/(2*h)/e.ChiSquare; math.Abs(got-want) > 1e-7*(1+math.Abs(want)) {
				t.Errorf("%s: log chi-square moves by %v, want %v", f, got, want)
			}
		}
	}
}

// binOf is the bin of u by the definition: bin 0 is (-inf, Edges[0]], bin i is (Edges[i-1], Edges[i]].
func binOf(b Bins, u float64) int {
	for i, e := range b.Edges {
		if u <= e {
			return i
		}
	}
	return len(b.Edges)
}

func argmax(x []float64) (at int) {
	for i := range x {
		if x[i] > x[at] {
			at = i
		}
	}
	return at
}

// point is a law that gives the far bins no probability.
type point struct{ Law }

func (point) CDF(x float64) float64 {
	if x < 0 {
		return 0
	}
	return 1
}
func (p point) Survival(x float64) float64 { return 1 - p.CDF(x) }

// TestImpossibleBins: a bin that a law makes impossible leaves an infinite chi-square and no NaN.
func TestImpossibleBins(t *testing.T) {
	x := draws(200, NewGaussian(0, 1, rng.Stream(7, "nb02-influence", "impossible")))
	bins, err := NewBins(x)
	if err != nil {
		t.Fatal(err)
	}
	e := bins.Errors(point{})
	if !math.IsInf(e.ChiSquare, 1) {
		t.Fatalf("chi-square %v", e.ChiSquare)
	}
	sse, chi2 := bins.Pseudovalues(point{}, e, x)
	logs := LogPseudovalues(chi2, e.ChiSquare)
	for i := range x {
		if math.IsNaN(sse[i]) || !math.IsInf(chi2[i], 1) || logs[i] != math.Log(1e300) {
			t.Fatalf("draw %d: SSE %v, chi-square %v, logarithm %v", i, sse[i], chi2[i], logs[i])
		}
	}
}

// A fit held at the bound scatters as the maximum beside it would: its pseudo-values spread like those of a fit that is free.
// Of Cauchy draws raised to the power 5 (a tail of index .2) the fit of the index is at .3; the reference are the
// pseudo-values of the stable law of index .31 at its own maximum, which spread within a factor 2.
func TestInfluencesAtTheBound(t *testing.T) {
	spread := func(alphaOf float64) (float64, float64, float64) {
		r := rng.New(36, "tails", "bound", fmt.Sprint(alphaOf))
		x := make([]float64, 2000)
		for i := range x {
			u := math.Tan(math.Pi * (r.Float64() - 0.5))
			x[i] = math.Copysign(math.Pow(math.Abs(u), 1/alphaOf), u)
		}
		f, err := stable.FitSymmetric(x, nil)
		if err != nil {
			t.Fatal(err)
		}
		mean, sd := stats.MeanDeviation(AlphaPseudovalues(f, x))
		return f.Law.Alpha, mean, sd
	}
	free, mean, want := spread(0.4)
	if free <= stable.MinAlpha || math.Abs(mean-free) > 1e-6 {
		t.Fatalf("the reference fit is at %v, its pseudo-values average %v", free, mean)
	}
	bound, mean, got := spread(0.2)
	if bound != stable.MinAlpha || math.Abs(mean-bound) > 1e-9 || !(got > want/4 && got < want) {
		t.Errorf("at %v the pseudo-values average %v and spread by %v; those of a free fit at %v by %v", bound, mean, got, free, want)
	}
}
