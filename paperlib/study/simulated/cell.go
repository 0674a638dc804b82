package simulated

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat"

	"github.com/sgnlab/sgnlab/paperlib/levy"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// Cell is what the simulation of one setting gave, in statistics that add up over seeds.
type Cell struct {
	Group  string  `json:"group"`  // what it belongs to: a panel, a row of the table
	Series string  `json:"series"` // which curve of it
	X      float64 `json:"x"`      // where on the curve
	How    string  `json:"how"`    // scheme and step, threshold or what else was chosen

	Paths     int   `json:"paths"`
	Censored  int   `json:"censored,omitempty"`
	Overflows int   `json:"overflows,omitempty"`
	Steps     int64 `json:"steps"`

	Events int       `json:"events,omitempty"` // exits, moves, hits
	Trials int       `json:"trials,omitempty"` // of how many, where events are a share
	Total  float64   `json:"total,omitempty"`  // time or steps in which the events came, where they are a rate
	Sample []float64 `json:"sample,omitempty"` // values whose law is judged, six digits
	Cut    []bool    `json:"cut,omitempty"`    // which of the sample are censored times
}

// Exits is the cell of exits: events in the total time of the paths.
func Exits(group, series string, x float64, how string, list []levy.Exit) Cell {
	c := Cell{Group: group, Series: series, X: x, How: how, Paths: len(list), Overflows: levy.Overflows(list)}
	for _, e := range list {
		c.Steps += e.Steps
		if e.Overflow {
			continue
		}
		c.Total += e.Time
		if e.Censored {
			c.Censored++
		} else {
			c.Events++
		}
	}
	return c
}

// WithTimes adds the single exit times.
func (c Cell) WithTimes(list []levy.Exit) Cell {
	for _, e := range list {
		if !e.Overflow {
			c.Sample, c.Cut = append(c.Sample, Digits(e.Time)), append(c.Cut, e.Censored)
		}
	}
	return c
}

// Digits rounds to six significant digits: enough for a law, and short in a file.
func Digits(v float64) float64 {
	if v == 0 || math.IsInf(v, 0) || math.IsNaN(v) {
		return v
	}
	e := math.Pow(10, 5-math.Floor(math.Log10(math.Abs(v))))
	return math.Round(v*e) / e
}

// Mean is total over events, the mean time of an event, with its interval for exponential times (levy.ExitTimes.Mean).
func (c Cell) Mean() stats.Interval { return c.MeanAt(study.Level) }

// MeanAt is [Cell.Mean] with an interval of another level.
func (c Cell) MeanAt(level float64) stats.Interval {
	e, err := levy.MeanOf(c.Events, c.Total, c.Censored > 0, level)
	if err != nil {
		return stats.Unknown()
	}
	return e
}

// Share is events over trials, with the interval of Clopper and Pearson.
func (c Cell) Share() stats.Interval { return c.ShareAt(study.Level) }

// ShareAt is [Cell.Share] with an interval of another level.
func (c Cell) ShareAt(level float64) stats.Interval {
	if c.Trials == 0 {
		return stats.Unknown()
	}
	return stats.ClopperPearson(c.Events, c.Trials, level)
}

// Average is the mean of the sample with its normal interval.
func (c Cell) Average() stats.Interval {
	if len(c.Sample) < 2 {
		return stats.Unknown()
	}
	mean, deviation := stat.MeanStdDev(c.Sample, nil)
	e := stats.NormalHalfWidth(study.Level) * stat.StdErr(deviation, float64(len(c.Sample)))
	return stats.Interval{Value: mean, Lo: mean - e, Hi: mean + e}
}

// Result is one part of a study under one seed.
type Result struct {
	Part     string `json:"part"`
	Seed     uint64 `json:"seed"`
	Criteria string `json:"criteria"` // digest of the criteria in force when it was computed
	Cells    []Cell `json:"cells"`
}

// Pool adds up the cells of several results that have the same place, in the order in which they come.
func Pool(results []study.Of[Result]) Cells {
	type place struct {
		group, series, how string
		x                  float64
	}
	at := map[place]int{}
	var list Cells
	for _, r := range results {
		for _, c := range r.Result.Cells {
			p := place{c.Group, c.Series, c.How, c.X}
			i, ok := at[p]
			if !ok {
				at[p] = len(list)
				c.Sample, c.Cut = append([]float64(nil), c.Sample...), append([]bool(nil), c.Cut...)
				list = append(list, c)
				continue
			}
			to := &list[i]
			to.Paths, to.Censored, to.Overflows, to.Steps = to.Paths+c.Paths, to.Censored+c.Censored, to.Overflows+c.Overflows, to.Steps+c.Steps
			to.Events, to.Trials, to.Total = to.Events+c.Events, to.Trials+c.Trials, to.Total+c.Total
			to.Sample, to.Cut = append(to.Sample, c.Sample...), append(to.Cut, c.Cut...)
		}
	}
	return list
}

// Cells are the pooled cells of a page.
type Cells []Cell

// Of are the cells of one curve, in their order; an empty series means all of the group.
func (l Cells) Of(group, series string) (list Cells) {
	for _, c := range l {
		if c.Group == group && (series == "" || c.Series == series) {
			list = append(list, c)
		}
	}
	return list
}

// At is the i-th cell of a curve, in the order of the study's grid of places. An error says that the results are of another
// version of the study.
func (l Cells) At(group, series string, i int) (Cell, error) {
	curve := l.Of(group, series)
	if i < 0 || i >= len(curve) {
		return Cell{}, fmt.Errorf("there are %d simulations of %s, %s, and none at place %d: compute the results again", len(curve), group, series, i+1)
	}
	return curve[i], nil
}

// Paths are all simulated paths, with how many overflowed and how many were censored.
func (l Cells) Paths() (paths, overflows, censored int) {
	for _, c := range l {
		paths, overflows, censored = paths+c.Paths, overflows+c.Overflows, censored+c.Censored
	}
	return paths, overflows, censored
}
