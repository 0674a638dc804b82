package estimators

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// The thresholds of the criteria. They were fixed before the first run.
const (
	coverage       = 0.95 // nominal coverage of an interval
	coverageMargin = 0.02 // what an asymptotic interval may miss it by
	level          = 0.05 // nominal level of a test
	rightShare     = 0.95 // of the verdicts on files
	wrongStable    = 0.05 // share of files called stable that are not
	confidence     = 0.99 // of the binomial interval by which a criterion is judged
)

// Outcome is the answer to one row.
type Outcome string

// The outcomes.
const (
	Holds   Outcome = "holds"
	Fails   Outcome = "fails"
	NoClaim Outcome = "no claim"
)

// Criteria are how the rows of the tables are judged, in words.
func Criteria() []string {
	const bound = "a 99 % Clopper-Pearson interval of the measured share"
	return []string{
		fmt.Sprintf("Interval: of an estimator whose standard error is meant for stable samples, %s must reach into %.2f to %.2f; of tail estimators no coverage is claimed.", bound, coverage-coverageMargin, coverage+coverageMargin),
		fmt.Sprintf("Test: where the null is true, %s must reach down to %.2f or below; where it is false, the share is the power and nothing is claimed.", bound, level),
		fmt.Sprintf("Verdict on a file of many coordinates: %s must reach up to %.2f right ones; of files that are not stable, at most %.2f may be called stable, judged likewise. On one coordinate the shares are reported and nothing is claimed.", bound, rightShare, wrongStable),
	}
}

// atLeast fails when k of n is too few for a share p, atMost when it is too many.
func atLeast(k, n int, p float64) Outcome {
	if stats.ClopperPearson(k, n, confidence).Below(p) {
		return Fails
	}
	return Holds
}

func atMost(k, n int, p float64) Outcome {
	if stats.ClopperPearson(k, n, confidence).Above(p) {
		return Fails
	}
	return Holds
}

func both(a, b Outcome) Outcome {
	if a == Fails || b == Fails {
		return Fails
	}
	return Holds
}

// Outcome judges the coverage of the intervals.
func (c EstimateCell) Outcome() Outcome {
	if !c.Estimator.Claims() || c.Intervals == 0 {
		return NoClaim
	}
	return both(atLeast(c.Covered, c.Intervals, coverage-coverageMargin), atMost(c.Covered, c.Intervals, coverage+coverageMargin))
}

// Outcome judges the rate of false alarms; power has none.
func (c TestCell) Outcome() Outcome {
	if !c.Test.Holds(c.Law) || c.Samples == c.Untested {
		return NoClaim
	}
	return atMost(c.Rejected, c.Samples-c.Untested, level)
}

// manyCoordinates is the least number of coordinates of a file about which a claim is made.
const manyCoordinates = 2

// Outcome judges the verdicts on the files of one truth.
func (c VerdictCell) Outcome() Outcome {
	if c.Coordinates < manyCoordinates {
		return NoClaim
	}
	o := atLeast(c.Verdicts[c.Expected], c.Files, rightShare)
	if c.Expected != verdictStable {
		o = both(o, atMost(c.Verdicts[verdictStable], c.Files, wrongStable))
	}
	return o
}

// verdictStable is package analyze's word for a stable file.
const verdictStable = "stable"
