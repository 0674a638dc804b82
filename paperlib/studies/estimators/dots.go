package estimators

import (
	"fmt"
	"math"
	"slices"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// estimatorDots are the panels of spread and coverage at the knobs' tail index.
func (c scene) estimatorDots(sizes []int, looks []figure.Look) (spread, cover *figure.Panel, err error) {
	var names []string
	for _, e := range Estimators() {
		names = append(names, string(e))
	}
	var sd, share []figure.Series
	for i, n := range sizes {
		a, b := empty(fmt.Sprint(n), looks[i], len(names)), empty(fmt.Sprint(n), looks[i], len(names))
		for _, e := range c.s.estimates {
			j := slices.Index(names, string(e.Estimator))
			if e.Alpha != c.k.Alpha || e.N != n || j < 0 {
				continue
			}
			v := math.Sqrt(float64(n)) * e.Deviation()
			half := stats.Rounded95 / math.Sqrt(2*float64(e.Samples-e.Failed-1)) // relative standard error of a deviation, normal samples
			a.Y[j], a.Lo[j], a.Hi[j] = v, v*math.Max(1-half, 0.1), v*(1+half)
			if e.Intervals > 0 {
				b.Y[j] = float64(e.Covered) / float64(e.Intervals)
				share := binomial(e.Covered, e.Intervals)
				b.Lo[j], b.Hi[j] = share.Lo, share.Hi
			}
		}
		sd, share = append(sd, a), append(share, b)
	}
	if spread, err = figure.Dots(figure.Axis{Label: "√*n* sd(" + tailIndex + ")", Log: true, Min: 1, Max: 60}, names, sd...); err != nil {
		return nil, nil, err
	}
	if cover, err = figure.Dots(figure.Axis{Label: "share that holds *α*", Min: 0, Max: 1.02}, names, share...); err != nil {
		return nil, nil, err
	}
	cover.Y.NoLabels = true
	bound := stable.Fisher(c.k.Alpha).AlphaSD()
	if err := vertical(spread, bound, len(names)); err != nil {
		return nil, nil, err
	}
	return spread, cover, vertical(cover, coverage, len(names))
}

// alarmDots is the panel of false alarms: each test on draws for which its null is true, the Gaussian for the likelihood
// ratio and the knobs' stable law for the others.
func (c scene) alarmDots(sizes []int, looks []figure.Look) (*figure.Panel, error) {
	var names []string
	for _, t := range Tests() {
		names = append(names, string(t))
	}
	var list []figure.Series
	for i, n := range sizes {
		s := empty(fmt.Sprint(n), looks[i], len(names))
		for _, t := range c.s.tests {
			j := slices.Index(names, string(t.Test))
			if t.N != n || j < 0 || t.Law != shownNull(t.Test) || t.Samples == t.Untested {
				continue
			}
			s.Y[j] = t.Rate()
			share := binomial(t.Rejected, t.Samples-t.Untested)
			s.Lo[j], s.Hi[j] = share.Lo, share.Hi
		}
		list = append(list, s)
	}
	p, err := figure.Dots(figure.Axis{Label: "share rejected", Min: 0, Max: 0.12, MaxTicks: 4}, names, list...)
	if err != nil {
		return nil, err
	}
	return p, vertical(p, level, len(names))
}

// shownNull is the law on which the false alarms of a test are drawn; the table has the others.
func shownNull(t Test) Law {
	if t == LR {
		return Gaussian
	}
	return Stable
}

func empty(name string, look figure.Look, n int) figure.Series {
	s := figure.Series{Name: name, Look: look, Y: make([]float64, n), Lo: make([]float64, n), Hi: make([]float64, n)}
	for i := range n {
		s.Y[i], s.Lo[i], s.Hi[i] = math.NaN(), math.NaN(), math.NaN()
	}
	return s
}

// vertical adds the line of a nominal value behind the dots of n names.
func vertical(p *figure.Panel, x float64, n int) error {
	line, err := reference("nominal", []float64{x, x}, []float64{-0.6, float64(n) - 0.4})
	p.Layers = append([]figure.Layer{line}, p.Layers...)
	return err
}
