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
func (c *scene) firstRow(y float64) (float64, error) {
	plain, traps := SumLaws()
	a, err := c.looks(plain)
	if err != nil {
		return 0, err
	}
	b, err := c.looks(traps)
	if err != nil {
		return 0, err
	}
	t, err := c.looks(TailLaws())
	if err != nil {
		return 0, err
	}
	at := []float64{left - 4, left - 4 + pitch, left - 4 + 2*pitch}
	y += c.legends(y, at, []float64{53, 53, 48}, legend(a), legend(b), legend(t)) + abovePanel
	k1 := figure.Axis{Label: "block length *K*_{1}", Log: true, Min: 1.6, Max: 1300}
	for i, p := range []struct {
		list []styled
		y    figure.Axis
		name string
	}{{a, figure.Axis{Label: tailIndex, Min: 0.8, Max: 2.1}, "sums of draws: laws"}, {b, figure.Axis{Label: tailIndex, Min: 0, Max: 2.6}, "sums of draws: Gaussian data"}} {
		s, err := series(c.s.sums, p.list, p.y.Min, p.y.Max)
		if err != nil {
			return 0, err
		}
		panel, err := figure.LineBand(k1, p.y, true, s...)
		if err != nil {
			return 0, err
		}
		if i == 0 {
			if err := c.sumLimits(panel); err != nil {
				return 0, err
			}
		} else if err := horizontal(panel, 2, 1.6, 1300); err != nil {
			return 0, err
		}
		c.panel(left+float64(i)*pitch, y, panelWidth, panelHeight, 11, p.name, panel)
	}
	hill, err := c.hill(t)
	if err != nil {
		return 0, err
	}
	c.panel(left+2*pitch, y, panelWidth, panelHeight, 11, "largest |*x*|: Hill", hill)
	return y + panelHeight + belowPanel, nil
}

// sumLimits adds the finite-variance limit of Mohammadi's estimate and the truth of the stable law, behind the data.
func (c *scene) sumLimits(p *figure.Panel) error {
	sty, err := reference()
	if err != nil {
		return err
	}
	var lines []figure.Layer
	for _, l := range []struct {
		law  Law
		mean float64
	}{{Gaussian, tails.NormalLogMean}, {Laplace, laplaceLogMean}, {StudentT, studentLogMean()}, {Scales, tails.NormalLogMean - c.k.Tau*c.k.Tau}} {
		line := figure.Line{Series: "limit of " + string(l.law), Style: sty}
		for _, k1 := range tails.OrderGrid(2, 1000, 40) {
			line.X, line.Y = append(line.X, float64(k1)), append(line.Y, tails.MohammadiLimit(k1, l.mean))
		}
		lines = append(lines, line)
	}
	lines = append(lines, figure.Line{Series: "truth of " + string(Stable), Style: sty, X: []float64{2, 1000}, Y: []float64{c.k.Alpha, c.k.Alpha}})
	p.Layers = append(lines, p.Layers...)
	return nil
}

const euler = 0.57721566490153286

// E log|X/s| of the laws in units of their deviation s.
const laplaceLogMean = -euler - math.Ln2/2

func studentLogMean() float64 { // of 3 degrees: Z/sqrt(chi^2_3/3), variance 3
	return tails.NormalLogMean - (mathext.Digamma(1.5)+math.Ln2)/2
}

func horizontal(p *figure.Panel, y, lo, hi float64) error {
	sty, err := reference()
	if err != nil {
		return err
	}
	p.Layers = append([]figure.Layer{figure.Line{Series: "truth", Style: sty, X: []float64{lo, hi}, Y: []float64{y, y}}}, p.Layers...)
	return nil
}

var shareAxis = figure.Axis{Label: "share of |*x*| used", Log: true, Min: 6e-5, Max: 0.7}

// hill is Hill's path with its limit.
func (c *scene) hill(list []styled) (*figure.Panel, error) {
	s, err := series(c.s.tails, list, 0.5, 4)
	if err != nil {
		return nil, err
	}
	p, err := figure.LineBand(shareAxis, figure.Axis{Label: tailIndex, Min: 0.5, Max: 4}, true, s...)
	if err != nil {
		return nil, err
	}
	sty, err := reference()
	if err != nil {
		return nil, err
	}
	var lines []figure.Layer
	for law, l := range map[Law]tails.Law{Stable: stable.Symmetric{Alpha: c.k.Alpha, Gamma: 1}, Stable18: stable.Symmetric{Alpha: 1.8, Gamma: 1}, StudentT: tails.NewStudentT(0, 1, 3, nil)} {
		line := figure.Line{Series: "limit of " + string(law), Style: sty}
		for i := range 41 {
			share := 1e-4 * math.Pow(0.5/1e-4, float64(i)/40)
			limit, err := tails.HillLimit(l, share)
			if err != nil {
				return nil, err
			}
			line.X, line.Y = append(line.X, share), append(line.Y, limit)
		}
		lines = append(lines, line)
	}
	sortLines(lines)
	p.Layers = append(lines, p.Layers...)
	return p, nil
}

