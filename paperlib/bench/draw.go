package bench

import (
	"image/color"
	"math"
	"os"
	"path/filepath"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/lab"
)

// figureName is what the figure is called.
const figureName = "bench-stable"

// panels of the figure, row by row: an operation and its unit, or an error of the accuracy comparison.
var panels = []struct {
	what, title string
	unit        float64
	accuracy    bool
}{
	{LogPDF, "log-density, ns a point", 1e-9, false}, {SF, "survival function, ns a point", 1e-9, false}, {Draw, "random number, ns a draw", 1e-9, false},
	{"fit_1e3", "fit of 1000 draws, ms", 1e-3, false}, {"fit_1e4", "fit of 10,000 draws, ms", 1e-3, false}, {LogPDF, "worst relative error of the density", 1, true},
}

const caption = "Implementations of symmetric stable laws, {pinned} of one machine ({cpu}): medians of up to {repeats} interleaved repeats, mean over α = 1.2, 1.5, 1.8, 1.95; " +
	"lines: 95 % intervals of the median (order statistics). Open bars: extrapolated, see the rules in the JSON. " +
	"Error: largest relative error of the density against the reference values inside the implementation’s domain of α (cut at 1: the density came out as 0 or is off by its own size or more; the line begins at the median error). Synthetic draws."

// Figure draws the times as bars on logarithmic axes, one panel for each operation.
func (r *Result) Figure() (f figure.Figure, err error) {
	var names []string
	for _, e := range r.Implementations {
		names = append(names, e.Key)
	}
	block := figure.Block{Columns: 3, Height: 4.2 * float64(len(names))}
	for i, p := range panels {
		panel := &figure.Panel{Strip: p.title, Grid: true, X: figure.Axis{Log: true},
			Y: figure.Axis{Min: -0.6, Max: float64(len(names)) - 0.4, NoLabels: i%3 > 0}}
		bars, err := r.bars(names, p.what, p.unit, p.accuracy)
		if err != nil {
			return f, err
		}
		if len(bars.values) == 0 {
			block.Cells = append(block.Cells, figure.Cell{})
			continue
		}
		panel.X.Min, panel.X.Max = bars.limits()
		for j, name := range names {
			panel.Y.Ticks = append(panel.Y.Ticks, figure.Tick{Value: float64(len(names) - 1 - j), Label: name})
		}
		panel.Layers = []figure.Layer{bars}
		block.Cells = append(block.Cells, figure.Cell{Part: panel})
	}
	pinned := "on one core"
	if !r.Machine.Pinned {
		pinned = "not pinned to a core"
	}
	text, err := figure.Text(caption, figure.Fields{"pinned": pinned, "cpu": r.Machine.CPU, "repeats": r.Repeats})
	if err != nil {
		return f, err
	}
	alt := "Horizontal bars on logarithmic axes, one panel for each of log-density, survival function, random number, fit of 1000 and of 10,000 draws, and worst error."
	if r.shortest() {
		alt += " The bars of sgnlab are the shortest in every panel."
	}
	return (&figure.Sheet{Blocks: []figure.Block{block}, Caption: text, Alt: alt}).Figure()
}

// shortest reports whether package stable has the least time of every operation drawn.
func (r *Result) shortest() bool {
	for _, p := range panels {
		ours := r.find(v3, p.what)
		for _, m := range r.Measures {
			if !p.accuracy && m.What == p.what && (ours == nil || m.Implementation != v1 && m.Median < ours.Median) {
				return false
			}
		}
	}
	return true
}

