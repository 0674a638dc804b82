package analyze

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// PooledSum is one statistic of sums, averaged over the coordinates of a pool.
type PooledSum struct {
	// Kind is "drift", the mean of alpha(m) - alpha(1), or "scaling", the mean of log gamma(m) - log gamma(1) -
	// log(m)/alpha(1).
	Kind     string `json:"kind"`
	M        int    `json:"m"`        // draws in a sum
	Mean     Number `json:"mean"`     // over coordinates
	Expected Number `json:"expected"` // what a stable law gives: the bias of maximum likelihood
	StdErr   Number `json:"std_err"`
	Z        Number `json:"z"` // (Mean - Expected)/StdErr
}

// Departure is Mean - Expected.
func (s PooledSum) Departure() Number { return s.Mean - s.Expected }

// PooledRival is the held-out log-likelihood of a rival less that of the stable law, averaged over the coordinates and
// draws of a pool: above zero, the rival predicts unseen draws better.
type PooledRival struct {
	Family  tails.Family `json:"family"`
	PerDraw Number       `json:"per_draw"` // nats
	StdErr  Number       `json:"std_err"`
	Z       Number       `json:"z"`
}

// Pool is the evidence of several coordinates together.
//
// Coordinates of one file share their draws (minibatches) and are dependent, so nothing here counts them as independent.
// A pooled statistic is a mean over coordinates of something that is, to first order, a sum over blocks of draws. The mean
// over coordinates is taken within each block, and the standard error is that of a sum over the blocks, which are
// independent when the draws are: coordinates that repeat each other then add nothing, as it should be. The largest of
// three standard errors is taken: this one; that from the spread between coordinates, because fits that end at alpha = 2
// do not move to first order, and because the gain of a rival depends on the error of both fits, which is all there is
// when both laws hold (a Cauchy law is a Student t too); and, for sums, that of one coordinate times the square root of
// what coordinates share (see sharing).
type Pool struct {
	Coordinates int           `json:"coordinates"`
	Summed      int           `json:"summed"`   // those of them whose sums were fitted
	HeldOut     int           `json:"held_out"` // those with held-out likelihoods
	AtBound     int           `json:"at_bound"` // those with a fit at the smallest tail index
	Misfit      int           `json:"misfit"`   // those that goodness of fit says are not symmetric stable, see Report.Fit
	Alpha       Number        `json:"alpha"`    // mean fitted tail index of single draws
	Sums        []PooledSum   `json:"sums,omitempty"`
	Rivals      []PooledRival `json:"rivals,omitempty"`

	SumsRejected bool `json:"sums_rejected"` // some |Z| exceeds the Bonferroni bound: sums do not keep the law
	// Winners are the rivals whose Z exceeds the Bonferroni bound at rivalFraction of the level: they beat the stable law.
	Winners []tails.Family `json:"winners,omitempty"`
	// Closing bounds from above, with confidence 1 - level, alpha(4) - alpha(1) as a share of the way to the Gaussian,
	// 2 - alpha(1), or of alpha(1) where that is less; see closingLimit.
	Closing Number `json:"closing_bound"`
}

// The tests of a pool decide about the whole file, where a false alarm costs more than for one coordinate, and pooling
// leaves power to spare: their levels are these fractions of Options.Level. That of sums is the smaller one because its
// standard errors are of first order: those of a single coordinate are too small by a twelfth.
const (
	sumsFraction  = 1.0 / 20
	rivalFraction = 1.0 / 5
)

// accumulator gathers a pool, coordinate by coordinate in order.
type accumulator struct {
	d         design
	n, sums   int // coordinates; those with sums tested
	held      int // those with held-out likelihoods
	alpha     float64
	sumAlpha  float64
	stat, sq  []float64
	bias      []float64
	influence [][]float64
	own       []float64 // of each statistic, over coordinates: sum of squared influences
	large     []float64 // by block, over coordinates: see magnitudes
	ownLarge  float64   // over coordinates: sum of its squares
	rival     [][]float64
	total, tq []float64 // of each rival, over coordinates: sum of held-out gains, of their squares
}

func newAccumulator(d design) *accumulator {
	p := &accumulator{d: d, stat: make([]float64, d.statistics()), sq: make([]float64, d.statistics()), bias: make([]float64, d.statistics()),
		own: make([]float64, d.statistics()), large: make([]float64, d.blocks),
		total: make([]float64, len(Rivals())), tq: make([]float64, len(Rivals()))}
	for range d.statistics() {
		p.influence = append(p.influence, make([]float64, d.blocks))
	}
	for range Rivals() {
		p.rival = append(p.rival, make([]float64, d.blocks))
	}
	return p
}