// secondRow: other tail estimators (d), sums of blocks (e), characteristic function (f).
func (c *scene) secondRow(y float64) (float64, error) {
	others, err := c.others()
	if err != nil {
		return 0, err
	}
	laws, err := c.looks(BlockLaws())
	if err != nil {
		return 0, err
	}
	y += c.legends(y, []float64{left - 4, left - 4 + pitch}, []float64{53, 107}, legend(others), legend(laws)) + abovePanel
	all := append([]Curve(nil), c.s.others...)
	for _, t := range c.s.tails {
		if t.Name == string(Stable) {
			t.Name = string(Hill)
			all = append(all, t)
		}
	}
	s, err := series(all, others, 0.5, 4)
	if err != nil {
		return 0, err
	}
	d, err := figure.LineBand(shareAxis, figure.Axis{Label: tailIndex, Min: 0.5, Max: 4}, true, s...)
	if err != nil {
		return 0, err
	}
	if err := horizontal(d, c.k.Alpha, 6e-5, 0.7); err != nil {
		return 0, err
	}
	c.panel(left, y, panelWidth, panelHeight, 11, "largest |*x*|: three estimators", d)
	if s, err = series(c.s.blocks, laws, 0.95, 2.05); err != nil {
		return 0, err
	}
	e, err := figure.LineBand(figure.Axis{Label: "sum of *m* draws", Log: true, Min: 0.8, Max: 320, Ticks: blockTicks}, figure.Axis{Label: tailIndex, Min: 0.95, Max: 2.05}, true, s...)
	if err != nil {
		return 0, err
	}
	if err := horizontal(e, c.k.Alpha, 0.8, 320); err != nil {
		return 0, err
	}
	c.panel(left+pitch, y, panelWidth, panelHeight, 11, "maximum likelihood of sums", e)
	if s, err = series(c.s.phi, laws, -1, 1); err != nil {
		return 0, err
	}
	f, err := figure.LineBand(figure.Axis{Label: "*γ̂* *t*", Log: true, Min: 0.1, Max: 2, Ticks: phiTicks}, figure.Axis{Label: "departure from the line"}, true, s...)
	if err != nil {
		return 0, err
	}
	if err := horizontal(f, 0, 0.1, 2); err != nil {
		return 0, err
	}
	c.panel(left+2*pitch, y, panelWidth, panelHeight, 11, "log(−log|*φ*_{n}(*t*)|^{2})", f)
	return y + panelHeight + belowPanel, nil
}

func (c *scene) others() ([]styled, error) {
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
func (c *scene) thirdRow(y float64) (float64, error) {
	var sizes []int
	for _, e := range c.s.estimates {
		if len(sizes) == 0 || e.N > sizes[len(sizes)-1] {
			sizes = append(sizes, e.N)
		}
	}
	var l figure.Legend
	var looks []figure.Look
	for i, n := range sizes {
		look, err := figure.Category(i, "samples of "+study.Grouped(n)+" draws")
		if err != nil {
			return 0, err
		}
		looks = append(looks, look)
		l.Entries = append(l.Entries, figure.Entry{Label: look.Label, Look: look, Points: true})
	}
	ref, err := figure.LookOf("reference")
	if err != nil {
		return 0, err
	}
	l.Entries = append(l.Entries, figure.Entry{Label: "least possible spread, nominal coverage and level", Look: ref, Line: true})
	y += c.legends(y, []float64{left - 4}, []float64{150}, l) + abovePanel
	spread, cover, err := c.estimatorDots(sizes, looks)
	if err != nil {
		return 0, err
	}
	alarms, err := c.alarmDots(sizes, looks)
	if err != nil {
		return 0, err
	}
	c.panel(39, y, 32, dotsHeight, 38, "spread at *α* = "+number(c.k.Alpha), spread)
	c.panel(76, y, 32, dotsHeight, 4, "", cover)
	c.Places[len(c.Places)-1].Part.(*figure.Panel).Strip = "    coverage of 95 % intervals"
	c.panel(140, y, 31, dotsHeight, 27, "false alarms at 5 %", alarms)
	return y + dotsHeight + belowPanel, nil
}
