package figure_test

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"image/color"
	"math"
	"strings"
	"testing"

	"gonum.org/v1/plot/vg/draw"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// curves is a panel with a line, points, a band and a level.
func curves(strip string) figure.Curves {
	e := []stats.Interval{{Value: 1, Lo: 0.5, Hi: 2}, {Value: 1.5, Lo: 1.2, Hi: 1.9}}
	x := []float64{1, 2}
	return figure.Curves{Strip: strip, X: figure.Axis{Label: "*x*"}, Y: figure.Axis{Label: "*y*"}, Levels: []float64{1}, Curves: []figure.Curve{
		{Look: 0, X: x, Theory: []float64{1, 2}}, {Label: "simulated", Look: 1, X: x, Points: e}, {Label: "a rather long name of a curve", Look: 2, X: x, Band: e},
	}}
}

// sheetFigure has what a sheet can have: curves under legends, an inset, an empty place, names at the left, a strip of images.
func sheetFigure() figure.Figure {
	cells := must(figure.CurveCells(curves("curves"), curves("two\nlines"), curves("third"), curves("below")))
	cells[1].Across, cells[2].Legend = 2, figure.Legend{}
	cells[3].Inset = inset(0.5, 0.2)
	look := must(figure.Category(0, "rate"))
	dots := must(figure.Dots(figure.Axis{Label: "rate"}, []string{"a name that needs much room", "another"}, figure.Series{Name: "rate", Look: look, Y: []float64{1, 2}, Lo: []float64{0.5, 1.5}, Hi: []float64{1.5, 2.5}}))
	pixels := make([]float32, 8*6*6)
	for i := range pixels {
		pixels[i] = float32(i%7) / 6
	}
	return must((&figure.Sheet{Caption: "Made up.", Alt: "Seven panels that show nothing but their places.", Blocks: []figure.Block{
		{Columns: 3, Cells: append(cells, figure.Cell{})},
		{Height: 14, Cells: []figure.Cell{{Part: dots}}},
		{Cells: []figure.Cell{{Strip: "images", Part: figure.Raster{Images: pixels, Count: 8, Height: 6, Width: 6, Channels: 1}}}},
	}}).Figure())
}

// heat is a map of a wave, in two layers, with a hole and an end in the last row.
func heat(n, columns int) figure.HeatMap {
	h := figure.HeatMap{Series: "alpha", Strip: "tail index by layer", Columns: columns, Missing: "no fit", X: figure.Axis{Label: "coordinate in its row"}, Scale: figure.Axis{Label: "*α̂*"}}
	for i := range n {
		v := 1.5 + 0.5*math.Sin(float64(i)/23)
		if i%(n/9) < 3 {
			v = math.NaN()
		}
		h.Values = append(h.Values, v)
	}
	rows := float64((n + columns - 1) / columns)
	h.Y.Ticks = must(figure.Stretches([]string{"conv", "thin", "dense"}, []float64{0.4 * rows, 0.05 * rows, 0.55 * rows}, 0.1*rows, true))
	return h
}

func mapFigure() figure.Figure {
	return must((&figure.Sheet{Caption: "Made up.", Alt: "A wave as colours.", Blocks: []figure.Block{{Columns: 2, Height: 40, Cells: []figure.Cell{
		must(heat(590, 30).Cell()), {Part: must(figure.LineBand(figure.Axis{Label: "epoch"}, figure.Axis{Label: "share"}, false, figure.Series{Name: "s", Look: must(figure.Category(0, "s")), X: []float64{0, 1}, Y: []float64{0, 1}, Lo: []float64{0, 0.9}, Hi: []float64{0.1, 1.1}}))},
	}}}}).Figure())
}

func inset(x, y float64) *figure.Inset {
	line := figure.Line{Series: "near", Style: draw.LineStyle{Color: color.Black, Width: 1}, X: []float64{1, 2}, Y: []float64{2, 0}}
	p := &figure.Panel{X: figure.Axis{Min: 1, Max: 2, MaxTicks: 2}, Y: figure.Axis{Min: 0, Max: 2, MaxTicks: 2}, Layers: []figure.Layer{line}}
	return &figure.Inset{Panel: p, X: x, Y: y, W: 0.4, H: 0.25}
}

// No panel, legend, strip or letter covers another; an inset alone lies in its panel.
func TestSheetPlacesDoNotMeet(t *testing.T) {
	for name, f := range map[string]figure.Figure{"sheet": sheetFigure(), "map": mapFigure(), "multiples": multiplesFigure()} {
		var host figure.Place
		for _, p := range f.Places {
			if strings.HasSuffix(p.Name, " inset") {
				host.Name = strings.TrimSuffix(p.Name, " inset")
			}
		}
		for i, p := range f.Places {
			if p.Name != "" && p.Name == host.Name {
				host = p
			}
			if host.Part != nil && p.X >= host.X && p.X+p.W <= host.X+host.W && p.Y >= host.Y && p.Y+p.H <= host.Y+host.H {
				continue
			}
			for _, q := range f.Places[:i] {
				if p.X < q.X+q.W-1e-9 && q.X < p.X+p.W-1e-9 && p.Y < q.Y+q.H-1e-9 && q.Y < p.Y+p.H-1e-9 {
					t.Errorf("%s: %q %T at (%.1f, %.1f) of %.1f x %.1f mm covers %q %T at (%.1f, %.1f) of %.1f x %.1f mm", name, p.Name, p.Part, p.X, p.Y, p.W, p.H, q.Name, q.Part, q.X, q.Y, q.W, q.H)
				}
			}
		}
	}
}

