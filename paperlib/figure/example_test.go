package figure_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/rng"
	"github.com/sgnlab/sgnlab/paperlib/stats"
)

// draws returns n seeded draws of a Student t with three degrees of freedom: tails heavier than Gaussian.
func draws(n int) []float64 {
	law := distuv.StudentsT{Sigma: 1, Nu: 3, Src: rng.Stream(1, "figure example")}
	x := make([]float64, n)
	for i := range x {
		x[i] = law.Rand()
	}
	return x
}

// laws are the true law and two rivals matched to it by eye.
func laws() []figure.NamedLaw {
	return []figure.NamedLaw{
		{Family: "gaussian", Law: distuv.Normal{Sigma: 1.6}},
		{Family: "laplace", Law: distuv.Laplace{Scale: 1.1}},
		{Family: "student_t", Label: "Student *t*, *ν* = 3", Law: distuv.StudentsT{Sigma: 1, Nu: 3}, FitLo: 0.5, FitHi: 12},
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func single(p *figure.Panel, l figure.Legend, alt string) figure.Figure {
	return must((&figure.Sheet{Width: figure.ColumnWidth, Legend: l, Blocks: []figure.Block{{Height: 48, Cells: figure.Cells(p)}},
		Caption: "Synthetic data: 2000 draws of a Student t law with 3 degrees of freedom (seed 1). Bands and bars: pointwise 95 % intervals.",
		Alt:     alt}).Figure())
}

func survivalFigure() figure.Figure {
	p := must(figure.Survival(figure.SurvivalSpec{Draws: draws(2000), Laws: laws()}))
	return single(p, must(figure.LawLegend(laws(), false)), "The draws follow the Student line; the Gaussian line falls far below them beyond |u| = 4.")
}

func ExampleSurvival() {
	f := survivalFigure()
	dir := must(os.MkdirTemp("", "figure"))
	defer os.RemoveAll(dir)
	err := figure.Save(dir, "fig99-survival", f, figure.Stamp{Results: []string{"synthetic"}, Code: "none", Data: []string{"synthetic"}, Seed: 1})
	fmt.Println(err)
	for _, name := range must(filepath.Glob(filepath.Join(dir, "*"))) {
		fmt.Println(filepath.Base(name))
	}
	// Output:
	// <nil>
	// fig99-survival.csv
	// fig99-survival.json
	// fig99-survival.pdf
	// fig99-survival.png
	// fig99-survival.svg
}

func histogramFigure() figure.Figure {
	p, _, err := figure.Histogram(figure.HistogramSpec{Draws: draws(2000), Laws: laws(), Published: draws(500)})
	if err != nil {
		panic(err)
	}
	return single(p, must(figure.LawLegend(laws(), true)), "A peaked histogram; the Gaussian density is too low in the middle.")
}

func ExampleHistogram() {
	x := draws(2000)
	p, outside, err := figure.Histogram(figure.HistogramSpec{Draws: x, Laws: laws(), Range: 5})
	fmt.Println(len(p.Layers), "layers;", outside, "draws beyond the axis;", err)
	// Output: 5 layers; 37 draws beyond the axis; <nil>
}

func qqFigure() figure.Figure {
	p := must(figure.QQ(figure.QQSpec{Draws: draws(2000), Laws: laws(), Envelope: "gaussian"}))
	return single(p, must(figure.LawLegend(laws(), false)), "The draws leave the straight Gaussian line at both ends and follow the Student line.")
}

func ExampleQQ() {
	_, err := figure.QQ(figure.QQSpec{Draws: draws(100), Laws: laws(), Envelope: "stable"})
	fmt.Println(err)
	// Output: figure: QQ panel: the envelope is asked for "stable", which is not among the laws drawn
}

func curveFigure() figure.Figure {
	var series []figure.Series
	for i, name := range []string{"MLP", "conv net"} {
		s := figure.Series{Name: name, Look: must(figure.Category(i, name))}
		for e := range 12 {
			y := 0.97 - 0.5*math.Exp(-float64(e)/(2+3*float64(i))) - 0.03*float64(i)
			half := 0.05 / math.Sqrt(1+float64(e))
			s.X, s.Y = append(s.X, float64(e)), append(s.Y, y)
			s.Lo, s.Hi = append(s.Lo, y-half), append(s.Hi, y+half)
		}
		series = append(series, s)
	}
	p := must(figure.LineBand(figure.Axis{Label: "epoch"}, figure.Axis{Label: "test accuracy"}, true, series...))
	l := figure.Legend{}
	for _, s := range series {
		l.Entries = append(l.Entries, figure.Entry{Label: s.Look.Label, Look: s.Look, Line: true, Points: true})
	}
	return single(p, l, "Both curves rise; the MLP rises faster.")
}

func ExampleLineBand() {
	look := must(figure.Category(0, "MLP"))
	_, err := figure.LineBand(figure.Axis{}, figure.Axis{}, false, figure.Series{Name: "MLP", Look: look, X: []float64{1}, Y: []float64{2}})
	fmt.Println(err)
	// Output: figure: line with band: series "MLP" has 1 x, 1 y, 0 lower and 0 upper bounds; it needs the same number (at least one) of each, since an interval is always drawn
}

func dotsFigure() figure.Figure {
	names := []string{"digits, MLP", "MNIST, MLP", "MNIST, conv net", "CIFAR-10, conv net"}
	var series []figure.Series
	for i, b := range []int{16, 64, 256} {
		k := must(figure.Category(i, fmt.Sprintf("*B* = %d", b)))
		k.Color = figure.Ordered(i, 3)
		s := figure.Series{Name: fmt.Sprintf("B=%d", b), Look: k}
		for j := range names {
			y := 1.5 + 0.1*float64(j) + 0.08*float64(i)
			s.Y, s.Lo, s.Hi = append(s.Y, y), append(s.Lo, y-0.06), append(s.Hi, y+0.07)
		}
		series = append(series, s)
	}
	p := must(figure.Dots(figure.Axis{Label: "tail index *α̂*"}, names, series...))
	p.Grid = true
	l := figure.Legend{}
	for _, s := range series {
		l.Entries = append(l.Entries, figure.Entry{Label: s.Look.Label, Look: s.Look, Points: true})
	}
	return single(p, l, "The index grows with batch size for each of the four nets.")
}

func ExampleDots() {
	fmt.Println(dotsFigure().Check())
	// Output: <nil>
}

func multiplesFigure() figure.Figure {
	var list []figure.Multiple
	for _, n := range []int{200, 500, 1000, 2000} {
		list = append(list, figure.Multiple{Strip: fmt.Sprintf("Student *t*\n*n* = %d", n), Spec: figure.SurvivalSpec{Draws: draws(n), Laws: laws()}})
	}
	return must((&figure.Sheet{Legend: must(figure.LawLegend(laws(), false)), Blocks: []figure.Block{must(figure.Multiples(3, 26, "|*u*|", list))},
		Caption: "Synthetic data; bands: pointwise 95 % Clopper–Pearson intervals.", Alt: "Four survival functions; the more draws, the narrower the band."}).Figure())
}

func ExampleMultiples() {
	fmt.Println(len(multiplesFigure().Places), "parts: four cells, two shared labels, one legend")
	// Output: 7 parts: four cells, two shared labels, one legend
}

func exampleTable() figure.Table {
	return figure.Table{
		Caption: "Fits to synthetic data: 2000 draws (seed 1); intervals: 95 %, percentile bootstrap.",
		Columns: []figure.Column{
			{Key: "law", Title: "Law", Text: true},
			{Key: "n", Title: "Draws", Format: "d"},
			{Key: "ll", Title: "Held-out log-likelihood", Unit: "nats per draw", Format: ".3f"},
			{Key: "gamma", Title: "Scale γ"},
		},
		Rows: [][]any{
			{"Gaussian", 2000, stats.Interval{Value: -1.9, Lo: -2.01, Hi: -1.83}, 1.6e-5},
			{"Student t", 2000, stats.Interval{Value: -1.774, Lo: -1.81, Hi: -1.74}, 0.00123},
			{"stable", 2000, nil, math.NaN()},
		},
		Notes: []string{"– : no fit; a|b is escaped, <b> too"},
	}
}

func ExampleTable_Markdown() {
	fmt.Print(string(must(exampleTable().Markdown())))
	// Output:
	// Fits to synthetic data: 2000 draws (seed 1); intervals: 95 %, percentile bootstrap.
	//
	// | Law | Draws | Held-out log-likelihood (nats per draw) | Scale γ |
	// | :-- | --: | --: | --: |
	// | Gaussian | 2000 | −1.900 [−2.010, −1.830] | 1.6 × 10⁻⁵ |
	// | Student t | 2000 | −1.774 [−1.810, −1.740] | 0.00123 |
	// | stable | 2000 |  | – |
	//
	// - – : no fit; a\|b is escaped, &lt;b> too
}
