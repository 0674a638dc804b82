package networks

import (
	"fmt"

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
	for _, s := range p.strips() {
		sheet.Blocks = append(sheet.Blocks, figure.Block{Cells: []figure.Cell{{Part: s.images, Strip: s.title}}})
	}
	return sheet.Figure()
}

// strip is a row of images.
type strip struct {
	images figure.Raster
	title  string // above it
	words  string // of the caption
}

// strips are the rows of images of all networks: what an autoencoder reads and reconstructs, and what a network draws.
func (p *Page) strips() (list []strip) {
	raster := func(images []float32, dims []int) figure.Raster {
		return figure.Raster{Images: images, Count: dims[0], Height: dims[1], Width: dims[2], Channels: dims[3]}
	}
	for _, r := range p.Networks {
		if r.Pairs != nil {
			half, dims := len(r.Pairs)/2, r.Reconstructed[1:]
			list = append(list,
				strip{raster(r.Pairs[:half], dims), "test images as " + r.Net + " reads them, " + r.Title,
					"the first images of the test part, each pixel drawn to 0 or 1 as for the ELBO"},
				strip{raster(r.Pairs[half:], dims), "reconstructed by " + r.Net + ", " + r.Title,
					fmt.Sprintf("the probabilities of a 1 that %s (seed %d) gives to these pixels, from one draw of the code z each", r.Net, r.Seed)})
		}
		if r.Images == nil {
			continue
		}
		s := strip{raster(r.Images, r.Samples), "drawn from " + r.Net + ", " + r.Title,
			fmt.Sprintf("images drawn from %s (seed %d), not selected", r.Net, r.Seed)}
		if r.terms() {
			s.words += ", as probabilities of a 1"
		}
		if c := r.caveat(); c != "" {
			s.title, s.words = s.title+", "+c, s.words+", "+c
		}
		list = append(list, s)
	}
	return list
}

// curves is the panel of one network: the measure against steps, a line a seed; of an ELBO its terms as well.
func (r *Network) curves() (*figure.Panel, error) {
	p := &figure.Panel{Strip: r.Net + "\n" + r.Title, Y: figure.Axis{Label: r.label(), Log: r.log(), MaxTicks: 5}}
	var span span
	last := 0.0
	for _, q := range r.quantities() {
		for i, run := range r.Runs {
			look, err := figure.Category(i, "")
			if err != nil {
				return nil, err
			}
			l := figure.Line{Series: fmt.Sprintf("%sseed %d", q.series, run.Seed), Style: stroke(look)}
			for _, pt := range run.Points {
				if r.long() && pt.Step == 0 {
					continue
				}
				v := q.value(pt)
				l.X, l.Y = append(l.X, float64(pt.Step)), append(l.Y, v)
				if pt.Step > 0 || !q.rises {
					span.add(v)
				}
			}
			last = max(last, l.X[len(l.X)-1])
			p.Layers = append(p.Layers, l)
		}
		if q.note != "" {
			end := r.Points[len(r.Points)-1]
			p.Layers = append(p.Layers, figure.Note{Text: q.note, X: float64(end.Step), Y: q.value(end), Below: q.below})
		}
	}
	left, right := 0.0, 1.03*last
	if r.long() {
		left, right = float64(r.Points[1].Step)/1.15, 1.15*last
	}
	p.X = figure.Axis{Label: "step", Log: r.long(), Min: left, Max: right, MaxTicks: 4}
	if b := r.drawn(float64(r.Baseline)); b == b {
		look, err := figure.LookOf("reference")
		if err != nil {
			return nil, err
		}
		without := figure.Line{Series: "without looking", Style: stroke(look), X: []float64{left, right}, Y: []float64{b, b}}
		p.Layers = append([]figure.Layer{without}, p.Layers...)
		span.add(b)
	}
	p.Y.Min, p.Y.Max = span.padded(p.Y.Log)
	if r.Measure == Accuracy {
		p.Y.Min, p.Y.Max = 0, 1
	}
	return p, nil
}

func stroke(l figure.Look) draw.LineStyle {
	return draw.LineStyle{Color: l.Color, Width: l.Width, Dashes: l.Dashes}
}