// Data areas of a block are equally wide, rows equally far apart, and all fill the width of the page.
func TestSheetIsEven(t *testing.T) {
	at := map[string]figure.Place{}
	f := sheetFigure()
	for _, p := range f.Places {
		at[p.Name] = p
	}
	a, b, c, d := at["a"], at["b"], at["c"], at["d"]
	if a.W != b.W || a.W != c.W || a.W != d.W || a.X != d.X || a.Y != b.Y || a.H != figure.PanelHeight || math.Abs(c.X+c.W-(figure.PageWidth-2.5)) > 1e-9 {
		t.Errorf("a %+v\nb %+v\nc %+v\nd %+v", a, b, c, d)
	}
	if g := at["g"]; g.X != a.X || math.Abs(g.W/g.H-float64(8*7-1)/6) > 1e-9 {
		t.Errorf("the images lie at %.1f, %.1f x %.1f mm; panels begin at %.1f", g.X, g.W, g.H, a.X)
	}
	if names := at["f"]; names.X <= a.X {
		t.Errorf("long names have no room: the data area begins at %.1f mm", names.X)
	}
}

func TestSheetErrors(t *testing.T) {
	good := must(curves("x").Cell())
	bad, outside := curves("x"), good
	bad.Curves[1].X = []float64{1}
	outside.Inset = inset(0.7, 0.2)
	var many []figure.Cell
	for range 27 {
		many = append(many, good)
	}
	sheet := func(columns int, cells ...figure.Cell) error {
		_, err := (&figure.Sheet{Caption: "c", Alt: "a", Blocks: []figure.Block{{Columns: columns, Cells: cells}}}).Figure()
		return err
	}
	_, noPlace := bad.Cell()
	for want, err := range map[string]error{
		"without a panel": sheet(1), "no letters": sheet(3, many...), "leave": sheet(9, many[:9]...), `inset of panel "a"`: sheet(1, outside), "points at 1 places": noPlace,
		`label "x^"`: sheet(1, figure.Cell{Legend: figure.Legend{Entries: []figure.Entry{{Label: "x^"}}}}),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", want, err)
		}
	}
}

// Every value is a row of the CSV, with its place and its value, and one without a value says so.
func TestHeatMapRows(t *testing.T) {
	h := figure.HeatMap{Series: "m", Columns: 2, Values: []float64{1, 2, math.NaN()}, Missing: "no fit", X: figure.Axis{Label: "x"}}
	c := must(h.Cell())
	f := must((&figure.Sheet{Caption: "c", Alt: "a", Blocks: []figure.Block{{Cells: []figure.Cell{c}}}}).Figure())
	rows := must(csv.NewReader(bytes.NewReader(must(f.CSV()))).ReadAll())
	want := [][]string{{"panel", "series", "mark", "x", "y", "xlo", "xhi", "ylo", "yhi", "value"}, {"a", "m", "cell", "0.5", "1.5", "", "", "", "", "1"},
		{"a", "m", "cell", "1.5", "1.5", "", "", "", "", "2"}, {"a", "m", "cell, no value", "0.5", "0.5", "", "", "", "", ""}}
	if fmt.Sprint(rows) != fmt.Sprint(want) {
		t.Errorf("CSV %v, want %v", rows, want)
	}
	if len(c.Legend.Entries) != 1 || c.Legend.Entries[0].Label != "no fit" {
		t.Errorf("legend %+v", c.Legend)
	}
}

func TestHeatMapErrors(t *testing.T) {
	for want, h := range map[string]figure.HeatMap{
		"give Missing": {Columns: 1, Values: []float64{1, 2, math.NaN()}}, "0 columns": {Values: []float64{1}}, "no spread": {Columns: 1, Values: []float64{1, 1}},
		"take means": {Columns: 1, Values: make([]float64, 2001)},
	} {
		if _, err := h.Cell(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error %v", want, err)
		}
	}
	if _, err := figure.Stretches([]string{"a"}, nil, 1, false); err == nil {
		t.Error("a name without a stretch was accepted")
	}
}

// A map of all parameters of a ResNet-20 is one image: the vector files stay small.
func TestHeatMapOfANet(t *testing.T) {
	f := must((&figure.Sheet{Caption: "c", Alt: "a", Blocks: []figure.Block{{Height: 100, Cells: []figure.Cell{must(heat(269722, 520).Cell())}}}}).Figure())
	for _, format := range []string{"svg", "pdf", "png"} {
		if b := must(figure.Render(f, format)); len(b) > 2<<20 {
			t.Errorf("%s: %d bytes", format, len(b))
		}
	}
	if n := len(f.Rows()); n != 269722 {
		t.Errorf("%d rows", n)
	}
}

func TestText(t *testing.T) {
	const template = "{draws} draws, {share:.2g} %, σ^{−α} for {draws}"
	if got := must(figure.Text(template, figure.Fields{"draws": 20, "share": 0.1234})); got != "20 draws, 0.12 %, σ^{−α} for 20" {
		t.Errorf("%q", got)
	}
	for want, fields := range map[string]figure.Fields{
		"no value for {share:.2g}": {"draws": 20}, "no field {seed}": {"draws": 20, "share": 1.5, "seed": 1}, "does not suit": {"draws": 20, "share": "much"},
	} {
		if got, err := figure.Text(template, fields); err == nil || !strings.Contains(err.Error(), want) || got != "" {
			t.Errorf("%s: %q, error %v", want, got, err)
		}
	}
}
