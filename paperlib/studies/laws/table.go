package laws

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Table compares the laws for every network at the snapshot and batch size of the knobs.
func (p *Page) Table() (figure.Table, error) {
	t := figure.Table{Columns: columns(false), Notes: notes()}
	k, kind := p.Knobs, ""
	p.shown(func(g Group, b BatchSummary) {
		t.Rows = append(t.Rows, rows(g, b, false)...)
		if len(b.Rows) > 0 {
			kind = b.Alpha.Kind()
		}
	})
	if len(t.Rows) == 0 {
		return t, fmt.Errorf("no network was judged %s at batch size %d: choose a snapshot and a batch size that were captured", k.Snapshot, k.Batch)
	}
	t.Caption = fmt.Sprintf("Table 2. Fit of laws to the stochastic gradient noise of sampled coordinates, %s networks, batch size %d, on %s. Means over the parameters scored, then over seeds, with 95 %% intervals (%s).",
		k.Snapshot, k.Batch, strings.Join(p.Data, ", "), kind)
	return t, nil
}

// AllTable is Table for all snapshots and batch sizes.
func (p *Page) AllTable() figure.Table {
	t := figure.Table{Columns: columns(true), Notes: notes(),
		Caption: fmt.Sprintf("Table 2, all snapshots and batch sizes, on %s. Means over the parameters scored, then over seeds, with 95 %% intervals (%s).", strings.Join(p.Data, ", "), intervalWords)}
	for _, g := range p.Groups {
		for _, b := range g.Batches {
			t.Rows = append(t.Rows, rows(g, b, true)...)
		}
	}
	return t
}

const intervalWords = "Student t over the seeds, never narrower than the draws within"

func columns(all bool) []figure.Column {
	c := []figure.Column{{Key: "network", Title: "Network and data", Text: true}}
	if all {
		c = append(c, figure.Column{Key: "snapshot", Title: "Snapshot", Text: true}, figure.Column{Key: "batch", Title: "B", Format: "d"})
	}
	return append(c,
		figure.Column{Key: "law", Title: "Law", Text: true},
		figure.Column{Key: "heldout", Title: "Held-out log-likelihood", Unit: "nats per draw", Format: ".4f"},
		figure.Column{Key: "dbic", Title: "BIC minus Gaussian's", Unit: "per coordinate", Format: ".1f"},
		figure.Column{Key: "sse", Title: "Histogram SSE", Format: ".3f"},
		figure.Column{Key: "chi2", Title: "Histogram chi-square", Format: ".1f"},
		figure.Column{Key: "best", Title: "Best for", Unit: "coordinates", Format: "d"},
		figure.Column{Key: "scored", Title: "Scored", Unit: "of sampled", Text: true},
	)
}

func rows(g Group, b BatchSummary, all bool) (list [][]any) {
	scored := fmt.Sprintf("%d of %d", b.Scored, b.Coordinates)
	for _, r := range b.Rows {
		row := []any{g.Net + " on " + g.Data}
		if all {
			row = append(row, g.Snapshot, b.Batch)
		}
		row = append(row, r.Model.Label(), r.HeldOut)
		if r.Model == Gaussian {
			row = append(row, nil)
		} else {
			row = append(row, r.DBIC)
		}
		row = append(row, r.SSE, r.Chi2)
		if joint[r.Model] == nil {
			row = append(row, b.Best[r.Model])
		} else {
			row = append(row, nil)
		}
		list = append(list, append(row, scored))
	}
	if len(b.Rows) == 0 {
		row := make([]any, len(columns(all)))
		row[0] = g.Net + " on " + g.Data
		if all {
			row[1], row[2] = g.Snapshot, b.Batch
		}
		row[len(row)-1] = scored
		list = append(list, row)
	}
	return list
}

