package networks

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg/draw"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// The geometry of figure 4 in mm: panels of curves in rows of three, and strips of images below.
const (
	columns     = 3
	left        = 13.0
	pitch       = 58.0
	panelWidth  = 43.0
	panelHeight = 30.0
	abovePanel  = 9.0
	belowPanel  = 10.0
	stripGap    = 6.5
)

// Draw returns figure 4, 174 mm wide.
func (p *Page) Draw() (figure.Figure, error) {
	f := figure.Figure{Width: figure.PageWidth, Caption: p.caption(), Alt: p.alt()}
	for i, r := range p.Networks {
		panel, err := r.curves()
		if err != nil {
			return f, fmt.Errorf("%s on %s: %w", r.Net, r.Data, err)
		}
		x, y := left+pitch*float64(i%columns), abovePanel+float64(i/columns)*(panelHeight+abovePanel+belowPanel)
		f.Places = append(f.Places,
			figure.Place{X: x - left, Y: y - 5.2, W: 5, H: 4, Part: figure.Letter(i)},
			figure.Place{Name: string(rune('a' + i)), X: x, Y: y, W: panelWidth, H: panelHeight, Part: panel})
	}
	rows := (len(p.Networks) + columns - 1) / columns
	y := float64(rows) * (panelHeight + abovePanel + belowPanel)
	for i, r := range p.withImages() {
		letter := len(p.Networks) + i
		strip := figure.Raster{Images: r.Images, Count: r.Samples[0], Height: r.Samples[1], Width: r.Samples[2], Channels: r.Samples[3]}
		w := figure.PageWidth - left - 1
		h := strip.HeightMM(w)
		f.Places = append(f.Places,
			figure.Place{X: 0, Y: y, W: 5, H: 4, Part: figure.Letter(letter)},
			figure.Place{X: left, Y: y, W: w, H: 4, Part: figure.Label{Text: "drawn from " + r.Net + ", " + r.Title}},
			figure.Place{Name: string(rune('a' + letter)), X: left, Y: y + 5, W: w, H: h, Part: strip})
		y += 5 + h + stripGap
	}
	f.Height = y
	return f, nil
}

// curves is the panel of one network: the measure against steps, a line a seed.
func (r *Network) curves() (*figure.Panel, error) {
	var list []figure.Layer
	lo, hi := math.Inf(1), math.Inf(-1)
	last := 0.0
	for i, run := range r.Runs {
		look, err := figure.Category(i, fmt.Sprintf("seed %d", run.Seed))
		if err != nil {
			return nil, err
		}
		s := figure.Line{Series: fmt.Sprintf("seed %d", run.Seed), Style: draw.LineStyle{Color: look.Color, Width: look.Width, Dashes: look.Dashes}}
		for _, pt := range run.Points {
			v := pt.Value(r.Measure)
			s.X, s.Y = append(s.X, float64(pt.Step)), append(s.Y, v)
			last = math.Max(last, float64(pt.Step))
			if pt.Step > 0 || r.bounded() { // the loss of an untrained network may be orders of magnitude larger
				lo, hi = math.Min(lo, v), math.Max(hi, v)
			}
		}
		if !r.bounded() {
			s.X, s.Y = s.X[1:], s.Y[1:]
		}
		list = append(list, s)
	}
	if b := float64(r.Baseline); !math.IsNaN(b) {
		lo, hi = math.Min(lo, b), math.Max(hi, b)
	}
	pad := 0.06 * math.Max(hi-lo, 1e-9)
	yAxis := figure.Axis{Label: string(r.Measure), Min: lo - pad, Max: hi + pad, MaxTicks: 5}
	if r.Measure == Accuracy {
		yAxis.Min, yAxis.Max = 0, 1
	}
	p := &figure.Panel{X: figure.Axis{Label: "step", Min: 0, Max: 1.03 * last, MaxTicks: 4}, Y: yAxis, Layers: list}
	if b := float64(r.Baseline); !math.IsNaN(b) {
		look, err := figure.LookOf("reference")
		if err != nil {
			return nil, err
		}
		p.Layers = append([]figure.Layer{figure.Line{Series: "without looking", Style: draw.LineStyle{Color: look.Color, Width: look.Width, Dashes: look.Dashes}, X: []float64{0, 1.03 * last}, Y: []float64{b, b}}}, p.Layers...)
	}
	p.Strip = fmt.Sprintf("%s\n%s", r.Net, r.Title)
	return p, nil
}

// bounded tells results whose first value belongs on the same axis: those of a bounded measure, and those with a single
// evaluation after it.
func (r *Network) bounded() bool {
	return r.Measure == Accuracy || r.Measure == Matthews || len(r.Points) == 2
}
