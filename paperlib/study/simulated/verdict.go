package simulated

import (
	"math"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Within judges a number that should lie between lo and hi: supported if its interval lies there, not supported if it lies
// outside, undecided otherwise and where there is no number.
func Within(e figure.Estimate, lo, hi float64) lab.Outcome {
	switch {
	case math.IsNaN(e.Lo) || math.IsNaN(e.Hi):
		return lab.Undecided
	case e.Lo >= lo && e.Hi <= hi:
		return lab.Supported
	case e.Hi < lo || e.Lo > hi:
		return lab.NotSupported
	}
	return lab.Undecided
}

// Verdict fills a verdict by a criterion.
func Verdict(c lab.Criterion, scope string, outcome lab.Outcome, e figure.Estimate, interval, n, note string) lab.Verdict {
	v := c.Verdict(scope, outcome)
	v.Value, v.Lo, v.Hi, v.IntervalKind, v.N, v.Note = e.Value, e.Lo, e.Hi, interval, n, note
	return v
}

// Overall joins verdicts on one claim: supported if some support it and none speaks against it, not supported if some speak
// against it and none supports it, depends if both occur, undecided if neither does.
func Overall(c lab.Criterion, scope string, list []lab.Verdict, note string) lab.Verdict {
	pro, against := false, false
	for _, v := range list {
		pro = pro || v.Outcome == lab.Supported || v.Outcome == lab.Depends
		against = against || v.Outcome == lab.NotSupported || v.Outcome == lab.Depends
	}
	outcome := lab.Undecided
	switch {
	case pro && against:
		outcome = lab.Depends
	case pro:
		outcome = lab.Supported
	case against:
		outcome = lab.NotSupported
	}
	v := c.Verdict(scope, outcome)
	nan := math.NaN()
	v.Value, v.Lo, v.Hi, v.Overall, v.Note = nan, nan, nan, true, note
	return v
}

// JoinWords says how verdicts are joined; it ends the text of a criterion.
const JoinWords = " Over all scopes: supported if some support it and none speaks against it, not supported if some speak against it and none supports it, depends if both occur, undecided if neither does."