func notes() []string {
	return []string{
		"Laws are fitted and scored on the draws at no atom (a value that more than 1 % share), divided by their root mean square, coordinate by coordinate; BIC is that of as many draws as were taken. Held-out: 3 folds. Higher log-likelihood is better; lower BIC, SSE and chi-square are better.",
		"Pooled: one stable law for all coordinates. Shared alpha: one tail index, own scale and location. The other laws have parameters of their own for each coordinate.",
		"Histogram errors use bins fixed from the data (width 2 IQR n^(-1/3) between the 1 % and 99 % quantiles, tails pooled) and hardly see the tails; chi-square is averaged as a geometric mean, because one coordinate can dominate any other. Their intervals hold laws and bins fixed (first order).",
		"Best for: coordinates for which the law has the highest held-out log-likelihood among those with parameters of their own. Scored: coordinates that move and to which every law could be fitted; the others are counted, never replaced, and no claim is supported where they are more than a tenth of the parameters.",
	}
}

// VerdictTable lists the verdicts of every network, snapshot and batch size, and those over all networks.
func (p *Page) VerdictTable() figure.Table {
	t := figure.Table{
		Columns: []figure.Column{
			{Key: "scope", Title: "Network, data, snapshot, batch size", Text: true},
			{Key: "claim", Title: "Claim", Text: true},
			{Key: "outcome", Title: "Verdict", Text: true},
			{Key: "statistic", Title: "Statistic", Format: ".4f"},
			{Key: "note", Title: "Remark", Text: true},
			{Key: "n", Title: "Counted", Text: true},
		},
		Caption: fmt.Sprintf("Verdicts on C1a (stable against Gaussian), C1b (stable against its rivals) and C1c (sum-stability) on %s, after Holm's step-down over the networks of a snapshot and batch size; the 95 %% intervals (%s) are those of each network alone.", strings.Join(p.Data, ", "), intervalWords),
	}
	t.Notes = study.Notes(Criteria())
	for _, v := range p.Verdicts {
		row := []any{v.Scope, v.Claim, string(v.Outcome), v.Interval(), v.Note, v.N}
		if v.Value != v.Value { // NaN: a count of verdicts, or not tested
			row[3] = nil
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// PlantedTable says how often planted networks were judged falsely.
func (p *Page) PlantedTable() figure.Table {
	return study.PlantedTable("Planted networks: draws of known laws in place of captures, through the fits, the intervals over seeds and the criteria above. A replicate is false where any of its three verdicts is, and settled right where the claims that the truth settles are.", p.Planted)
}

// OverallTable shows the verdicts over all networks: claim and snapshot by batch size.
func (p *Page) OverallTable() figure.Table {
	t := figure.Table{
		Columns: []figure.Column{{Key: "claim", Title: "Claim", Text: true}, {Key: "snapshot", Title: "Snapshot", Text: true}},
		Caption: fmt.Sprintf("Verdicts over all networks by batch size B, on %s. The verdicts of the single networks with their intervals are in %s.", strings.Join(p.Data, ", "), VerdictsName),
	}
	var batches []int
	for _, g := range p.Groups {
		for _, b := range g.Batches {
			if !slices.Contains(batches, b.Batch) {
				batches = append(batches, b.Batch)
			}
		}
	}
	slices.Sort(batches)
	for _, b := range batches {
		t.Columns = append(t.Columns, figure.Column{Key: fmt.Sprintf("b%d", b), Title: fmt.Sprintf("B = %d", b), Text: true})
	}
	t.Notes = study.Notes(Criteria())
	for _, c := range Criteria() {
		for _, s := range Snapshots() {
			row := make([]any, 2+len(batches))
			row[0], row[1] = c.Claim, s
			for i, b := range batches {
				for _, v := range p.Verdicts {
					if v.Overall && v.Claim == c.Claim && v.Scope == (question{s, b}).String() {
						row[2+i] = string(v.Outcome)
					}
				}
			}
			t.Rows = append(t.Rows, row)
		}
	}
	return t
}
