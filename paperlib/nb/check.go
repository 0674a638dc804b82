package nb

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// Check runs the checks, shows expected, observed, tolerance and its origin, and
// fails the cell when one is out of tolerance. When the reader turned a knob the
// differences are shown and nothing fails. It returns the results.
func Check(knobTurned bool, checks ...lab.Check) []lab.CheckResult {
	t := grid{head: []string{"check", "expected", "observed", "tolerance", "origin of the tolerance", "result"}}
	var results []lab.CheckResult
	var failed []error
	for _, c := range checks {
		r := c.Run(knobTurned)
		results = append(results, r)
		failed = append(failed, r.Err())
		t.rows = append(t.rows, []string{c.Name, number(c.Expected), number(c.Observed), number(c.Tolerance), c.Origin, r.State})
	}
	t.show()
	Fail(errors.Join(failed...))
	return results
}

// Verdicts shows the answers to claims with statistic, interval and criterion. A
// claim that is not supported is a result and fails nothing.
func Verdicts(verdicts ...lab.Verdict) {
	t := grid{head: []string{"claim", "scope", "verdict", "statistic", "value", "interval", "n", "criterion"}}
	for _, v := range verdicts {
		interval := "none"
		if v.IntervalKind != "" {
			interval = fmt.Sprintf("%s to %s (%s)", number(v.Lo), number(v.Hi), v.IntervalKind)
		}
		outcome := string(v.Outcome)
		if v.Note != "" {
			outcome += "; " + v.Note
		}
		t.rows = append(t.rows, []string{v.Claim, v.Scope, outcome, v.Statistic, number(v.Value), interval, v.N, v.Criterion})
	}
	t.show()
}

// Stamp shows where a figure's or a table's numbers come from, in one line that
// is the same for the same results. An incomplete stamp fails the cell.
func Stamp(s figure.Stamp) {
	Fail(s.Check())
	line := "results"
	for _, id := range s.Results {
		line += " " + lab.Short(id)
	}
	line += "; data"
	for _, d := range s.Data {
		line += " " + d
	}
	line += fmt.Sprintf("; seed %d", s.Seed)
	if s.Profile != "" {
		line += "; profile " + s.Profile
	}
	line += "; code " + lab.Short(s.Code)
	showText("`"+line+"`", line)
}

// number writes four significant digits, and none where nothing is known.
func number(v float64) string {
	if math.IsNaN(v) {
		return "none"
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}
