package page

import (
	"fmt"
	"html/template"
	"math"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/shown"
)

// maxExamples is how many example coordinates are drawn.
const maxExamples = 3

// panelHeight is the height of a data area in mm.
const panelHeight = 48

// alphaFigure is the histogram of the fitted tail index over the judged coordinates; empty when none was judged.
func alphaFigure(r *analyze.Report) (template.HTML, error) {
	var alphas []float64
	for _, c := range r.PerCoordinate {
		if c.State == analyze.Judged {
			alphas = append(alphas, c.Fits[len(c.Fits)-1].Value[2])
		}
	}
	if len(alphas) == 0 {
		return "", nil
	}
	lo := math.Min(math.Floor(20*float64(r.Alpha.Min))/20, 1.8)
	const bins = 40
	bars := figure.Bars{Series: "coordinates", Color: figure.Ordered(2, 6), Edge: make([]float64, bins+1), Height: make([]float64, bins)}
	for i := range bars.Edge {
		bars.Edge[i] = lo + (2-lo)*float64(i)/bins
	}
	for _, a := range alphas {
		bars.Height[min(bins-1, int(bins*(a-lo)/(2-lo)))]++
	}
	top := 0.0
	for _, h := range bars.Height {
		top = math.Max(top, h)
	}
	p := &figure.Panel{X: figure.Axis{Label: "fitted tail index *α*", Min: lo, Max: 2}, Y: figure.Axis{Label: "coordinates", Min: 0, Max: 1.08 * top}, Layers: []figure.Layer{bars}}
	return single(p, figure.Legend{}, fmt.Sprintf("Histogram of the fitted tail index over %d coordinates, from %.2f to %.2f, median %.2f.", len(alphas), float64(r.Alpha.Min), float64(r.Alpha.Max), float64(r.Alpha.Median)))
}

// example is one coordinate drawn.
type example struct {
	Title               string
	Histogram, Survival template.HTML
	Outside             int // draws beyond the histogram
	Rows                []fitRow
}

// fitRow is one line of the table of fits.
type fitRow struct {
	Name, Parameters string
	Above            string // BIC less the least one
}

func fitRows(fits []analyze.LawFit) []fitRow {
	least := math.Inf(1)
	for _, f := range fits {
		least = math.Min(least, f.BIC)
	}
	var rows []fitRow
	for _, f := range fits {
		row := fitRow{Name: f.Family.Label(), Above: fmt.Sprintf("%.1f", f.BIC-least)}
		for i, name := range analyze.ParameterNames(f.Family) {
			if i > 0 {
				row.Parameters += ", "
			}
			row.Parameters += fmt.Sprintf("%s %s", name, num(analyze.Number(f.Value[i])))
			if se := f.StdErr[i]; !math.IsNaN(se) {
				row.Parameters += fmt.Sprintf(" (%s)", num(analyze.Number(se)))
			}
		}
		rows = append(rows, row)
	}
	return rows
}

// newExample draws one coordinate, in units of its fitted stable scale about its fitted location.
func newExample(r *analyze.Report, e analyze.Example) (example, error) {
	c := r.PerCoordinate[e.Index]
	out := example{Title: fmt.Sprintf("Coordinate %d", c.Index), Rows: fitRows(c.Fits)}
	if c.Name != "" {
		out.Title += ", " + shown.Name(c.Name)
	}
	stable := c.Fits[len(c.Fits)-1]
	delta, gamma := stable.Value[0], stable.Value[1]
	draws := make([]float64, len(e.Draws))
	for i, v := range e.Draws {
		draws[i] = (v - delta) / gamma
	}
	var laws []figure.NamedLaw
	for _, f := range c.Fits {
		f.Value[0], f.Value[1] = (f.Value[0]-delta)/gamma, f.Value[1]/gamma
		laws = append(laws, figure.NamedLaw{Family: string(f.Family), Law: f.Law()})
	}
	legend, err := figure.LawLegend(laws, false)
	if err != nil {
		return out, err
	}
	h, outside, err := figure.Histogram(figure.HistogramSpec{Draws: draws, Laws: laws, XLabel: "(*u* − *δ*)/*γ*"})
	if err != nil {
		return out, err
	}
	out.Outside = outside
	what := fmt.Sprintf("coordinate %d, %d draws, with the five fitted laws; best described by %s", c.Index, len(draws), c.Best.Label())
	if out.Histogram, err = single(h, legend, "Histogram of "+what+"."); err != nil {
		return out, err
	}
	s, err := figure.Survival(figure.SurvivalSpec{Draws: draws, Laws: laws, XLabel: "|*u* − *δ*|/*γ*"})
	if err != nil {
		return out, err
	}
	out.Survival, err = single(s, legend, "Survival function on logarithmic axes of "+what+".")
	return out, err
}

// single renders one panel of one column.
func single(p *figure.Panel, legend figure.Legend, alt string) (template.HTML, error) {
	f, err := (&figure.Sheet{Width: figure.ColumnWidth, Legend: legend, Blocks: []figure.Block{{Height: panelHeight, Cells: figure.Cells(p)}}, Caption: alt, Alt: alt}).Figure()
	if err != nil {
		return "", err
	}
	return image(f)
}
