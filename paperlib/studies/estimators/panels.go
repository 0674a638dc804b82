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
	k1 := figure.Axis{Label: "block length *K*_{1}", Log: true, Min: 1.6, Max: 1300}
	limits, err := c.sumLimits()
	if err != nil {
		return nil, err
	}
	truth, err := horizontal(2, k1.Min, k1.Max)
	if err != nil {
		return nil, err
	}
	paths, err := c.hillLimits()
	if err != nil {
		return nil, err
	}
	return c.cells([]plan{
		{"sums of draws: laws", k1, figure.Axis{Label: tailIndex, Min: 0.8, Max: 2.1}, c.s.sums, plain, limits},
		{"sums of draws: Gaussian data", k1, figure.Axis{Label: tailIndex, Min: 0, Max: 2.6}, c.s.sums, traps, []figure.Layer{truth}},
		{"largest |*x*|: Hill", shareAxis, figure.Axis{Label: tailIndex, Min: 0.5, Max: 4}, c.s.tails, TailLaws(), paths},
	})
}

// plan is a panel of curves to be drawn.
type plan struct {
	strip  string
	x, y   figure.Axis
	curves []Curve
	laws   []Law
	behind []figure.Layer
}

func (c scene) cells(plans []plan) (cells []figure.Cell, err error) {
	for _, p := range plans {
		list, err := c.looks(p.laws)
		if err != nil {
			return nil, err
		}
		cell, err := lines(p.strip, p.x, p.y, p.curves, list, p.behind...)
		if err != nil {
			return nil, err
		}
		cells = append(cells, cell)
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

var shareAxis = figure.Axis{Label: "share of |*x*| used", Log: true, Min: 6e-5, Max: 0.7}

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
	others, err := c.others()
	if err != nil {
		return nil, err
	}
	all := append([]Curve(nil), c.s.others...)
	for _, t := range c.s.tails {
		if t.Name == string(Stable) {
			t.Name = string(Hill)
			all = append(all, t)
		}
	}
	sums := figure.Axis{Label: "sum of *m* draws", Log: true, Min: 0.8, Max: 320, Ticks: blockTicks}
	t := figure.Axis{Label: "*γ̂* *t*", Log: true, Min: 0.1, Max: 2, Ticks: phiTicks}
	var truths [3]figure.Line
	for i, x := range []figure.Axis{shareAxis, sums, t} {
		if truths[i], err = horizontal([]float64{c.k.Alpha, c.k.Alpha, 0}[i], x.Min, x.Max); err != nil {
			return nil, err
		}
	}
	d, err := lines("largest |*x*|: three estimators", shareAxis, figure.Axis{Label: tailIndex, Min: 0.5, Max: 4}, all, others, truths[0])
	if err != nil {
		return nil, err
	}
	rest, err := c.cells([]plan{
		{"maximum likelihood of sums", sums, figure.Axis{Label: tailIndex, Min: 0.95, Max: 2.05}, c.s.blocks, BlockLaws(), []figure.Layer{truths[1]}},
		{"log(−log|*φ*_{n}(*t*)|^{2})", t, figure.Axis{Label: "departure from the line"}, c.s.phi, BlockLaws(), []figure.Layer{truths[2]}},
	})
	if err != nil {
		return nil, err
	}
	rest[0].Across, rest[1].Legend = 2, figure.Legend{} // one legend for both
	return append([]figure.Cell{d}, rest...), nil
}

func (c scene) others() ([]styled, error) {
	var list []styled
	for i, e := range []Estimator{Hill, Moment, Pickands} {
		look, err := figure.Category(i, map[Estimator]string{Hill: "Hill", Moment: "moment", Pickands: "Pickands"}[e])
		if err != nil {
			return nil, err
		}
		list = append(list, styled{Law(e), look})
	}
	return list, nil
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
