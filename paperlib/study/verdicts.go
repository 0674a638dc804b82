package study

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// VerdictTable lists verdicts, with the criteria by which they were reached as notes.
func VerdictTable(caption string, verdicts []lab.Verdict, criteria []lab.Criterion) figure.Table {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "claim", Title: "Claim", Text: true}, {Key: "scope", Title: "Scope", Text: true}, {Key: "statistic", Title: "Statistic", Format: ".3g"},
			{Key: "outcome", Title: "Verdict", Text: true}, {Key: "n", Title: "n", Text: true}, {Key: "note", Title: "Note", Text: true},
		},
		Caption: caption,
		Notes:   Notes(criteria),
	}
	for _, v := range verdicts {
		t.Rows = append(t.Rows, []any{v.Claim, v.Scope, stats.Interval{Value: v.Value, Lo: v.Lo, Hi: v.Hi}, string(v.Outcome), v.N, v.Note})
	}
	return t
}

// Notes are criteria in words, for a table of verdicts.
func Notes(criteria []lab.Criterion) (list []string) {
	for _, c := range criteria {
		list = append(list, fmt.Sprintf("%s: %s. %s", c.Claim, c.Statistic, c.Text))
	}
	return list
}
