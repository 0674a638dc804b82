package estimators

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// RateTable lists the coverage of every interval and the rejections of every test, with the answer of the criteria.
func (p *Page) RateTable() figure.Table {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "what", Title: "Estimator or test", Text: true},
			{Key: "law", Title: "Draws", Text: true},
			{Key: "n", Title: "n", Format: "d"},
			{Key: "mean", Title: "Mean estimate", Format: ".3f"},
			{Key: "spread", Title: "Standard deviation", Format: ".3f"},
			{Key: "share", Title: "Coverage of 95 % intervals, or share rejected at 5 %", Format: ".3f"},
			{Key: "counted", Title: "Samples", Text: true},
			{Key: "null", Title: "Kind", Text: true},
			{Key: "outcome", Title: "Criterion", Text: true},
		},
		Caption: fmt.Sprintf("Table 3. Estimators and tests on repeated samples of known laws: %s a law. Shares with 95 %% Clopper-Pearson intervals.", p.sizes()),
		Notes: append(append([]string{kOfN("Coverage", p.outcomes.estimates), kOfN("False alarms", p.outcomes.tests)}, Criteria()[:3]...),
			notes()...),
	}
	for i, c := range p.all.estimates {
		row := []any{string(c.Estimator), "stable " + number(c.Alpha), c.N, nil, nil, nil, counted(c.Intervals, c.Samples, "with an interval"),
			"coverage", string(p.outcomes.estimates[i])}
		if c.Samples > c.Failed {
			row[3], row[4] = c.Mean(), c.Deviation()
		}
		if c.Intervals > 0 {
			row[5] = binomial(c.Covered, c.Intervals)
		}
		t.Rows = append(t.Rows, row)
	}
	for i, c := range p.all.tests {
		kind := "power"
		if c.Test.Holds(c.Law) {
			kind = "false alarms"
		}
		judged := c.Samples - c.Untested
		row := []any{fmt.Sprintf("%s (%s)", c.Test, c.Test.Null()), c.Law.Label(p.Knobs), c.N, nil, nil, nil,
			counted(judged, c.Samples, "judged"), kind, string(p.outcomes.tests[i])}
		if judged > 0 {
			row[5] = binomial(c.Rejected, judged)
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

func notes() []string {
	return []string{
		"Estimators of 1/alpha (sums, Hill, moment, Pickands): mean of 1/alpha turned over, deviation by the delta method, coverage of the interval for 1/alpha. An estimate on its bound alpha = 2 has no interval and is left out of the coverage; the column Samples counts it.",
		"The null of the tests of fit and of symmetry holds for symmetric stable laws, the Gaussian among them; that of sum-stability also for the skewed stable law; that of the likelihood ratio for the Gaussian alone.",
	}
}

func counted(n, of int, what string) string {
	if n == of {
		return fmt.Sprint(of)
	}
	return fmt.Sprintf("%d, %d %s", of, n, what)
}

func binomial(k, n int) stats.Interval { return stats.ClopperPearson(k, n, figure.Level) }

// Short is the part of the table of rates that a page has room for: the rates under the null, and coverage, at the law of
// the knobs.
func Short(t figure.Table, k Knobs) figure.Table {
	all := t.Rows
	t.Rows = nil
	planted := []string{"stable " + number(k.Alpha), Gaussian.Label(k)}
	for _, r := range all {
		if r[7] == "power" || !slices.Contains(planted, r[1].(string)) {
			continue
		}
		t.Rows = append(t.Rows, r)
	}
	t.Caption += fmt.Sprintf(" Shown: stable %s and Gaussian draws; all laws and the power of the tests are in %s, "+
		"and the rows counted below are all of them.", number(k.Alpha), RatesName)
	return t
}

// VerdictTable lists the verdicts of the analysis on whole files by what was planted.
func (p *Page) VerdictTable() figure.Table {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "truth", Title: "Planted", Text: true},
			{Key: "size", Title: "Coordinates × draws", Text: true},
			{Key: "expected", Title: "Right verdict", Text: true},
			{Key: "right", Title: "Right", Format: ".2f"},
			{Key: "stable", Title: "Called stable", Format: ".2f"},
			{Key: "undecided", Title: "Undecided", Format: ".2f"},
			{Key: "files", Title: "Files", Format: "d"},
			{Key: "verdicts", Title: "Verdicts", Text: true},
			{Key: "outcome", Title: "Criterion", Text: true},
		},
		Caption: "Verdicts of sgnlab analyze on files of known truth. Shares with 95 % Clopper-Pearson intervals.",
		Notes:   []string{kOfN("Verdicts", p.outcomes.verdicts), Criteria()[0], Criteria()[3]},
	}
	for i, c := range p.all.verdicts {
		right := strings.Join(append([]string{c.Expected}, c.Also...), " or ")
		t.Rows = append(t.Rows, []any{c.Truth, fmt.Sprintf("%d × %d", c.Coordinates, c.Draws), right, binomial(c.right(), c.Files),
			binomial(c.Verdicts[verdictStable], c.Files), binomial(c.Verdicts["undecided"], c.Files), c.Files, c.told(),
			string(p.outcomes.verdicts[i])})
	}
	return t
}

// told lists the verdicts with their counts, the commonest first.
func (c VerdictCell) told() string {
	var names []string
	for v := range c.Verdicts {
		names = append(names, v)
	}
	slices.SortFunc(names, func(a, b string) int {
		if d := c.Verdicts[b] - c.Verdicts[a]; d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	for i, v := range names {
		names[i] = fmt.Sprintf("%s %d", v, c.Verdicts[v])
	}
	return strings.Join(names, ", ")
}
