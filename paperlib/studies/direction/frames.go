package direction

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// Movie is the exiting path of the first seed in n frames, for nb.Slider.
func Movie(results []study.Of[simulated.Result], n int) ([]figure.Figure, error) {
	list, err := frames(simulated.Pool(results), n)
	if err != nil {
		return nil, err
	}
	var out []figure.Figure
	for _, p := range list {
		f, err := (&figure.Sheet{Width: 61, Caption: "A path that leaves.", Alt: "A path in a square, " + p.Strip, Blocks: []figure.Block{{Height: 48, Cells: figure.Cells(p)}}}).Figure()
		if err != nil {
			return nil, err
		}
		out = append(out, f)
	}
	return out, nil
}

// frames are the square |x_i| < 1 with the path so far, and in the last frame the exit.
func frames(cells simulated.Cells, n int) ([]*figure.Panel, error) {
	xs, ys := cells.Of("path", "x1"), cells.Of("path", "x2")
	if len(xs) == 0 || len(ys) == 0 {
		return nil, fmt.Errorf("there is no path to show: compute the results again")
	}
	x, y := xs[0], ys[0]
	all := len(x.Sample)
	path, err := figure.Category(0, "")
	if err != nil {
		return nil, err
	}
	exit, err := figure.Category(1, "")
	if err != nil {
		return nil, err
	}
	box, err := figure.LookOf("reference")
	if err != nil {
		return nil, err
	}
	reach := 1.3
	for i := range all {
		reach = math.Max(reach, 1.1*math.Max(math.Abs(x.Sample[i]), math.Abs(y.Sample[i])))
	}
	reach = math.Min(reach, 4)
	axis := func(label string) figure.Axis { return figure.Axis{Label: label, Min: -reach, Max: reach} }
	var list []*figure.Panel
	for f := range n {
		end := max(2, all*(f+1)/n)
		p := &figure.Panel{X: axis("*x*_{1}"), Y: axis("*x*_{2}"), Strip: fmt.Sprintf("time %.3g of %.3g", x.Total*float64(end-1)/float64(all-1), x.Total)}
		square := figure.Line{Series: "box", X: []float64{-1, 1, 1, -1, -1}, Y: []float64{-1, -1, 1, 1, -1}}
		square.Style.Color, square.Style.Width = box.Color, box.Width
		line := figure.Line{Series: "path", X: x.Sample[:end], Y: y.Sample[:end]}
		line.Style.Color, line.Style.Width = path.Color, vg.Length(0.5)
		p.Layers = append(p.Layers, square, line)
		if end == all {
			last := figure.Line{Series: "exit", X: x.Sample[all-2:], Y: y.Sample[all-2:]}
			last.Style.Color, last.Style.Width = exit.Color, vg.Length(1.4)
			p.Layers = append(p.Layers, last)
		}
		p.Layers = append(p.Layers, figure.Points{Series: "now", Look: exit, Radius: 2, X: x.Sample[end-1 : end], Y: y.Sample[end-1 : end]})
		list = append(list, p)
	}
	return list, nil
}
