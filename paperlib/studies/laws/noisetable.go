package laws

import (
	"fmt"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// NoiseTable says of every network at the snapshot and batch size of the knobs what its noise is made of: the tail index with
// the activity of the examples beside it, and how far the fits can be trusted.
func (p *Page) NoiseTable() figure.Table {
	t := p.noiseTable(false, fmt.Sprintf("%s networks, batch size %d", p.Knobs.Snapshot, p.Knobs.Batch))
	p.shown(func(g Group, b BatchSummary) { t.Rows = append(t.Rows, noiseRow(g, b, false)) })
	return t
}

// AllNoiseTable is NoiseTable for all snapshots and batch sizes.
func (p *Page) AllNoiseTable() figure.Table {
	t := p.noiseTable(true, "all snapshots and batch sizes")
	for _, g := range p.Groups {
		for _, b := range g.Batches {
			t.Rows = append(t.Rows, noiseRow(g, b, true))
		}
	}
	return t
}

func (p *Page) noiseTable(all bool, what string) figure.Table {
	t := figure.Table{Columns: []figure.Column{{Key: "network", Title: "Network and data", Text: true}},
		Caption: fmt.Sprintf("Tail index and what stands beside it, %s, on %s. Means over parameters, then over seeds; the interval of the tail index is 95 %% (%s).", what, strings.Join(p.Data, ", "), intervalWords),
		Notes: []string{
			"Effective batch: B times the share of examples whose gradient is not exactly zero. Log-spread: standard deviation of log|g| over these examples. Top example: its share of the variance of the gradient over the training set. None of the three exists with BatchNorm, where an example has no gradient of its own.",
			"Gains: the stable law is ahead of the Gaussian on held-out draws. Atom: a value that more than 1 % of the draws share. At bound: the fitted tail index is .3, the smallest that is fitted. Rejected: by Anderson-Darling at a false discovery rate of 5 %. Untested: its table begins at a tail index of .5. Unfit: no law can be fitted to what lies beside the atoms. Dead: never moves, and in no other column.",
			"Mean over arrays: each array of the network counts alike, whatever its size, biases as much as weights.",
		}}
	if all {
		t.Columns = append(t.Columns, figure.Column{Key: "snapshot", Title: "Snapshot", Text: true}, figure.Column{Key: "batch", Title: "B", Format: "d"})
	}
	t.Columns = append(t.Columns,
		figure.Column{Key: "alpha", Title: "Tail index", Format: ".3f"},
		figure.Column{Key: "arrays", Title: "Mean over arrays", Format: ".3f"},
		figure.Column{Key: "effective", Title: "Effective batch", Format: ".1f"},
		figure.Column{Key: "log_spread", Title: "Log-spread", Format: ".2f"},
		figure.Column{Key: "top", Title: "Top example", Format: ".3f"},
	)
	for _, c := range shareColumns {
		t.Columns = append(t.Columns, figure.Column{Key: c.key, Title: c.title, Unit: "%", Format: ".1f"})
	}
	return t
}

// shareColumns are columns of shares of the parameters, in per cent.
var shareColumns = []struct {
	key, title string
	of         func(Shares) float64
}{
	{"gains", "Gains", func(s Shares) float64 { return s.Gains }},
	{"atomic", "With an atom", func(s Shares) float64 { return s.Atomic }},
	{"bound", "At bound", func(s Shares) float64 { return s.Bound }},
	{"rejected", "Rejected", func(s Shares) float64 { return s.Rejected }},
	{"untested", "Untested", func(s Shares) float64 { return s.Untested }},
	{"unfit", "Unfit", func(s Shares) float64 { return s.Unfit }},
	{"dead", "Dead", func(s Shares) float64 { return s.Dead }},
}

func noiseRow(g Group, b BatchSummary, all bool) []any {
	row := []any{g.String()}
	if all {
		row = append(row, g.Snapshot, b.Batch)
	}
	known := func(v float64) any {
		if v != v {
			return nil
		}
		return v
	}
	s := b.Shares
	if alpha := b.Alpha.Interval(study.Level); alpha.Known() {
		row = append(row, alpha)
	} else {
		row = append(row, nil)
	}
	row = append(row, known(float64(s.ByArray)), known(float64(b.Batch)*(1-float64(s.Zero))), known(float64(s.LogSpread)), known(float64(s.Top)))
	for _, c := range shareColumns {
		row = append(row, 100*c.of(s))
	}
	return row
}
