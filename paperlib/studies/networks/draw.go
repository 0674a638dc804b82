package networks

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg/draw"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// height is that of the panels in mm.
const height = 30.0

// Draw returns figure 4, 174 mm wide: panels of curves in rows of three, and strips of images below.
func (p *Page) Draw() (f figure.Figure, err error) {
	sheet := &figure.Sheet{Alt: p.alt()}
	if sheet.Caption, err = p.caption(); err != nil {
		return f, err
	}
	curves := figure.Block{Columns: 3, Height: height}
	for _, r := range p.Networks {
		panel, err := r.curves()
		if err != nil {
			return f, fmt.Errorf("%s on %s: %w", r.Net, r.Data, err)
		}
		curves.Cells = append(curves.Cells, figure.Cell{Part: panel})
	}
	sheet.Blocks = append(sheet.Blocks, curves)
	for _, r := range p.withImages() {
		strip := figure.Raster{Images: r.Images, Count: r.Samples[0], Height: r.Samples[1], Width: r.Samples[2], Channels: r.Samples[3]}
		sheet.Blocks = append(sheet.Blocks, figure.Block{Cells: []figure.Cell{{Part: strip, Strip: "drawn from " + r.Net + ", " + r.Title}}})
	}
	return sheet.Figure()
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
