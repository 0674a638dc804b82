package figure

import (
	"fmt"
	"math"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// An Axis describes one side of a panel. When Min = Max = 0 the range is taken from the rows of the panel's layers
// (positive values only on a log axis) with a small margin.
type Axis struct {
	Label    string // in the label language, with its unit
	Log      bool
	Asinh    float64 // > 0: the axis is asinh(v/Asinh), linear near 0 and logarithmic far from it on both sides
	Min, Max float64
	Ticks    []Tick // nil: LinearTicks or PowerTicks
	MaxTicks int    // labelled ticks at most; 0 = 5
	NoLabels bool   // ticks without numbers (an inner cell of small multiples)
}

func (a Axis) check(which string) error {
	switch {
	case math.IsNaN(a.Min) || math.IsNaN(a.Max) || math.IsInf(a.Min, 0) || math.IsInf(a.Max, 0):
		return fmt.Errorf("figure: %s axis %q: range [%v, %v] is not finite; give Min and Max, or remove the values that are not finite", which, a.Label, a.Min, a.Max)
	case !(a.Min < a.Max):
		return fmt.Errorf("figure: %s axis %q: range [%v, %v] is empty; the data have no spread, so give Min and Max", which, a.Label, a.Min, a.Max)
	case a.Log && a.Asinh > 0:
		return fmt.Errorf("figure: %s axis %q: an axis cannot be log and asinh at once", which, a.Label)
	case a.Log && a.Min <= 0:
		return fmt.Errorf("figure: %s axis %q: a log axis cannot start at %v; give a positive Min", which, a.Label, a.Min)
	}
	return nil
}

// norm maps a value to [0, 1] over the axis; values at or below 0 on a log axis map far below 0.
func (a Axis) norm(v float64) float64 {
	if s := a.Asinh; s > 0 {
		lo := math.Asinh(a.Min / s)
		return (math.Asinh(v/s) - lo) / (math.Asinh(a.Max/s) - lo)
	}
	if !a.Log {
		return (v - a.Min) / (a.Max - a.Min)
	}
	if v <= 0 {
		return -1e3
	}
	return math.Log(v/a.Min) / math.Log(a.Max/a.Min)
}

func (a Axis) ticks() []Tick {
	n := a.MaxTicks
	if n == 0 {
		n = 5
	}
	switch {
	case a.Ticks != nil:
		return a.Ticks
	case a.Log:
		return PowerTicks(a.Min, a.Max, n)
	case a.Asinh > 0:
		return SignedTicks(a.Min, a.Max, a.Asinh, n)
	}
	return LinearTicks(a.Min, a.Max, n)
}

// set reports whether the axis has a range of its own.
func (a Axis) set() bool { return a.Min != 0 || a.Max != 0 }

// fit sets an unset range from values. A linear range gets 4 % on both sides, a log range 6 % of its decades.
func (a Axis) fit(vs []float64) Axis {
	if a.set() {
		return a
	}
	lo, hi := math.Inf(1), math.Inf(-1)
	for _, v := range vs {
		if math.IsNaN(v) || math.IsInf(v, 0) || (a.Log && v <= 0) {
			continue
		}
		lo, hi = math.Min(lo, v), math.Max(hi, v)
	}
	if a.Log {
		m := math.Pow(hi/lo, 0.06)
		a.Min, a.Max = lo/m, hi*m
		return a
	}
	m := 0.04 * (hi - lo)
	a.Min, a.Max = lo-m, hi+m
	return a
}

// A Frame is what a [Layer] draws on: the data area and the way from data to it.
type Frame struct {
	Canvas draw.Canvas
	x, y   Axis
}

// X maps a data value to the canvas.
func (f Frame) X(v float64) vg.Length { return f.Canvas.X(clampNorm(f.x.norm(v))) }

// Y maps a data value to the canvas.
func (f Frame) Y(v float64) vg.Length { return f.Canvas.Y(clampNorm(f.y.norm(v))) }

// clampNorm keeps far-away points representable in the formats; clipping cuts them at the frame anyway.
func clampNorm(t float64) float64 { return math.Max(-1e3, math.Min(1e3, t)) }

// Point maps a data point to the canvas.
func (f Frame) Point(x, y float64) vg.Point { return vg.Point{X: f.X(x), Y: f.Y(y)} }
