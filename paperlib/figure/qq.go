package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// QQSpec describes a quantile-quantile panel against the standard normal law.
type QQSpec struct {
	Draws     []float64
	Laws      []NamedLaw
	Published []float64 // other draws behind, in grey; nil = none
	Envelope  string    // family among Laws whose pointwise envelope is drawn; empty = none
	YLabel    string    // empty: quantile of *U*
}

// FarTail is the largest |u|, in medians of |U|, up to which QQ uses a linear axis.
const FarTail = 20

// QQ draws the order statistics u_(i) against the standard normal quantile of (i - 1/2)/n, and each law as the line of
// its quantiles at the same probabilities. A Gaussian is a straight line, heavier tails bend away from it, and all laws
// can be judged in one panel: the law that fits runs through the symbols. The envelope holds each order statistic of n
// draws from the named law with probability 95 %: quantiles of Beta(i, n+1-i) put through its quantile function.
//
// When a draw lies farther out than FarTail medians of |U|, the vertical axis is asinh(u/median): linear up to about the
// median and logarithmic beyond, on both sides (Panel.Y.Asinh > 0 tells; the caption should).
func QQ(s QQSpec) (*Panel, error) {
	v, err := sorted("QQ panel", s.Draws)
	if err != nil {
		return nil, err
	}
	n := len(v)
	ranks := qqRanks(n)
	z := make([]float64, len(ranks))
	u := make([]float64, len(ranks))
	prob := make([]float64, len(ranks))
	for j, i := range ranks {
		prob[j] = (float64(i) - 0.5) / float64(n)
		z[j], u[j] = distuv.UnitNormal.Quantile(prob[j]), v[i-1]
	}
	zmax := -z[0] * 1.06
	lo, hi := v[0], v[n-1]
	yaxis := Axis{Label: "quantile of *U*", Min: lo - 0.08*(hi-lo), Max: hi + 0.08*(hi-lo)}
	if s := medianOfAbs(v); s > 0 && math.Max(-lo, hi) > FarTail*s {
		// A few far draws would squeeze all others onto one line.
		yaxis.Asinh, yaxis.MaxTicks = s, 7
		yaxis.Min, yaxis.Max = s*math.Sinh(1.1*math.Asinh(lo/s)), s*math.Sinh(1.1*math.Asinh(hi/s))
	}
	p := &Panel{
		X: Axis{Label: "standard normal quantile", Min: -zmax, Max: zmax, MaxTicks: 7},
		Y: yaxis,
	}
	if s.YLabel != "" {
		p.Y.Label = s.YLabel
	}
	if s.Envelope != "" {
		b, err := qqEnvelope(s, ranks, z, n)
		if err != nil {
			return nil, err
		}
		p.Layers = append(p.Layers, b)
	}
	if s.Published != nil {
		l, err := qqPublished(s.Published)
		if err != nil {
			return nil, err
		}
		p.Layers = append(p.Layers, l)
	}
	p.Layers = append(p.Layers, Points{Series: "empirical", Look: looks["empirical"], Radius: 1.15, X: z, Y: u})
	for _, law := range s.Laws {
		look, err := law.look()
		if err != nil {
			return nil, err
		}
		q := make([]float64, len(prob))
		for j, pr := range prob {
			if q[j] = law.Law.Quantile(pr); math.IsNaN(q[j]) {
				return nil, fmt.Errorf("figure: law %s has no quantile at %v; check its fitted parameters", law.Family, pr)
			}
		}
		p.Layers = append(p.Layers, Line{Series: law.Family, Style: look.stroke(), X: z, Y: q})
	}
	return p, nil
}

// qqRanks chooses ranks 1..n to draw: all of the 6 outermost on both sides, then ever fewer towards the middle, where
// neighbours coincide on paper.
func qqRanks(n int) []int {
	var lower []int
	for k := 1; k <= n/2; {
		lower = append(lower, k)
		k = max(k+1, int(math.Round(float64(k)*1.2)))
	}
	ranks := append([]int(nil), lower...)
	if m := n/2 + 1; n%2 == 1 && m > lower[len(lower)-1] {
		ranks = append(ranks, m)
	}
	for i := len(lower) - 1; i >= 0; i-- {
		ranks = append(ranks, n+1-lower[i])
	}
	return ranks
}

func qqEnvelope(s QQSpec, ranks []int, z []float64, n int) (Band, error) {
	for _, l := range s.Laws {
		if l.Family != s.Envelope {
			continue
		}
		look, err := l.look()
		if err != nil {
			return Band{}, err
		}
		b := Band{Series: l.Family, Color: fade(look.Color, 0.22), X: z}
		for _, i := range ranks {
			lo, hi := orderInterval(i, n)
			b.Lo, b.Hi = append(b.Lo, l.Law.Quantile(lo)), append(b.Hi, l.Law.Quantile(hi))
		}
		return b, nil
	}
	return Band{}, fmt.Errorf("figure: QQ panel: the envelope is asked for %q, which is not among the laws drawn", s.Envelope)
}

func qqPublished(draws []float64) (Line, error) {
	v, err := sorted("QQ panel: published draws", draws)
	if err != nil {
		return Line{}, err
	}
	l := Line{Series: "published", Style: looks["published"].stroke()}
	for _, i := range qqRanks(len(v)) {
		l.X = append(l.X, distuv.UnitNormal.Quantile((float64(i)-0.5)/float64(len(v))))
		l.Y = append(l.Y, v[i-1])
	}
	return l, nil
}
