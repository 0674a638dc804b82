package figure_test

import (
	"bytes"
	"testing"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/figure/figuretest"
)

var examples = map[string]func() figure.Figure{
	"survival": survivalFigure, "histogram": histogramFigure, "qq": qqFigure,
	"curve": curveFigure, "dots": dotsFigure, "multiples": multiplesFigure,
	"sheet": sheetFigure, "map": mapFigure,
}

func TestGolden(t *testing.T) {
	for name, f := range examples {
		t.Run(name, func(t *testing.T) {
			figuretest.Figure(t, name, f())
			figuretest.Framed(t, f())
		})
	}
}

func TestGoldenTable(t *testing.T) {
	tab := exampleTable()
	stamp := figure.Stamp{Results: []string{"synthetic"}, Code: "none", Data: []string{"synthetic"}, Seed: 1}
	figuretest.Bytes(t, "table.html", must(tab.HTML()))
	figuretest.Bytes(t, "table.csv", must(tab.CSV()))
	figuretest.Bytes(t, "table.json", must(tab.JSON("table99-example", stamp)))
}

// The same figure gives the same bytes, stamped and unstamped, in every format.
func TestTwiceTheSame(t *testing.T) {
	stamp := figure.Stamp{Results: []string{"r1"}, Code: "c", Data: []string{"synthetic"}}
	for name, f := range examples {
		a := must(figure.Files("fig99-"+name, f(), stamp))
		b := must(figure.Files("fig99-"+name, f(), stamp))
		for _, ext := range figure.Formats {
			if len(a[ext]) == 0 || !bytes.Equal(a[ext], b[ext]) {
				t.Errorf("%s.%s: two drawings differ (%d and %d bytes)", name, ext, len(a[ext]), len(b[ext]))
			}
		}
	}
}