func (r *Result) bars(names []string, what string, unit float64, accuracy bool) (logBars, error) {
	ours, err := figure.LookOf("stable")
	if err != nil {
		return logBars{}, err
	}
	peer, err := figure.LookOf("gaussian")
	if err != nil {
		return logBars{}, err
	}
	b := logBars{series: what}
	for j, name := range names {
		v := bar{at: float64(len(names) - 1 - j), lo: math.NaN(), hi: math.NaN(), color: peer.Color}
		if name == v3 || name == v1 {
			v.color = ours.Color
		}
		if accuracy {
			for _, a := range r.Accuracy {
				if a.Implementation == name && a.What == what {
					v.value = min(a.Worst, 1)
					v.lo, v.hi = min(max(a.Median, 1e-16), v.value), v.value
				}
			}
		} else if m := r.find(name, what); m != nil {
			v.value, v.open = m.Median/unit, m.extrapolated()
			if m.Repeats > 5 {
				v.lo, v.hi = m.Lo/unit, m.Hi/unit
			}
		}
		if v.value > 0 {
			b.values = append(b.values, v)
		}
	}
	return b, nil
}

// logBars are horizontal bars from the axis to a value; a logarithmic axis has no zero, so lengths compare within a panel.
type logBars struct {
	series string
	values []bar
}

type bar struct {
	at, value, lo, hi float64
	open              bool
	color             color.Color
}

// limits are whole powers of ten around the values, with a decade to stand on.
func (b logBars) limits() (lo, hi float64) {
	lo, hi = math.Inf(1), 0
	for _, v := range b.values {
		lo, hi = min(lo, v.value), max(hi, v.value)
		if v.lo < lo {
			lo = v.lo
		}
	}
	return math.Pow(10, math.Floor(math.Log10(lo))-0.5), math.Pow(10, math.Ceil(math.Log10(hi*1.2)))
}

// Draw fills measured bars and outlines extrapolated ones.
func (b logBars) Draw(f figure.Frame) {
	c := f.Canvas
	for _, v := range b.values {
		y0, y1, x := f.Y(v.at-0.32), f.Y(v.at+0.32), f.X(v.value)
		box := []vg.Point{{X: c.Min.X, Y: y0}, {X: x, Y: y0}, {X: x, Y: y1}, {X: c.Min.X, Y: y1}}
		if v.open {
			c.StrokeLines(draw.LineStyle{Color: v.color, Width: 0.75}, append(box, box[0]))
		} else {
			c.FillPolygon(v.color, box)
		}
		if !math.IsNaN(v.lo) {
			y := f.Y(v.at)
			c.StrokeLines(draw.LineStyle{Color: color.Black, Width: 0.75}, []vg.Point{{X: f.X(v.lo), Y: y}, {X: f.X(v.hi), Y: y}})
		}
	}
}

// Rows reports each bar.
func (b logBars) Rows() []figure.Row {
	var rows []figure.Row
	for _, v := range b.values {
		mark := "bar"
		if v.open {
			mark = "bar, extrapolated"
		}
		rows = append(rows, figure.Row{Series: b.series, Mark: mark, X: v.value, Y: v.at, XLo: v.lo, XHi: v.hi, YLo: math.NaN(), YHi: math.NaN()})
	}
	return rows
}

// Save writes dir/stable.json and the figure dir/bench-stable.{svg,png,pdf,csv,json}.
func (r *Result) Save(dir string) error { return r.save(filepath.Join(dir, "stable.json"), dir) }

// Publish updates figures/results/bench/stable.json and figures/bench-stable.* of the clone.
func (r *Result) Publish(root string) error {
	figures := filepath.Join(root, "figures")
	return r.save(filepath.Join(figures, "results", "bench", "stable.json"), figures)
}

func (r *Result) save(result, figures string) error {
	if err := os.MkdirAll(filepath.Dir(result), 0o755); err != nil {
		return err
	}
	if err := lab.WriteJSON(result, r); err != nil {
		return err
	}
	f, err := r.Figure()
	if err != nil {
		return err
	}
	return figure.Save(figures, figureName, f, figure.Stamp{Results: []string{"bench/stable.json"}, Code: lab.Short(r.Code.Digest),
		Data: []string{"draws of symmetric stable laws"}, Seed: r.Seed})
}
