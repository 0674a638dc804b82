package lab

import (
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// Within judges a number by an equivalence margin: supported if its interval lies between lo and hi, not supported if it
// lies outside, undecided otherwise and where the number is not known.
func Within(e stats.Interval, lo, hi float64) Outcome {
	switch {
	case !e.Known():
		return Undecided
	case e.Within(lo, hi):
		return Supported
	case e.Below(lo) || e.Above(hi):
		return NotSupported
	}
	return Undecided
}

// Above judges a number that should exceed x: supported if its interval lies above, not supported if it lies below,
// undecided otherwise and where the number is not known.
func Above(e stats.Interval, x float64) Outcome {
	switch {
	case !e.Known():
		return Undecided
	case e.Above(x):
		return Supported
	case e.Below(x):
		return NotSupported
	}
	return Undecided
}

// Below is [Above] for a number that should stay under x.
func Below(e stats.Interval, x float64) Outcome {
	return Above(e.Map(func(y float64) float64 { return -y }), -x)
}

// Join is the outcome over several scopes: supported if some support the claim and none speaks against it, not supported
// if some speak against it and none supports it, depends if both occur, undecided if neither does. A scope that depends
// does both, one that is undecided neither.
func Join(scopes ...Outcome) Outcome {
	either := func(o Outcome) bool { return slices.Contains(scopes, o) || slices.Contains(scopes, Depends) }
	switch pro, against := either(Supported), either(NotSupported); {
	case pro && against:
		return Depends
	case pro:
		return Supported
	case against:
		return NotSupported
	}
	return Undecided
}

// JoinText is the rule of [Join] in the words that end the text of a criterion; scopes names them all: "networks".
func JoinText(scopes string) string {
	return " Over all " + scopes + ": supported if some support it and none speaks against it, not supported if some speak against it and none supports it, depends if both occur, undecided if neither does."
}

// Overall joins verdicts on the criterion's claim into the one over all of them, which has no statistic of its own.
func (c Criterion) Overall(scope string, of []Verdict, note string) Verdict {
	var outcomes []Outcome
	for _, v := range of {
		outcomes = append(outcomes, v.Outcome)
	}
	v := c.Verdict(scope, Join(outcomes...))
	v.Overall = true
	return v.Of(stats.Unknown(), "", "", note)
}
