package direction

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/stats"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// preference is exits for each coordinate of the heaviest tail over exits for each other coordinate: of a cell whose events are
// the exits along the one heaviest coordinate, against so many others. With the share p of all exits, the total share, it is
// p/(1-p) times the number of the others.
func preference(c simulated.Cell, others int, level float64) stats.Interval {
	return c.ShareAt(level).Map(func(p float64) float64 { return p / (1 - p) * float64(others) })
}

// setting is where a verdict is read off: the cell of the heaviest coordinate, and how many others there are.
type setting struct {
	words, group, series string
	place                int // on the curve
	others               int
}

// settings are the scopes of the criterion, in the order of their places on a curve. Noise scales fall along it, and Euler's
// come first.
func settings() []setting {
	high, low, last := Coarse[0], Coarse[len(Coarse)-1], len(Coarse)-1
	many, wide := Counts[len(Counts)-1], len(Scales)-1
	return []setting{
		{fmt.Sprintf("equal scales and widths, sigma %g", high), "equal", Axis(0), 0, 2},
		{fmt.Sprintf("equal scales and widths, sigma %g", low), "equal", Axis(0), last, 2},
		{fmt.Sprintf("heavier tail farther from its edge, sigma %g", high), "crossing", Axis(0), 0, 1},
		{fmt.Sprintf("heavier tail farther from its edge, sigma %g", low), "crossing", Axis(0), last, 1},
		{fmt.Sprintf("one heavier coordinate, %d lighter", many), "counts", Count(many), 0, many},
		{fmt.Sprintf("one heavier coordinate, %d lighter of %g times its scale", many, Scales[wide]), "counts", Count(many), wide, many},
	}
}

func verdicts(_ Knobs, cells simulated.Cells) ([]lab.Verdict, error) {
	var scopes []study.Scope
	for _, s := range settings() {
		c, err := cells.At(s.group, s.series, s.place)
		if err != nil {
			return nil, err
		}
		scopes = append(scopes, study.Scope{
			Words: s.words,
			At: func(level float64) (stats.Interval, lab.Outcome, error) {
				e := preference(c, s.others, level)
				return e, lab.Above(e, preferred), nil
			},
			Kind: "95 %, Clopper-Pearson of the share", N: fmt.Sprintf("%d of %d exits, %s", c.Events, c.Trials, c.How),
			Note: fmt.Sprintf("total share %s of 1 in %d coordinates", c.Share().Text(3), s.others+1),
		})
	}
	return study.Judge(criteria[0], simulated.Everywhere, scopes, "the largest rate C (sigma/d)^alpha decides, not the smallest alpha")
}

// Axis names the curve of a coordinate.
func Axis(i int) string { return fmt.Sprintf("coordinate %d", i+1) }

func observed(_ Knobs, cells simulated.Cells) (map[string]float64, error) {
	m := map[string]float64{}
	for _, c := range cells {
		if c.Trials > 0 {
			m[fmt.Sprintf("share of exits, %s, %s, at %g", c.Group, c.Series, c.X)] = c.Share().Value
		}
	}
	return m, nil
}
