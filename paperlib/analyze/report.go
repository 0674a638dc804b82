package analyze

import (
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// Tally counts coordinates by family.
type Tally struct {
	Gaussian int `json:"gaussian"`
	Laplace  int `json:"laplace"`
	StudentT int `json:"student_t"`
	GGD      int `json:"ggd"`
	Stable   int `json:"stable"`
}

func (t *Tally) add(f tails.Family) {
	switch f {
	case tails.FamilyGaussian:
		t.Gaussian++
	case tails.FamilyLaplace:
		t.Laplace++
	case tails.FamilyStudentT:
		t.StudentT++
	case tails.FamilyGGD:
		t.GGD++
	case tails.FamilyStable:
		t.Stable++
	}
}

// Counts says how many coordinates had which state; they add up to the coordinates of the file.
type Counts struct {
	Judged    int `json:"judged"`
	Dead      int `json:"constant"`
	NonFinite int `json:"non_finite"`
	Tied      int `json:"tied"`
	NotFitted int `json:"not_fitted"`
}

// Departures counts the outcomes of the test of the Gaussian, at a false discovery rate of Level.
type Departures struct {
	Tested  int `json:"tested"`
	Heavier int `json:"heavier"`
	Lighter int `json:"lighter"`
}

// Rejected counts the departures in both directions.
func (d Departures) Rejected() int { return d.Heavier + d.Lighter }

// Tests counts the outcomes of one test, at a false discovery rate of Level.
type Tests struct {
	Tested   int    `json:"tested"`
	Rejected int    `json:"rejected"`
	Why      string `json:"why,omitempty"` // why none was tested
}

// SumTests counts the outcomes of the test of sum-stability.
type SumTests struct {
	Tests
	M []int `json:"block_lengths"` // draws in a sum, at each scale; 1 alone when sums are not tested
}

// Spread is the five-number summary of a quantity over coordinates.
type Spread struct {
	Min    Number `json:"min"`
	Q25    Number `json:"q25"`
	Median Number `json:"median"`
	Q75    Number `json:"q75"`
	Max    Number `json:"max"`
}

// Report is the outcome of [Analyze].
type Report struct {
	Schema      string   `json:"schema"`
	File        string   `json:"file,omitempty"` // for the caller to fill in
	Coordinates int      `json:"coordinates"`
	Draws       int      `json:"draws"`
	Sampling    Sampling `json:"sampling"`
	BatchSize   int      `json:"batch_size,omitempty"`
	Level       float64  `json:"level"`
	Seed        uint64   `json:"seed"`

	Verdict  Verdict  `json:"verdict"`
	Because  string   `json:"because"` // the ground of the verdict, one clause
	Words    string   `json:"words"`   // the verdict in plain language
	Limits   []string `json:"limits"`
	Warnings []string `json:"warnings"`

	Counts Counts `json:"counts"`
	// Best counts judged coordinates by the law that describes them best: the Gaussian unless it is rejected at a false
	// discovery rate of Level, and then the family of least BIC.
	Best Tally `json:"best"`
	// BestClear counts those whose best law beats every other by a test, at a false discovery rate of Level.
	BestClear    Tally      `json:"best_clear"`
	Gaussian     Departures `json:"gaussian_test"`
	Symmetry     Tests      `json:"symmetry"`
	Fit          Tests      `json:"stable_fit"`
	SumStability SumTests   `json:"sum_stability"`
	Alpha        Spread     `json:"alpha"` // fitted tail indices of judged coordinates
	Heavy        Pool       `json:"heavy"` // the coordinates heavier than the Gaussian, together
	Free         Pool       `json:"heavy_not_condemned"`
	Serial       Number     `json:"serial_z"` // see serial: far from 0 when neighbouring draws depend on each other

	PerCoordinate []Coordinate `json:"per_coordinate,omitempty"`

	// Examples are the first coordinate of each family that Best names, when Options.Examples asked for them.
	Examples []Example `json:"-"`
}

// Example is one coordinate with its draws.
type Example struct {
	Index int
	Draws []float64
}

// Schema names the layout of the JSON object. Keys are only ever added under one name.
const Schema = "sgnlab-analyze/1"

func (a *analysis) report() *Report {
	r := &Report{Schema: Schema, Coordinates: len(a.coordinates), Draws: a.design.n, Sampling: a.o.Sampling, BatchSize: a.o.BatchSize,
		Level: a.o.Level, Seed: a.o.Seed, PerCoordinate: a.coordinates, Limits: []string{}, Warnings: []string{}}
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
	misfit := 0
	for _, c := range r.PerCoordinate {
		if c.Departure == Heavier && float64(c.Fit.Q) <= r.Level && !(float64(c.Symmetry.Q) <= r.Level) {
			misfit++
		}
		if float64(c.Clear.Q) <= r.Level {
			r.BestClear.add(c.Best)
		}
	}
	r.Alpha = spread(alphas)
	r.Heavy, r.Free = a.heavy.pool(r.Level), a.free.pool(r.Level)
	mean, se := blockMean(a.serial)
	r.Serial = Number(mean / se)
	r.SumStability.M = a.design.m
	r.Examples = a.chosen(r)
	r.Verdict, r.Because = Decide(Evidence{
		Sampling: r.Sampling, Judged: r.Counts.Judged, Heavier: r.Gaussian.Heavier, Lighter: r.Gaussian.Lighter,
		Gaussian: storey(p), MedianP: float64(spread(departed).Median), Precise: r.precise(), Misfit: misfit, Heavy: r.Heavy, Free: r.Free,
	})
	r.say()
	return r
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
	r.Gaussian.Tested++
	c.Best, c.Clear = tails.FamilyGaussian, Test{P: Number(c.clear[0])}
	if float64(c.Gaussian.Q) > r.Level {
		c.Departure = NoDeparture
		r.Best.add(c.Best)
		return
	}
	if c.Departure == Heavier {
		r.Gaussian.Heavier++
	} else {
		r.Gaussian.Lighter++
	}
	c.Best, c.Clear.P = c.leastBIC(tails.Families()[1:]), Number(c.clear[1]) // the Gaussian comes first
	r.Best.add(c.Best)
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
	return len(se) > 0 && 1.96*float64(spread(se).Median) < 0.5
}

func spread(x []float64) Spread {
	nan := Number(math.NaN())
	if len(x) == 0 {
		return Spread{nan, nan, nan, nan, nan}
	}
	s := slices.Clone(x)
	slices.Sort(s)
	at := func(p float64) Number {
		h := p * float64(len(s)-1)
		i := min(int(h), len(s)-2)
		if i < 0 {
			return Number(s[0])
		}
		return Number(s[i] + (h-float64(i))*(s[i+1]-s[i]))
	}
	return Spread{at(0), at(.25), at(.5), at(.75), at(1)}
}
