package figure

import (
	"image/color"

	xfont "golang.org/x/image/font"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Widths of a figure in millimetres, one column and the full page, and the height that leaves room for a caption.
const (
	ColumnWidth = 84.0
	PageWidth   = 174.0
	PageHeight  = 240.0
)

// Text sizes at final size, and line widths.
const (
	textSize   = vg.Length(7)
	letterSize = vg.Length(8.5)
	lineWidth  = vg.Length(1)
	thinWidth  = vg.Length(0.75)
	axisWidth  = vg.Length(0.6)
	gridWidth  = vg.Length(0.4)
	tickLength = vg.Length(2.4)
)

var (
	ink      = color.NRGBA{0x22, 0x22, 0x22, 0xff}
	softInk  = color.NRGBA{0x66, 0x66, 0x66, 0xff}
	gridGrey = color.NRGBA{0xe6, 0xe6, 0xe6, 0xff}
)

func mm(v float64) vg.Length { return vg.Length(v) * vg.Millimeter }

// textStyle is regular text; x and y are the alignments of gonum/plot.
func textStyle(size vg.Length, c color.Color, x text.XAlignment, y text.YAlignment) text.Style {
	return text.Style{Color: c, Font: font.Font{Size: size}, XAlign: x, YAlign: y, Handler: Outline{}}
}

func boldStyle(size vg.Length, x text.XAlignment, y text.YAlignment) text.Style {
	s := textStyle(size, ink, x, y)
	s.Font.Weight = xfont.WeightBold
	return s
}

func line(c color.Color, w vg.Length, dashes ...vg.Length) draw.LineStyle {
	return draw.LineStyle{Color: c, Width: w, Dashes: dashes}
}

// fade mixes c with white: 1 keeps it, 0 gives white. Mixing instead of transparency keeps overlapping bands flat and
// the three formats equal.
func fade(c color.NRGBA, keep float64) color.NRGBA {
	mix := func(v uint8) uint8 { return uint8(255 - keep*(255-float64(v)) + 0.5) }
	return color.NRGBA{mix(c.R), mix(c.G), mix(c.B), 0xff}
}

// viridis holds ten equidistant colours of matplotlib's map of that name (by Smith and van der Walt, CC0).
var viridis = [...]color.NRGBA{
	{0x44, 0x01, 0x54, 0xff}, {0x48, 0x28, 0x78, 0xff}, {0x3e, 0x49, 0x89, 0xff}, {0x31, 0x68, 0x8e, 0xff},
	{0x26, 0x82, 0x8e, 0xff}, {0x1f, 0x9e, 0x89, 0xff}, {0x35, 0xb7, 0x79, 0xff}, {0x6d, 0xcd, 0x59, 0xff},
	{0xb4, 0xde, 0x2c, 0xff}, {0xfd, 0xe7, 0x25, 0xff},
}

// Ordered returns the colour of item i of n in an ordered family (batch sizes, widths): from dark violet to
// light green; the last, palest fifth of the map is left out because it does not show on white. It panics unless
// 0 <= i < n.
func Ordered(i, n int) color.NRGBA {
	if i < 0 || i >= n {
		panic("figure: Ordered: index out of range")
	}
	if n == 1 {
		return viridis[4]
	}
	t := float64(i) / float64(n-1) * 0.8 * float64(len(viridis)-1)
	k := min(int(t), len(viridis)-2)
	f := t - float64(k)
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-f) + float64(b)*f + 0.5) }
	a, b := viridis[k], viridis[k+1]
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), 0xff}
}
