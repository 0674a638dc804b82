package estimators

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Part is one kind of unit.
type Part string

// The parts, each computed once for every seed.
const (
	PartPaths     Part = "paths"     // one long sample of each law: the estimates against their settings
	PartEstimates Part = "estimates" // repeated samples of stable laws: spread and coverage
	PartTests     Part = "tests"     // repeated samples of all laws: rejections
	PartVerdicts  Part = "verdicts"  // whole files of known truth: verdicts of the analysis
)

// Parts lists them.
func Parts() []Part { return []Part{PartPaths, PartEstimates, PartTests, PartVerdicts} }

// Result is what one unit computes; the lists of the other parts are empty.
type Result struct {
	Part  Part   `json:"part"`
	Knobs Knobs  `json:"knobs"`
	Seed  uint64 `json:"seed"`

	Draws  int     `json:"draws,omitempty"`  // of the samples below
	Sums   []Curve `json:"sums,omitempty"`   // Mohammadi's estimate by block length K1
	Blocks []Curve `json:"blocks,omitempty"` // maximum likelihood of sums of m draws, by m
	Tails  []Curve `json:"tails,omitempty"`  // Hill's estimate by the share of |x| used
	Others []Curve `json:"others,omitempty"` // moment and Pickands' estimates on the stable law, likewise
	Phi    []Curve `json:"phi,omitempty"`    // log(-log|phi_n|^2) minus the fitted line, by gamma t

	Estimates []EstimateCell `json:"estimates,omitempty"`
	Tests     []TestCell     `json:"tests,omitempty"`
	Verdicts  []VerdictCell  `json:"verdicts,omitempty"`
}

// Curve is a measured curve with standard errors; NaN where there is none.
type Curve struct {
	Name   string         `json:"name"`
	X      []float64      `json:"x"`
	Value  []stats.Number `json:"value"`
	StdErr []stats.Number `json:"std_err"`
}

// Add appends a point.
func (c *Curve) Add(x, value, se float64) {
	c.X, c.Value, c.StdErr = append(c.X, x), append(c.Value, stats.Number(value)), append(c.StdErr, stats.Number(se))
}

// meanCurves averages curves of the same name over seeds, point by point, as far as all of them reach.
func meanCurves(lists [][]Curve) ([]Curve, error) {
	var out []Curve
	for i, first := range lists[0] {
		m := Curve{Name: first.Name}
		for j := range first.X {
			var v, s float64
			n := 0.0
			for _, l := range lists {
				if i >= len(l) || l[i].Name != first.Name {
					return nil, fmt.Errorf("the seeds have different curves: compute them again")
				}
				if j < len(l[i].X) && math.Abs(l[i].X[j]-first.X[j]) < 1e-9*math.Abs(first.X[j]) {
					v += float64(l[i].Value[j])
					s += float64(l[i].StdErr[j] * l[i].StdErr[j])
					n++
				}
			}
			if n == float64(len(lists)) {
				m.Add(first.X[j], v/n, math.Sqrt(s)/n)
			}
		}
		out = append(out, m)
	}
	return out, nil
}

// EstimateCell counts one estimator over samples of one size from one symmetric stable law. Sums are over samples; for
// estimators of 1/alpha they are sums of 1/alpha.
type EstimateCell struct {
	Estimator Estimator `json:"estimator"`
	Alpha     float64   `json:"alpha"` // the truth
	N         int       `json:"n"`     // draws of a sample
	Inverse   bool      `json:"inverse"`
	Samples   int       `json:"samples"`
	Failed    int       `json:"failed"` // samples without an estimate
	Sum       float64   `json:"sum"`
	Squares   float64   `json:"squares"`
	Intervals int       `json:"intervals"` // estimates with a standard error
	Covered   int       `json:"covered"`   // 95 % intervals that hold the truth
}

