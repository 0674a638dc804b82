package figure

import (
	"fmt"
	"math"
	"sort"

	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// HistogramSpec describes a panel of a histogram with law densities.
type HistogramSpec struct {
	Draws     []float64
	Laws      []NamedLaw
	Published []float64 // other draws behind, as a grey outline; nil = none
	XLabel    string    // empty: *u*
	// Range is the half width of the x axis around 0; 0 = the 99 % point of |U|, at most eight medians.
	Range float64
	Bins  int // 0 = Freedman-Diaconis, kept within 15..41
}

// Histogram draws the density of the draws as bars (normalised by all draws, those outside the axis too), each bar with
// the pointwise 95 % Clopper-Pearson interval of its bin, and the densities of the laws as lines. outside is the number
// of draws beyond the axis; the caption should tell it.
func Histogram(s HistogramSpec) (p *Panel, outside int, err error) {
	v, err := sorted("histogram", s.Draws)
	if err != nil {
		return nil, 0, err
	}
	half := s.Range
	if half == 0 {
		abs, err := absSorted("histogram", v)
		if err != nil {
			return nil, 0, err
		}
		half = abs[int(0.99*float64(len(abs)-1))]
		if m := medianOfAbs(v); m > 0 {
			half = math.Min(half, 8*m)
		}
	}
	if !(half > 0) {
		return nil, 0, fmt.Errorf("figure: histogram: the range of the axis is %v; all draws seem to be 0", half)
	}
	edge := binEdges(v, half, s.Bins)
	bars, marks, inside := binDraws(v, edge)
	top := 0.0
	for i, h := range bars.Height {
		top = math.Max(top, math.Max(h, marks.Hi[i]))
	}
	p = &Panel{X: Axis{Label: "*u*", Min: -half, Max: half}, Y: Axis{Label: "density"}}
	if s.XLabel != "" {
		p.X.Label = s.XLabel
	}
	p.Layers = append(p.Layers, bars)
	if s.Published != nil {
		pub, err := sorted("histogram: published draws", s.Published)
		if err != nil {
			return nil, 0, err
		}
		b, _, _ := binDraws(pub, edge)
		p.Layers = append(p.Layers, outline(b))
	}
	p.Layers = append(p.Layers, marks)
	xs := linGrid(-half, half, 241)
	for _, law := range s.Laws {
		l, err := lawLine(law, xs, law.Law.Prob)
		if err != nil {
			return nil, 0, err
		}
		p.Layers = append(p.Layers, l)
		for _, y := range l.Y {
			// A cusp (Laplace, GGD) may stand above the bars; an infinite density must not flatten them.
			if !math.IsInf(y, 0) {
				top = math.Max(top, math.Min(y, 1.6*top))
			}
		}
	}
	p.Y.Min, p.Y.Max = 0, 1.05*top
	return p, len(v) - inside, nil
}

// binEdges returns equal bins over [-half, half], an odd number so that 0 is the middle of one. The width is
// 2 IQR n^(-1/3) (Freedman and Diaconis 1981) when bins is 0.
func binEdges(v []float64, half float64, bins int) []float64 {
	if bins == 0 {
		n := len(v)
		w := 2 * (v[3*n/4] - v[n/4]) / math.Cbrt(float64(n))
		bins = 41
		if w > 0 {
			bins = int(math.Max(15, math.Min(41, math.Round(2*half/w))))
		}
		bins |= 1
	}
	return linGrid(-half, half, bins+1)
}

func binDraws(v, edge []float64) (Bars, Intervals, int) {
	n, total := len(v), 0
	b := Bars{Series: "empirical", Color: fade(ink, 0.16), Edge: edge, Height: make([]float64, len(edge)-1)}
	m := Intervals{Series: "empirical", Style: line(fade(ink, 0.5), gridWidth)}
	for i := range b.Height {
		k := sort.SearchFloat64s(v, edge[i+1]) - sort.SearchFloat64s(v, edge[i])
		if i == len(b.Height)-1 { // the last bin holds its upper edge
			k = sort.Search(n, func(j int) bool { return v[j] > edge[i+1] }) - sort.SearchFloat64s(v, edge[i])
		}
		total += k
		scale := 1 / (edge[i+1] - edge[i])
		share := stats.ClopperPearson(k, n, Level)
		b.Height[i] = float64(k) / float64(n) * scale
		m.At = append(m.At, (edge[i]+edge[i+1])/2)
		m.Lo, m.Hi = append(m.Lo, share.Lo*scale), append(m.Hi, share.Hi*scale)
	}
	return b, m, total
}

// outline is the stair line of a histogram in the look of published results.
func outline(b Bars) Line {
	l := Line{Series: "published", Style: looks["published"].stroke()}
	l.Style.Width = lineWidth
	for i, h := range b.Height {
		l.X = append(l.X, b.Edge[i], b.Edge[i+1])
		l.Y = append(l.Y, h, h)
	}
	return l
}
