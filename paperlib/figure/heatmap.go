package figure

import (
	"fmt"
	"image"
	"image/color"
	"math"

	"gonum.org/v1/plot/palette"
	"gonum.org/v1/plot/palette/moreland"
)

// A HeatMap shows a matrix as colours, a square of the axes for each value: column j from j to j + 1 on the x axis, row i,
// counted from the top, from rows - i - 1 to rows - i on the y axis. In the CSV each value is a row of mark "cell" at the
// centre of its square; a value that is missing (NaN) has the mark "cell, no value", a colour of its own and a legend entry.
// Infinite values, and those beyond the scale, have the colour of its end.
type HeatMap struct {
	Series  string
	Strip   string
	Values  []float64 // row by row from the top; a last row that is not full ends in white
	Columns int
	X, Y    Axis // ranges are set here; for ticks see Stretches
	// Scale is the axis of the colour bar; without a range it has that of the values.
	Scale   Axis
	Missing string // legend entry of values that are missing, such as "no fit"
	// Colors go in even steps of lightness; nil = those of moreland.ExtendedBlackBody. Some that part in the middle, such as
	// those of moreland.SmoothBlueRed, suit values around a reference.
	Colors palette.Palette
}

const (
	heatMost   = 2000 // columns or rows: a page shows no more
	heatPixels = 1000 // at least, because viewers blur what they enlarge
)

// missingGrey is no colour of a black body, and shows on white.
var missingGrey = color.NRGBA{0xb0, 0xb0, 0xb0, 0xff}

// Cell is the map with its colour bar at the right and, where a value is missing, a legend.
func (h HeatMap) Cell() (c Cell, err error) {
	rows := 0
	if h.Columns > 0 {
		rows = (len(h.Values) + h.Columns - 1) / h.Columns
	}
	if rows == 0 || rows > heatMost || h.Columns > heatMost {
		return c, fmt.Errorf("figure: a heat map %q of %d values in %d columns; it needs 1 to %d columns and rows: a page shows no more, so take means over neighbours first", h.Series, len(h.Values), h.Columns, heatMost)
	}
	h.X.Min, h.X.Max, h.Y.Min, h.Y.Max = 0, float64(h.Columns), 0, float64(rows)
	h.Scale = h.Scale.fit(h.Values)
	if err := h.Scale.check("colour"); err != nil {
		return c, fmt.Errorf("heat map %q: %w", h.Series, err)
	}
	if h.Colors == nil {
		h.Colors = moreland.ExtendedBlackBody().Palette(256)
	}
	m := heatLayer{HeatMap: h, rows: rows, shades: h.Colors.Colors()}
	c.Part = &Panel{X: h.X, Y: h.Y, Strip: h.Strip, Layers: []Layer{m}}
	c.bar = &colorBar{axis: h.Scale, shades: m.shades}
	for _, v := range h.Values {
		if !math.IsNaN(v) {
			continue
		}
		if h.Missing == "" {
			return c, fmt.Errorf("figure: the heat map %q has values that are missing; give Missing, the words for them in the legend", h.Series)
		}
		c.Legend.Entries = []Entry{{Label: h.Missing, Band: missingGrey}}
		break
	}
	return c, nil
}

// heatLayer draws the map as one image, which keeps the vector files small.
type heatLayer struct {
	HeatMap
	rows   int
	shades []color.Color
}

func (h heatLayer) color(v float64) color.Color {
	if math.IsNaN(v) {
		return missingGrey
	}
	t := math.Max(0, math.Min(1, h.Scale.norm(v)))
	return h.shades[int(math.Round(t*float64(len(h.shades)-1)))]
}

// Draw fills the data area.
func (h heatLayer) Draw(f Frame) {
	k := max(1, heatPixels/max(h.rows, h.Columns))
	img := image.NewNRGBA(image.Rect(0, 0, h.Columns*k, h.rows*k))
	for i := range img.Pix {
		img.Pix[i] = 0xff
	}
	for i, v := range h.Values {
		c := color.NRGBAModel.Convert(h.color(v)).(color.NRGBA)
		x, y := i%h.Columns*k, i/h.Columns*k
		for dy := range k {
			for dx := range k {
				img.SetNRGBA(x+dx, y+dy, c)
			}
		}
	}
	f.Canvas.DrawImage(f.Canvas.Rectangle, img)
}

// Rows reports every value.
func (h heatLayer) Rows() []Row {
	rows := make([]Row, len(h.Values))
	for i, v := range h.Values {
		rows[i] = xy(h.Series, markCell, float64(i%h.Columns)+0.5, float64(h.rows-i/h.Columns)-0.5)
		if rows[i].Value = v; math.IsNaN(v) {
			rows[i].Mark = markMissing
		}
	}
	return rows
}

// Stretches are the ticks of consecutive stretches of an axis, such as the layers of a net: a mark at each boundary and the
// name in the middle of each stretch that is at least least long. On the y axis of a heat map the first stretch is at the top.
func Stretches(names []string, lengths []float64, least float64, fromTop bool) ([]Tick, error) {
	if len(names) != len(lengths) {
		return nil, fmt.Errorf("figure: %d names for %d stretches of an axis", len(names), len(lengths))
	}
	total, at := 0.0, 0.0
	for _, l := range lengths {
		total += l
	}
	var ts []Tick
	place := func(t Tick) {
		if fromTop {
			t.Value = total - t.Value
		}
		ts = append(ts, t)
	}
	place(Tick{})
	for i, l := range lengths {
		if l >= least {
			place(Tick{Value: at + l/2, Label: names[i], Bare: true})
		}
		at += l
		place(Tick{Value: at})
	}
	return ts, nil
}
