package analyze

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// report puts together what the coordinates gave.
func (a *analysis) report() *Report {
	r := &Report{Schema: Schema, Coordinates: len(a.coordinates), Draws: a.design.n, Sampling: a.o.Sampling, BatchSize: a.o.BatchSize,
		Level: a.o.Level, Seed: a.o.Seed, PerCoordinate: a.coordinates, Best: Tally{}, BestClear: Tally{}, Limits: []string{}, Warnings: []string{}}
	r.adjust(func(c *Coordinate) *Test { return &c.Gaussian })
	var alphas, p, departed []float64
	for i := range r.PerCoordinate {
		c := &r.PerCoordinate[i]
		switch c.State {
		case Judged:
			r.Counts.Judged++
			alphas, p = append(alphas, c.fitOf(tails.FamilyStable).Value[2]), append(p, float64(c.Gaussian.P))
			if r.classify(c); c.Departure != NoDeparture {
				departed = append(departed, float64(c.Gaussian.P))
			}
		case Dead:
			r.Counts.Dead++
		case NonFinite:
			r.Counts.NonFinite++
		case Tied:
			r.Counts.Tied++
		default:
			r.Counts.NotFitted++
		}
	}
	r.Symmetry = r.count(func(c *Coordinate) *Test { return &c.Symmetry })
	r.Fit = r.count(func(c *Coordinate) *Test { return &c.Fit })
	r.SumStability.Tests = r.count(func(c *Coordinate) *Test { return &c.SumStability })
	r.adjust(func(c *Coordinate) *Test { return &c.Clear })
	for _, c := range r.PerCoordinate {
		if float64(c.Clear.Q) <= r.Level {
			r.BestClear[c.Best]++
		}
	}
	r.Alpha = spread(alphas)
	r.Heavy, r.Free = a.heavy.pool(r.Level), a.free.pool(r.Level)
	r.countUnlike()
	mean, se := blockMean(a.serial)
	r.Serial = Number(mean / se)
	r.SumStability.M = a.design.m
	r.Examples = a.chosen(r)
	r.Verdict, r.Because = Decide(Evidence{
		Sampling: r.Sampling, Judged: r.Counts.Judged, Heavier: r.Gaussian.Heavier, Lighter: r.Gaussian.Lighter,
		Gaussian: storey(p), MedianP: float64(spread(departed).Median), Precise: r.precise(),
		Unfit: r.Counts.Tied + r.Counts.NotFitted, Heavy: r.Heavy, Free: r.Free,
	})
	if k := unwritten(a.zero, r.Coordinates); k > 0 && r.Counts.Judged > 0 {
		r.Verdict, r.Because = Undecided, fmt.Sprintf("the last %d of %d draws are zero in every coordinate, as rows that were never written; leave them out", k, r.Draws)
	}
	r.say()
	r.warnOfDraws(a.zero)
	return r
}

// countUnlike counts, in both pools, the coordinates that a stable law does not describe.
func (r *Report) countUnlike() {
	for i := range r.PerCoordinate {
		c := &r.PerCoordinate[i]
		for _, of := range []struct {
			in   bool
			pool *Pool
		}{{c.pooled, &r.Heavy}, {c.free, &r.Free}} {
			if !of.in {
				continue
			}
			if c.fitOf(tails.FamilyStable).Value[2] <= stable.MinAlpha {
				of.pool.AtBound++
			}
			if float64(c.Fit.Q) <= r.Level {
				of.pool.Misfit++
			}
		}
	}
}

// adjust fills in the Benjamini-Hochberg adjusted p-values of one test over the coordinates that had it.
func (r *Report) adjust(of func(*Coordinate) *Test) {
	var p []float64
	var tests []*Test
	for i := range r.PerCoordinate {
		if t := of(&r.PerCoordinate[i]); !math.IsNaN(float64(t.P)) {
			p, tests = append(p, float64(t.P)), append(tests, t)
		}
	}
	q, err := tails.BenjaminiHochberg(p)
	if err != nil {
		panic(err) // p-values come from our own tests and lie in [0, 1]
	}
	for i, t := range tests {
		t.Q = Number(q[i])
	}
}

// count adjusts one test and counts its outcomes. When no coordinate had it, Why is the reason of the first judged one.
func (r *Report) count(of func(*Coordinate) *Test) (out Tests) {
	r.adjust(of)
	for i := range r.PerCoordinate {
		c := &r.PerCoordinate[i]
		t := of(c)
		switch {
		case !math.IsNaN(float64(t.P)):
			out.Tested++
			if float64(t.Q) <= r.Level {
				out.Rejected++
			}
		case c.State == Judged && out.Why == "":
			out.Why = t.Why
		}
	}
	if out.Tested > 0 {
		out.Why = ""
	}
	return out
}

// classify counts one judged coordinate by its departure from the Gaussian and its best law.
func (r *Report) classify(c *Coordinate) {
	if !math.IsNaN(float64(c.Gaussian.P)) {
		r.Gaussian.Tested++
	}
	c.Best, c.Clear = tails.FamilyGaussian, Test{P: Number(c.clear[0])}
	if !(float64(c.Gaussian.Q) <= r.Level) {
		c.Departure = NoDeparture
		r.Best[c.Best]++
		return
	}
	if c.Departure == Heavier {
		r.Gaussian.Heavier++
	} else {
		r.Gaussian.Lighter++
	}
	c.Best, c.Clear.P = c.leastBIC(tails.Families()[1:]), Number(c.clear[1]) // the Gaussian comes first
	r.Best[c.Best]++
}

// storey estimates the share of true hypotheses from p-values.
func storey(p []float64) float64 {
	k := 0
	for _, v := range p {
		if v > 0.5 {
			k++
		}
	}
	return math.Min(1, 2*float64(k)/math.Max(1, float64(len(p))))
}

// precise tells that the typical coordinate's generalised Gaussian shape is known well enough to exclude 1.5 and 3 when
// it is 2: that is an excess kurtosis of about +0.8 and -0.6. It takes about 300 draws.
func (r *Report) precise() bool {
	var se []float64
	for i := range r.PerCoordinate {
		if c := &r.PerCoordinate[i]; c.State == Judged {
			se = append(se, c.fitOf(tails.FamilyGGD).StdErr[2])
		}
	}
	return len(se) > 0 && stats.Rounded95*float64(spread(se).Median) < 0.5
}

func spread(x []float64) Spread {
	nan := Number(math.NaN())
	if len(x) == 0 {
		return Spread{nan, nan, nan, nan, nan}
	}
	s := slices.Clone(x)
	slices.Sort(s)
	at := func(p float64) Number { return Number(stats.Quantile(s, p)) }
	return Spread{at(0), at(.25), at(.5), at(.75), at(1)}
}