// Add counts one estimate; se is NaN when it has no standard error. v and se are those of 1/alpha when Inverse.
func (c *EstimateCell) Add(v, se float64) {
	truth := c.Alpha
	if c.Inverse {
		truth = 1 / truth
	}
	c.Samples++
	c.Sum += v
	c.Squares += (v - truth) * (v - truth)
	if !math.IsNaN(se) {
		c.Intervals++
		if math.Abs(v-truth) <= stats.NormalHalfWidth(coverage)*se {
			c.Covered++
		}
	}
}

// Mean is the mean estimate (for estimators of 1/alpha, one over the mean of 1/alpha).
func (c EstimateCell) Mean() float64 {
	m := c.Sum / float64(c.Samples-c.Failed)
	if c.Inverse {
		return 1 / m
	}
	return m
}

// Deviation is the standard deviation of the estimate in units of alpha, by the delta method for estimators of 1/alpha.
func (c EstimateCell) Deviation() float64 {
	n := float64(c.Samples - c.Failed)
	truth := c.Alpha
	if c.Inverse {
		truth = 1 / truth
	}
	d := c.Sum/n - truth
	sd := math.Sqrt((c.Squares - n*d*d) / (n - 1))
	if c.Inverse {
		m := c.Mean()
		sd *= m * m
	}
	return sd
}

// TestCell counts rejections of one test at the level of 5 % over samples of one size from one law.
type TestCell struct {
	Test     Test `json:"test"`
	Law      Law  `json:"law"`
	N        int  `json:"n"`
	Samples  int  `json:"samples"`
	Untested int  `json:"untested"` // samples that the test could not judge, and said so
	Rejected int  `json:"rejected"`
}

// Rate is the share of rejections among the samples judged.
func (c TestCell) Rate() float64 { return float64(c.Rejected) / float64(c.Samples-c.Untested) }

// VerdictCell counts verdicts of the analysis on files of one truth and size.
type VerdictCell struct {
	Truth       string         `json:"truth"`
	Expected    string         `json:"expected"`
	Also        []string       `json:"also,omitempty"` // verdicts that are right too
	Coordinates int            `json:"coordinates"`
	Draws       int            `json:"draws"`
	Files       int            `json:"files"`
	Verdicts    map[string]int `json:"verdicts"`
}

// right counts the files with a right verdict.
func (c VerdictCell) right() int {
	n := c.Verdicts[c.Expected]
	for _, v := range c.Also {
		n += c.Verdicts[v]
	}
	return n
}

// stableIsWrong reports whether the verdict stable is wrong on files of this truth.
func (c VerdictCell) stableIsWrong() bool {
	return c.Expected != verdictStable && !slices.Contains(c.Also, verdictStable)
}

// merge adds the counts of the seeds, cell by cell.
func mergeEstimates(lists [][]EstimateCell) []EstimateCell {
	out := append([]EstimateCell(nil), lists[0]...)
	for _, l := range lists[1:] {
		for i, c := range l {
			o := &out[i]
			o.Samples, o.Failed, o.Intervals, o.Covered = o.Samples+c.Samples, o.Failed+c.Failed, o.Intervals+c.Intervals, o.Covered+c.Covered
			o.Sum, o.Squares = o.Sum+c.Sum, o.Squares+c.Squares
		}
	}
	return out
}

func mergeTests(lists [][]TestCell) []TestCell {
	out := append([]TestCell(nil), lists[0]...)
	for _, l := range lists[1:] {
		for i, c := range l {
			o := &out[i]
			o.Samples, o.Untested, o.Rejected = o.Samples+c.Samples, o.Untested+c.Untested, o.Rejected+c.Rejected
		}
	}
	return out
}

func mergeVerdicts(lists [][]VerdictCell) []VerdictCell {
	var out []VerdictCell
	for i, first := range lists[0] {
		m := first
		m.Files, m.Verdicts = 0, map[string]int{}
		for _, l := range lists {
			m.Files += l[i].Files
			for v, n := range l[i].Verdicts {
				m.Verdicts[v] += n
			}
		}
		out = append(out, m)
	}
	return out
}
