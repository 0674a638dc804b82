package estimators

import (
	"math"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/plot/vg"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/stable"
	"github.com/sgnlab/sgnlab/paperlib/study"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

func figureDash() []vg.Length { return []vg.Length{4, 1.6} }

const tailIndex = "*α̂*"

var (
	blockTicks = []figure.Tick{{Value: 1, Label: "1"}, {Value: 4, Label: "4"}, {Value: 16, Label: "16"}, {Value: 64, Label: "64"}, {Value: 256, Label: "256"}}
	phiTicks   = []figure.Tick{{Value: 0.1, Label: ".1"}, {Value: 0.2, Label: ".2"}, {Value: 0.5, Label: ".5"}, {Value: 1, Label: "1"}, {Value: 2, Label: "2"}}
)

// firstRow: sums of draws (a, b) and Hill's path (c).
func (c scene) firstRow() ([]figure.Cell, error) {
	plain, traps := SumLaws()
	limits, err := c.sumLimits()
	if err != nil {
		return nil, err
	}
	paths, err := c.hillLimits()
	if err != nil {
		return nil, err
	}
	k1 := figure.Axis{Label: "block length *K*_{1}", Log: true, Min: 1.6, Max: 1300}
	return c.cells([]plan{
		{"sums of draws: laws", k1, figure.Axis{Label: tailIndex, Min: 0.8, Max: 2.1}, c.s.sums, plain, limits, math.NaN()},
		{"sums of draws: Gaussian data", k1, figure.Axis{Label: tailIndex, Min: 0, Max: 2.6}, c.s.sums, traps, nil, 2},
		{"largest |*x*|: Hill", shareAxis, tailAxis, c.s.tails, TailLaws(), paths, math.NaN()},
	})
}

// plan is a panel of the curves of some laws.
type plan struct {
	strip  string
	x, y   figure.Axis
	curves []Curve
	laws   []Law
	behind []figure.Layer
	truth  float64 // a horizontal line behind; NaN = none
}

func (c scene) cells(plans []plan) (cells []figure.Cell, err error) {
	for _, p := range plans {
		list, err := c.looks(p.laws)
		if err != nil {
			return nil, err
		}
		lo, hi := p.y.Min, p.y.Max
		if lo == hi { // departures from a line: the axis finds its own range, within 1 on both sides
			lo, hi = -1, 1
		}
		s, err := series(p.curves, list, lo, hi)
		if err != nil {
			return nil, err
		}
		panel, err := figure.LineBand(p.x, p.y, true, s...)
		if err != nil {
			return nil, err
		}
		behind := p.behind
		if !math.IsNaN(p.truth) {
			line, err := reference("truth", []float64{p.x.Min, p.x.Max}, []float64{p.truth, p.truth})
			if err != nil {
				return nil, err
			}
			behind = append(behind, line)
		}
		panel.Strip, panel.Layers = p.strip, append(behind, panel.Layers...)
		cells = append(cells, figure.Cell{Part: panel, Legend: legend(list)})
	}
	return cells, nil
}

// sumLimits are the finite-variance limit of Mohammadi's estimate and the truth of the stable law.
func (c scene) sumLimits() (list []figure.Layer, err error) {
	for _, l := range []struct {
		law  Law
		mean float64
	}{{Gaussian, tails.NormalLogMean}, {Laplace, laplaceLogMean}, {StudentT, studentLogMean()}, {Scales, tails.NormalLogMean - c.k.Tau*c.k.Tau}} {
		var x, y []float64
		for _, k1 := range tails.OrderGrid(2, 1000, 40) {
			x, y = append(x, float64(k1)), append(y, tails.MohammadiLimit(k1, l.mean))
		}
		line, err := reference("limit of "+string(l.law), x, y)
		if err != nil {
			return nil, err
		}
		list = append(list, line)
	}
	truth, err := reference("truth of "+string(Stable), []float64{2, 1000}, []float64{c.k.Alpha, c.k.Alpha})
	return append(list, truth), err
}

const euler = 0.57721566490153286

// E log|X/s| of the laws in units of their deviation s.
const laplaceLogMean = -euler - math.Ln2/2

func studentLogMean() float64 { // of 3 degrees: Z/sqrt(chi^2_3/3), variance 3
	return tails.NormalLogMean - (mathext.Digamma(1.5)+math.Ln2)/2
}

var (
	shareAxis = figure.Axis{Label: "share of |*x*| used", Log: true, Min: 6e-5, Max: 0.7}
	tailAxis  = figure.Axis{Label: tailIndex, Min: 0.5, Max: 4}
)

// hillLimits are the limits of Hill's path.
func (c scene) hillLimits() (list []figure.Layer, err error) {
	for _, l := range []struct {
		name Law
		law  tails.Law
	}{{Stable, stable.Symmetric{Alpha: c.k.Alpha, Gamma: 1}}, {Stable18, stable.Symmetric{Alpha: 1.8, Gamma: 1}}, {StudentT, tails.NewStudentT(0, 1, 3, nil)}} {
		var x, y []float64
		for i := range 41 {
			share := 1e-4 * math.Pow(0.5/1e-4, float64(i)/40)
			limit, err := tails.HillLimit(l.law, share)
			if err != nil {
				return nil, err
			}
			x, y = append(x, share), append(y, limit)
		}
		line, err := reference("limit of "+string(l.name), x, y)
		if err != nil {
			return nil, err
		}
		list = append(list, line)
	}
	return list, nil
}

// secondRow: other tail estimators (d), sums of blocks (e), characteristic function (f).
func (c scene) secondRow() ([]figure.Cell, error) {
	tails := append([]Curve(nil), c.s.others...)
	for _, t := range c.s.tails {
		if t.Name == string(Stable) {
			t.Name = string(Hill)
			tails = append(tails, t)
		}
	}
	cells, err := c.cells([]plan{
		{"largest |*x*|: three estimators", shareAxis, tailAxis, tails, []Law{Law(Hill), Law(Moment), Law(Pickands)}, nil, c.k.Alpha},
		{"maximum likelihood of sums", figure.Axis{Label: "sum of *m* draws", Log: true, Min: 0.8, Max: 320, Ticks: blockTicks}, figure.Axis{Label: tailIndex, Min: 0.95, Max: 2.05}, c.s.blocks, BlockLaws(), nil, c.k.Alpha},
		{"log(−log|*φ*_{n}(*t*)|^{2})", figure.Axis{Label: "*γ̂* *t*", Log: true, Min: 0.1, Max: 2, Ticks: phiTicks}, figure.Axis{Label: "departure from the line"}, c.s.phi, BlockLaws(), nil, 0},
	})
	if err != nil {
		return nil, err
	}
	cells[1].Across, cells[2].Legend = 2, figure.Legend{} // one legend for both
	return cells, nil
}

// thirdRow: spread (g), coverage (h), false alarms (i).
func (c scene) thirdRow() (b figure.Block, err error) {
	b.Height = dotsHeight
	var sizes []int
	for _, e := range c.s.estimates {
		if len(sizes) == 0 || e.N > sizes[len(sizes)-1] {
			sizes = append(sizes, e.N)
		}
	}
	var looks []figure.Look
	for i, n := range sizes {
		look, err := figure.Category(i, "samples of "+study.Grouped(n)+" draws")
		if err != nil {
			return b, err
		}
		looks = append(looks, look)
		b.Legend.Entries = append(b.Legend.Entries, figure.Entry{Label: look.Label, Look: look, Points: true})
	}
	ref, err := figure.LookOf("reference")
	if err != nil {
		return b, err
	}
	b.Legend.Entries = append(b.Legend.Entries, figure.Entry{Label: "least possible spread, nominal coverage and level", Look: ref, Line: true})
	spread, cover, err := c.estimatorDots(sizes, looks)
	if err != nil {
		return b, err
	}
	alarms, err := c.alarmDots(sizes, looks)
	if err != nil {
		return b, err
	}
	spread.Strip, cover.Strip, alarms.Strip = "spread at *α* = "+number(c.k.Alpha), "coverage of 95 % intervals", "false alarms at 5 %"
	b.Cells = figure.Cells(spread, cover, alarms)
	return b, nil
}
