package minimum

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// pairs are the wells that are mirror images of each other.
var pairs = []struct {
	name        string
	left, right int
}{{"outer", 0, 3}, {"inner", 1, 2}}

// inner is the share of time in the inner wells, one value for each batch of paths.
func inner(cells simulated.Cells) (list []float64, err error) {
	left, err := cells.At("time", "share", pairs[1].left)
	if err != nil {
		return nil, err
	}
	right, err := cells.At("time", "share", pairs[1].right)
	if err != nil {
		return nil, err
	}
	if len(left.Sample) != len(right.Sample) {
		return nil, fmt.Errorf("%d and %d batches of the inner wells: compute the results again", len(left.Sample), len(right.Sample))
	}
	for i, v := range left.Sample {
		list = append(list, v+right.Sample[i])
	}
	return list, nil
}

func verdicts(k Knobs, cells simulated.Cells) ([]lab.Verdict, error) {
	w, err := chain(k, judgedAt)
	if err != nil {
		return nil, err
	}
	moved, err := movesAt(cells, len(Noises)-1)
	if err != nil {
		return nil, err
	}
	times, err := inner(cells)
	if err != nil {
		return nil, err
	}
	scope := func(words, kind, n, note string, at func(level float64) stats.Interval) study.Scope {
		return study.Scope{Words: words, Kind: kind, N: n, Note: note, At: func(level float64) (stats.Interval, lab.Outcome, error) {
			e := at(level)
			return e, lab.Within(e, 1-tolerance, 1+tolerance), nil
		}}
	}
	var scopes []study.Scope
	for _, p := range pairs {
		c, theory := moved.pooled(p.left, p.right), 1/w.Leave(p.left)
		scopes = append(scopes, scope(fmt.Sprintf("time in the %s wells, sigma %g", p.name, judgedAt), "95 %, chi-square, for exponential times", fmt.Sprintf("%d moves, %s", c.Events, c.How), "",
			func(level float64) stats.Interval { return c.MeanAt(level).Over(theory) }))
	}
	jumped, over := moved.skipped(), moved.skippedTheory(w)
	scopes = append(scopes, scope(fmt.Sprintf("share of moves over a well, sigma %g", judgedAt), "95 %, Clopper-Pearson", fmt.Sprintf("%d of %d moves", jumped.Events, jumped.Trials),
		fmt.Sprintf("simulated %.3f, theory %.3f", jumped.Share().Value, over), func(level float64) stats.Interval { return jumped.ShareAt(level).Over(over) }))
	stationary := w.Stationary()
	long := stationary[pairs[1].left] + stationary[pairs[1].right]
	scopes = append(scopes, scope(fmt.Sprintf("share of time in the inner wells, sigma %g", judgedAt), "95 %, t over batches of paths", fmt.Sprintf("%d batches", len(times)),
		fmt.Sprintf("simulated %.3f, theory %.3f", stats.MeanInterval(times, study.Level).Value, long), func(level float64) stats.Interval { return stats.MeanInterval(times, level).Over(long) }))
	return study.Judge(criteria[0], simulated.Everywhere, scopes, "")
}

func observed(k Knobs, cells simulated.Cells) (map[string]float64, error) {
	m := map[string]float64{}
	for i, x := range Rates {
		c, err := cells.At("discrete", "iteration", i)
		if err != nil {
			return nil, err
		}
		g, err := fitted(c)
		if err != nil {
			return nil, err
		}
		m[fmt.Sprintf("scale of the iterates, eta h = %g", x)] = g.Value
	}
	for i, sigma := range Noises {
		moved, err := movesAt(cells, i)
		if err != nil {
			return nil, err
		}
		m[fmt.Sprintf("share of moves over a well, sigma %g", sigma)] = moved.skipped().Share().Value
		for from := range Minima {
			m[fmt.Sprintf("mean time in well %d, sigma %g", from, sigma)] = moved.left(from).Mean().Value
		}
	}
	return m, nil
}
