package analyze

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// design is what follows from the number of draws alone: the block lengths whose sums are fitted, and the cut of the
// draws into blocks over which pooled statistics take their standard errors.
type design struct {
	n      int
	m      []int // 1, 4, 16, ... with at least tails.MinSums sums each; {1} when nothing can be summed
	length int   // draws in a block: the longest m, or more so that there are at most maxBlocks
	blocks int
}

// maxBlocks bounds the memory of pooled statistics; a standard error from so many blocks is exact to 3 %.
const maxBlocks = 1000

func newDesign(n int) design {
	d := design{n: n, m: []int{1}}
	for m := 4; n/m >= tails.MinSums; m *= 4 {
		d.m = append(d.m, m)
	}
	longest := d.m[len(d.m)-1]
	d.length = longest
	if n > maxBlocks*longest {
		d.length = longest * ((n + maxBlocks*longest - 1) / (maxBlocks * longest))
	}
	d.blocks = (n + d.length - 1) / d.length
	return d
}

// statistics is the number of pooled statistics of sums: drift and scaling at each m > 1.
func (d design) statistics() int { return 2 * (len(d.m) - 1) }

// level is the stable fit of the sums of one block length.
type level struct {
	m    int
	sums []float64
	fit  stable.Fit
}

// fitLevels fits the sums of x at every block length; the first level is x itself with its fit.
func (w *worker) fitLevels(x []float64, first stable.Fit) ([]level, error) {
	d := w.design
	out := []level{{1, x, first}}
	for _, m := range d.m[1:] {
		s := tails.BlockSums(x, m)
		f, err := w.fitter.Fit(s)
		if err != nil {
			return nil, fmt.Errorf("sums of %d draws: %w", m, err)
		}
		out = append(out, level{m, s, f})
	}
	return out, nil
}

// sumLevels describes the fits as package tails does.
func sumLevels(l []level) []tails.SumLevel {
	m, fits := make([]int, len(l)), make([]stable.Fit, len(l))
	for i, v := range l {
		m[i], fits[i] = v.m, v.fit
	}
	return tails.SumLevels(m, fits)
}

// departures are the statistics of sums: at each m > 1 the drift alpha(m) - alpha(1) of the tail index, then at each the
// excess log gamma(m) - log gamma(1) - log(m)/alpha(1) of the scale. A stable law has zero expectation in both, up to the
// bias of maximum likelihood (see bias).
func departures(l []tails.SumLevel) []float64 {
	k := len(l) - 1
	out := make([]float64, 2*k)
	for i, v := range l[1:] {
		out[i], out[k+i] = v.Alpha-l[0].Alpha, v.LogGamma-v.ExpectedLogGamma
	}
	return out
}

// influences are the first-order contributions of each block of draws to the departures, see tails.Influences.
func (d design) influences(l []level) [][]float64 {
	k := len(l) - 1
	var alpha, logGamma [][]float64
	for _, v := range l {
		a, g := d.influence(v)
		alpha, logGamma = append(alpha, a), append(logGamma, g)
	}
	out := make([][]float64, 2*k)
	a := l[0].fit.Law.Alpha
	for i := range k {
		c := math.Log(float64(l[i+1].m)) / (a * a)
		out[i], out[k+i] = make([]float64, d.blocks), make([]float64, d.blocks)
		for b := range d.blocks {
			out[i][b] = alpha[i+1][b] - alpha[0][b]
			out[k+i][b] = logGamma[i+1][b] - logGamma[0][b] + c*alpha[0][b]
		}
	}
	return out
}

// influence gives each block's contribution to alpha and log gamma of one level.
func (d design) influence(l level) (alpha, logGamma []float64) {
	alpha, logGamma = make([]float64, d.blocks), make([]float64, d.blocks)
	for i, v := range tails.Influences(l.fit, l.sums) {
		b := i * l.m / d.length
		alpha[b] += v[0]
		logGamma[b] += v[1]
	}
	return alpha, logGamma
}

// magnitudes returns for each block the number of draws among the tenth that lies farthest from delta, less what is
// expected of a block: a bounded statistic that shows how much coordinates share their far draws.
func (d design) magnitudes(x []float64, delta float64) []float64 {
	distance := make([]float64, len(x))
	for i, v := range x {
		distance[i] = math.Abs(v - delta)
	}
	s := slices.Clone(distance)
	slices.Sort(s)
	limit := s[len(s)*9/10]
	out := make([]float64, d.blocks)
	for i, v := range distance {
		out[i/d.length] -= 0.1
		if v >= limit {
			out[i/d.length]++
		}
	}
	return out
}