func (p *accumulator) add(c *contribution) {
	p.n++
	p.alpha += c.alpha
	if c.held != nil {
		p.held++
		addTo(p.rival, c.held)
		for k, h := range c.held {
			gain := 0.0
			for _, v := range h {
				gain += v
			}
			p.total[k] += gain
			p.tq[k] += gain * gain
		}
	}
	if c.influence == nil {
		return
	}
	p.sums++
	p.sumAlpha += c.alpha
	bias := p.d.bias(c.alpha)
	for k, v := range c.stat {
		p.stat[k] += v
		p.sq[k] += (v - bias[k]) * (v - bias[k])
		p.bias[k] += bias[k]
	}
	addTo(p.influence, c.influence)
	for k, psi := range c.influence {
		p.own[k] += sumOfSquares(psi)
	}
	for b, v := range c.large {
		p.large[b] += v
	}
	p.ownLarge += sumOfSquares(c.large)
}

func sumOfSquares(x []float64) (s float64) {
	for _, v := range x {
		s += v * v
	}
	return s
}

// sharing is the variance of a mean over the coordinates in units of the variance of one coordinate: 1/c when they are
// independent, 1 when they are copies. It is measured on which draws are the farthest tenth of a coordinate, which is
// bounded, so that it does not depend on the few draws that the influences rest on: where these happen to lack, the drift
// is large and its standard error by influences small.
func (p *accumulator) sharing() float64 {
	if !(p.ownLarge > 0) {
		return 0
	}
	c := float64(p.sums)
	return sumOfSquares(p.large) / c / p.ownLarge
}

func addTo(sum, x [][]float64) {
	for k := range sum {
		for b := range sum[k] {
			sum[k][b] += x[k][b]
		}
	}
}

// pool finishes the averages and makes the tests.
func (p *accumulator) pool(level float64) Pool {
	nan := Number(math.NaN())
	out := Pool{Coordinates: p.n, Summed: p.sums, HeldOut: p.held, Alpha: nan, Closing: nan}
	if p.n == 0 {
		return out
	}
	out.Alpha = Number(p.alpha / float64(p.n))
	if p.sums > 0 {
		p.poolSums(&out, level)
	}
	if p.held > 0 {
		bound := distuv.UnitNormal.Quantile(1 - rivalFraction*level/float64(len(Rivals())))
		for k, f := range Rivals() {
			_, se := blockMean(p.rival[k])
			c := float64(p.held)
			mean, se := p.total[k]/c, se*float64(p.d.blocks)/c // of a coordinate
			if c > 1 {
				se = math.Max(se, math.Sqrt(math.Max(0, p.tq[k]/c-mean*mean)/(c-1)))
			}
			n := float64(p.d.n)
			r := PooledRival{Family: f, PerDraw: Number(mean / n), StdErr: Number(se / n), Z: Number(mean / se)}
			if float64(r.Z) > bound {
				out.Winners = append(out.Winners, f)
			}
			out.Rivals = append(out.Rivals, r)
		}
	}
	return out
}

func (p *accumulator) poolSums(out *Pool, level float64) {
	c := float64(p.sums)
	k := len(p.d.m) - 1
	bound := distuv.UnitNormal.Quantile(1 - sumsFraction*level/2/float64(2*k))
	for i := range 2 * k {
		s := PooledSum{Kind: "drift", M: p.d.m[i%k+1], Mean: Number(p.stat[i] / c), Expected: Number(p.bias[i] / c)}
		if i >= k {
			s.Kind = "scaling"
		}
		_, se := blockMean(p.influence[i])
		se *= float64(p.d.blocks) / c
		if c > 1 {
			mean := (p.stat[i] - p.bias[i]) / c
			se = math.Max(se, math.Sqrt((p.sq[i]/c-mean*mean)/(c-1)))
			se = math.Max(se, math.Sqrt(p.own[i]/c*p.sharing()))
		}
		s.StdErr = Number(se)
		s.Z = Number(float64(s.Departure()) / se)
		out.SumsRejected = out.SumsRejected || math.Abs(float64(s.Z)) > bound
		out.Sums = append(out.Sums, s)
	}
	first := out.Sums[0]
	gap := math.Min(p.sumAlpha/c, 2-p.sumAlpha/c)
	out.Closing = Number((float64(first.Departure()) + distuv.UnitNormal.Quantile(1-level)*float64(first.StdErr)) / gap)
}

// blockMean is the mean over blocks and its standard error.
func blockMean(x []float64) (mean, se float64) {
	n := float64(len(x))
	mean = stats.Mean(x)
	for _, v := range x {
		se += (v - mean) * (v - mean)
	}
	return mean, math.Sqrt(se / (n - 1) / n)
}
