package figure

import (
	"fmt"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/stats"
	"gonum.org/v1/plot/vg"
)

// SurvivalSpec describes a panel of P(|U| >= u) on log-log axes.
type SurvivalSpec struct {
	Draws     []float64
	Laws      []NamedLaw
	Published []float64 // other draws behind, in grey; nil = none
	XLabel    string    // empty: |*u*|
	Small     bool      // a cell of small multiples: fewer symbols, no band label
	// Range of the axes; zeros: from the draws (0.2 median to 1.5 times the largest; 0.3/n to 1.5).
	XMin, XMax, YMin float64
}

// Survival draws the empirical survival function of |U| as symbols with its pointwise 95 % Clopper-Pearson interval as
// a band, the laws as lines, and a bracket over the range of |u| a law was fitted on when that is not all draws.
func Survival(s SurvivalSpec) (*Panel, error) {
	abs, err := absSorted("survival panel", s.Draws)
	if err != nil {
		return nil, err
	}
	n := len(abs)
	med := stats.Median(abs)
	if med <= 0 {
		return nil, fmt.Errorf("figure: survival panel: at least half of the %d draws are exactly 0, so nothing can be drawn on a log axis; is this coordinate dead (a pixel that is always 0)? choose another", n)
	}
	x := Axis{Label: "|*u*|", Log: true, Min: 0.2 * med, Max: 1.5 * abs[n-1], MaxTicks: 4}
	y := Axis{Label: "*P*(|*U*| ≥ |*u*|)", Log: true, Min: 0.3 / float64(n), Max: 1.5, MaxTicks: 5}
	if s.XLabel != "" {
		x.Label = s.XLabel
	}
	if s.XMax > 0 {
		x.Min, x.Max = s.XMin, s.XMax
	}
	if s.YMin > 0 {
		y.Min = s.YMin
	}
	p := &Panel{X: x, Y: y}
	all, perDecade, grid, radius := 6, 11, 120, 1.25
	if s.Small {
		all, perDecade, grid, radius = 3, 6, 48, 0.95
	}
	e := survivalOf(abs, all, perDecade)
	p.Layers = append(p.Layers, Band{Series: "empirical", Color: fade(ink, 0.14), X: e.x, Lo: e.lo, Hi: e.hi})
	if s.Published != nil {
		pub, err := absSorted("survival panel: published draws", s.Published)
		if err != nil {
			return nil, err
		}
		l := looks["published"]
		e := survivalOf(pub, all, perDecade)
		p.Layers = append(p.Layers, Line{Series: "published", Style: l.stroke(), X: e.x, Y: e.p})
	}
	// The symbols lie under the thin lines, so that neither hides the other.
	p.Layers = append(p.Layers, Points{Series: "empirical", Look: looks["empirical"], Radius: vg.Length(radius), X: e.x, Y: e.p})
	xs := logGrid(x.Min, x.Max, grid)
	for _, law := range s.Laws {
		l, err := lawLine(law, xs, func(x float64) float64 { return twoSided(law.Law, x) })
		if err != nil {
			return nil, err
		}
		for i, v := range l.Y {
			if v < y.Min/100 {
				l.Y[i] = nan // far below the axis; the line leaves the frame before
			}
		}
		p.Layers = append(p.Layers, l)
	}
	if !s.Small {
		p.Layers = append(p.Layers, fittedSpans(s.Laws)...)
	}
	return p, nil
}

// lawLine evaluates a function of a law on a grid and gives it the law's registered look.
func lawLine(law NamedLaw, xs []float64, f func(float64) float64) (Line, error) {
	look, err := law.look()
	if err != nil {
		return Line{}, err
	}
	ys := make([]float64, len(xs))
	for i, x := range xs {
		if ys[i] = f(x); math.IsNaN(ys[i]) {
			return Line{}, fmt.Errorf("figure: law %s gives NaN at %v; check its fitted parameters", law.Family, x)
		}
	}
	return Line{Series: law.Family, Style: look.stroke(), X: xs, Y: ys}, nil
}

// fittedSpans returns a bracket per distinct fitted range that is not the whole sample.
func fittedSpans(laws []NamedLaw) []Layer {
	seen := map[[2]float64]bool{}
	var out []Layer
	for _, l := range laws {
		k := [2]float64{l.FitLo, l.FitHi}
		if k == [2]float64{} || seen[k] {
			continue
		}
		seen[k] = true
		out = append(out, Span{Series: l.Family, Label: "fitted", Lo: l.FitLo, Hi: l.FitHi})
	}
	return out
}
