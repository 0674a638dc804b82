package figure

import "fmt"

// LawLegend returns the entries for the draws, the laws in order (first label of each family wins) and, when asked, the
// published curve.
func LawLegend(laws []NamedLaw, published bool) (Legend, error) {
	emp := looks["empirical"]
	l := Legend{Entries: []Entry{{Label: emp.Label, Look: emp, Points: true, Band: fade(ink, 0.14)}}}
	seen := map[string]bool{}
	for _, law := range laws {
		if seen[law.Family] {
			continue
		}
		seen[law.Family] = true
		k, err := law.look()
		if err != nil {
			return Legend{}, err
		}
		l.Entries = append(l.Entries, Entry{Label: k.Label, Look: k, Line: true})
	}
	if published {
		k := looks["published"]
		l.Entries = append(l.Entries, Entry{Label: k.Label, Look: k, Line: true})
	}
	return l, nil
}

// A Series is one curve or set of dots with intervals. Lo and Hi bound Y pointwise; a figure's caption names their kind.
type Series struct {
	Name         string // in the CSV
	Look         Look
	X, Y, Lo, Hi []float64
}

func (s Series) check(panel string) error {
	n := len(s.X)
	if n == 0 || len(s.Y) != n || len(s.Lo) != n || len(s.Hi) != n {
		return fmt.Errorf("figure: %s: series %q has %d x, %d y, %d lower and %d upper bounds; it needs the same number (at least one) of each, since an interval is always drawn", panel, s.Name, n, len(s.Y), len(s.Lo), len(s.Hi))
	}
	return nil
}

// LineBand draws each series as a line in its interval band (a learning curve, a statistic over batch size). With
// points true it marks the measured values too.
func LineBand(x, y Axis, points bool, series ...Series) (*Panel, error) {
	p := &Panel{X: x, Y: y}
	for _, s := range series {
		if err := s.check("line with band"); err != nil {
			return nil, err
		}
		p.Layers = append(p.Layers, Band{Series: s.Name, Color: fade(s.Look.Color, 0.2), X: s.X, Lo: s.Lo, Hi: s.Hi})
	}
	for _, s := range series {
		p.Layers = append(p.Layers, Line{Series: s.Name, Style: s.Look.stroke(), X: s.X, Y: s.Y})
		if points {
			p.Layers = append(p.Layers, Points{Series: s.Name, Look: s.Look, Radius: 1.6, X: s.X, Y: s.Y})
		}
	}
	return p, nil
}

// Dots draws one line per name from the top down, and in each line a dot with its interval per series, the series
// slightly apart. Series[j].Y holds the value for names[j] in order; X is not used. A value of NaN leaves a gap.
func Dots(x Axis, names []string, series ...Series) (*Panel, error) {
	n := len(names)
	p := &Panel{X: x, Y: Axis{Min: -0.6, Max: float64(n) - 0.4, Ticks: make([]Tick, n)}}
	for j, name := range names {
		p.Y.Ticks[j] = Tick{Value: float64(n - 1 - j), Label: name}
	}
	for k, s := range series {
		s.X = s.Y
		if err := s.check("dots"); err != nil {
			return nil, err
		}
		if len(s.Y) != n {
			return nil, fmt.Errorf("figure: dots: series %q has %d values for %d names", s.Name, len(s.Y), n)
		}
		shift := 0.0
		if len(series) > 1 {
			shift = 0.22 - 0.44*float64(k)/float64(len(series)-1)
		}
		at := make([]float64, n)
		for j := range at {
			at[j] = float64(n-1-j) + shift
		}
		p.Layers = append(p.Layers,
			Intervals{Series: s.Name, Style: line(s.Look.Color, thinWidth), At: at, Lo: s.Lo, Hi: s.Hi, Horizontal: true},
			Points{Series: s.Name, Look: s.Look, Radius: 1.7, X: s.Y, Y: at})
	}
	return p, nil
}
