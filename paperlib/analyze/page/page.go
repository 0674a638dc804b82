// Package page shows what package analyze found as one self-contained page, readable offline and on a phone.
//
// It is a room of its own so that package analyze, and whoever uses it as a library, does without drawing.
package page

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"math"
	"strconv"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/analyze"
	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/report"
	"github.com/sgnlab/sgnlab/paperlib/shown"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

//go:embed page.gohtml
var text string

//go:embed page.css
var style string

// view is what the template shows.
type view struct {
	*analyze.Report
	Style    template.CSS
	Policy   string
	File     string
	Families []family
	Unjudged []analyze.Coordinate // the first of them
	Missing  int                  // coordinates not judged
	Alpha    template.HTML
	Examples []example
	Verdicts []analyze.Definition
}

type family struct {
	Name          string
	Best, Clearly int
}

// maxUnjudged is how many coordinates that were not judged are listed by name.
const maxUnjudged = 20

// HTML returns the page. file is what to call the file; it and the names of coordinates are quoted where they cannot be
// shown, since a change of direction would reach over the words around it. The same report gives the same bytes.
func HTML(r *analyze.Report, file string) ([]byte, error) {
	v := view{Report: r, Style: template.CSS(report.Style() + style), Policy: report.Policy, File: shown.Name(file), Verdicts: analyze.Verdicts()}
	for _, f := range tails.Families() {
		v.Families = append(v.Families, family{f.Label(), r.Best[f], r.BestClear[f]})
	}
	for _, c := range r.PerCoordinate {
		if c.State == analyze.Judged {
			continue
		}
		if v.Missing++; v.Missing <= maxUnjudged {
			c.Name, c.Problem = shown.Name(c.Name), shown.Text(c.Problem)
			v.Unjudged = append(v.Unjudged, c)
		}
	}
	var err error
	if v.Alpha, err = alphaFigure(r); err != nil {
		return nil, fmt.Errorf("the histogram of tail indices: %w", err)
	}
	for _, e := range r.Examples[:min(maxExamples, len(r.Examples))] {
		x, err := newExample(r, e)
		if err != nil {
			return nil, fmt.Errorf("figures of coordinate %d: %w", e.Index, err)
		}
		v.Examples = append(v.Examples, x)
	}
	t, err := template.New("page").Funcs(template.FuncMap{"num": num, "signed": signed, "mark": mark, "name": tails.Family.Label}).Parse(text)
	if err != nil {
		return nil, fmt.Errorf("the page's template: %w", err)
	}
	var b bytes.Buffer
	if err := t.Execute(&b, v); err != nil {
		return nil, fmt.Errorf("making the page: %w", err)
	}
	return b.Bytes(), nil
}

// image renders a figure as an image that carries its bytes: as inline markup its ids could meet those of another.
func image(f figure.Figure) (template.HTML, error) {
	svg, err := figure.Render(f, "svg")
	if err != nil {
		return "", err
	}
	return template.HTML(fmt.Sprintf(`<img alt="%s" src="data:image/svg+xml;base64,%s">`,
		template.HTMLEscapeString(f.Alt), base64.StdEncoding.EncodeToString(svg))), nil
}

// num writes three significant digits.
func num(n analyze.Number) string {
	switch v := float64(n); {
	case math.IsNaN(v):
		return "–"
	case math.IsInf(v, 0):
		return "∞"
	default:
		return strings.Replace(strconv.FormatFloat(v, 'g', 3, 64), "-", "−", 1)
	}
}

// signed writes three decimals with a sign.
func signed(n analyze.Number) string {
	if math.IsNaN(float64(n)) {
		return "–"
	}
	return strings.Replace(fmt.Sprintf("%+.3f", float64(n)), "-", "−", 1)
}

// mark is the sign beside the colour of a verdict.
func mark(v analyze.Verdict) string {
	switch v {
	case analyze.Stable:
		return "✓"
	case analyze.HeavyOnly:
		return "✗"
	case analyze.Mixed:
		return "±"
	case analyze.Undecided:
		return "?"
	}
	return "○"
}
