package estimators

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// The thresholds of the criteria. The files of the verdicts were drawn after they were fixed; the samples of intervals and
// tests are older.
const (
	coverage       = 0.95 // nominal coverage of an interval
	coverageMargin = 0.02 // what an asymptotic interval may miss it by
	level          = 0.05 // nominal level of a test
	levelMargin    = 0.02 // what an asymptotic test may exceed it by
	rightShare     = 0.95 // of the verdicts on files
	wrongStable    = 0.05 // share of files called stable that are not
	confidence     = 0.99 // of the binomial interval by which a row is judged
	joint          = 0.05 // probability of any false outcome over the rows of a kind
)

// Outcome is the answer to one row.
type Outcome string

// The outcomes.
const (
	Holds    Outcome = "holds"
	Fails    Outcome = "fails"
	NotShown Outcome = "not shown"
	NoClaim  Outcome = "no claim"
)

// Criteria are how the rows of the tables are judged, in words.
func Criteria() []string {
	return []string{
		fmt.Sprintf("A row holds if the %.0f %% Clopper-Pearson interval of its share lies inside the target region, fails if it lies outside, "+
			"and is not shown otherwise. The rows of a kind (coverage, false alarms, verdicts) are joined by Holm's method: an outcome "+
			"counts only if it also stands at a joint level of %.0f %%.", 100*confidence, 100*joint),
		fmt.Sprintf("Target of an interval: %.2f to %.2f, for estimators whose standard error is meant for stable samples; "+
			"of tail estimators no coverage is claimed.", coverage-coverageMargin, coverage+coverageMargin),
		fmt.Sprintf("Target of a test at %.2f: at most %.2f rejected where the null is true; "+
			"where it is false, the share is the power and nothing is claimed.", level, level+levelMargin),
		fmt.Sprintf("Target of a verdict on a file of several coordinates: at least %.2f right (undecided counts as right where the table says "+
			"so), and, of files for which stable is wrong, at most %.2f called stable. "+
			"On one coordinate the shares are reported and nothing is claimed.", rightShare, wrongStable),
	}
}

// claim is what a row says of its target: the p-values of the two null hypotheses that the share lies outside it and inside.
type claim struct {
	outside, inside float64
	none            bool // no claim is made
}

// atLeast and atMost are the claims that the probability behind k of n is at least or at most p.
func atLeast(k, n int, p float64) claim {
	lower, upper := stats.BinomialTails(k, n, p)
	return claim{outside: upper, inside: lower}
}

func atMost(k, n int, p float64) claim {
	lower, upper := stats.BinomialTails(k, n, p)
	return claim{outside: lower, inside: upper}
}

// and is the claim of both: shown when both are, refuted when one is.
func (c claim) and(d claim) claim {
	return claim{outside: math.Max(c.outside, d.outside), inside: math.Min(c.inside, d.inside)}
}

// outcomes judges the rows of a kind together.
func outcomes(rows []claim) ([]Outcome, error) {
	var outside, inside []float64
	for _, c := range rows {
		if !c.none {
			outside, inside = append(outside, c.outside), append(inside, c.inside)
		}
	}
	jointOutside, err := tails.Holm(outside)
	if err != nil {
		return nil, err
	}
	jointInside, err := tails.Holm(inside)
	if err != nil {
		return nil, err
	}
	const single = (1 - confidence) / 2
	out := make([]Outcome, 0, len(rows))
	i := 0
	for _, c := range rows {
		if c.none {
			out = append(out, NoClaim)
			continue
		}
		switch {
		case c.outside <= single && jointOutside[i] <= joint:
			out = append(out, Holds)
		case c.inside <= single && jointInside[i] <= joint:
			out = append(out, Fails)
		default:
			out = append(out, NotShown)
		}
		i++
	}
	return out, nil
}

// kOfN is how many of the rows about which a claim is made have which outcome, in words.
func kOfN(what string, list []Outcome) string {
	k := map[Outcome]int{}
	for _, o := range list {
		k[o]++
	}
	n := len(list) - k[NoClaim]
	return fmt.Sprintf("%s: %d of %d rows hold, %d fail, %d are not shown; %d without a claim.",
		what, k[Holds], n, k[Fails], k[NotShown], k[NoClaim])
}

// claim judges the coverage of the intervals.
func (c EstimateCell) claim() claim {
	if !c.Estimator.Claims() || c.Intervals == 0 {
		return claim{none: true}
	}
	return atLeast(c.Covered, c.Intervals, coverage-coverageMargin).and(atMost(c.Covered, c.Intervals, coverage+coverageMargin))
}

// claim judges the rate of false alarms; power has none.
func (c TestCell) claim() claim {
	if !c.Test.Holds(c.Law) || c.Samples == c.Untested {
		return claim{none: true}
	}
	return atMost(c.Rejected, c.Samples-c.Untested, level+levelMargin)
}

// manyCoordinates is the least number of coordinates of a file about which a claim is made.
const manyCoordinates = 2

// claim judges the verdicts on the files of one truth.
func (c VerdictCell) claim() claim {
	if c.Coordinates < manyCoordinates {
		return claim{none: true}
	}
	out := atLeast(c.right(), c.Files, rightShare)
	if c.stableIsWrong() {
		out = out.and(atMost(c.Verdicts[verdictStable], c.Files, wrongStable))
	}
	return out
}

// verdictStable is package analyze's word for a stable file.
const verdictStable = "stable"
