package parameter

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

const (
	panelWidth  = 44.0
	panelHeight = 36.0
	belowPanel  = 9.5 // numbers, axis label and space
	cellHeight  = 21.0
)

// Draw returns figure 1, 174 mm wide. All draws are shown in units of the median of |U| of their own curve, so that
// shapes can be compared between nets whose gradients differ in size; the caption gives each median.
func Draw(in Input) (figure.Figure, error) {
	var f figure.Figure
	if err := in.Check(); err != nil {
		return f, err
	}
	s, err := in.scaled()
	if err != nil {
		return f, err
	}
	legend, err := figure.LawLegend(s.allLaws(), s.published != nil)
	if err != nil {
		return f, fmt.Errorf("%w", err)
	}
	legend.Entries[0].Label = "draws, 95 % interval"
	legendHeight := legend.HeightMM(figure.PageWidth - 12)
	y := legendHeight + 8
	f.Width = figure.PageWidth
	f.Places = []figure.Place{{X: 12, Y: 0.5, W: figure.PageWidth - 12, H: legendHeight, Part: legend}}
	notes, err := s.mainPanels(&f, y)
	if err != nil {
		return f, err
	}
	f.Height = y + panelHeight + belowPanel
	if len(s.rest) > 0 {
		if err := s.restPanels(&f); err != nil {
			return f, err
		}
	}
	f.Caption, f.Alt = s.caption(notes), s.alt()
	return f, nil
}

// scene is the whole input in drawing units.
type scene struct {
	main      shown
	rest      []shown
	published *shown
}

func (in Input) scaled() (s scene, err error) {
	if s.main, err = in.Main.scaled(); err != nil {
		return s, err
	}
	for _, c := range in.Rest {
		k, err := c.scaled()
		if err != nil {
			return s, err
		}
		s.rest = append(s.rest, k)
	}
	if in.Published != nil {
		k, err := in.Published.scaled()
		if err != nil {
			return s, err
		}
		s.published = &k
	}
	return s, nil
}

// allLaws lists the laws of the main curve, whose labels the legend takes, then those of the rest.
func (s scene) allLaws() []NamedLaw {
	laws := append([]NamedLaw(nil), s.main.Laws...)
	for _, c := range s.rest {
		for _, l := range c.Laws {
			l.Label = "" // a label with fitted numbers holds for its own curve only
			laws = append(laws, l)
		}
	}
	return laws
}

// reference is the family whose envelope panel c shows: the Gaussian when it is among the laws, else the first.
func (s scene) reference() string {
	for _, l := range s.main.Laws {
		if l.Family == "gaussian" {
			return l.Family
		}
	}
	return s.main.Laws[0].Family
}

// panelNotes is what the caption must tell about the panels a and c.
type panelNotes struct {
	outside int  // draws beyond the axis of a
	asinh   bool // c has an asinh axis
}

func (s scene) mainPanels(f *figure.Figure, y float64) (notes panelNotes, err error) {
	m := s.main
	var pub []float64
	if s.published != nil {
		pub = s.published.Draws
	}
	hist, outside, err := figure.Histogram(figure.HistogramSpec{Draws: m.Draws, Laws: m.Laws, Published: pub, XLabel: "*u* / median |*U*|"})
	if err != nil {
		return notes, fmt.Errorf("%s: %w", m.where(), err)
	}
	surv, err := figure.Survival(figure.SurvivalSpec{Draws: m.Draws, Laws: m.Laws, Published: pub, XLabel: "|*u*| / median |*U*|"})
	if err != nil {
		return notes, fmt.Errorf("%s: %w", m.where(), err)
	}
	qq, err := figure.QQ(figure.QQSpec{Draws: m.Draws, Laws: m.Laws, Published: pub, Envelope: s.reference(), YLabel: "*u* / median |*U*|"})
	if err != nil {
		return notes, fmt.Errorf("%s: %w", m.where(), err)
	}
	for i, p := range []*figure.Panel{hist, surv, qq} {
		x := 12 + float64(i)*58.5
		f.Places = append(f.Places,
			figure.Place{X: x - 11.5, Y: y - 6, W: 5, H: 4, Part: figure.Letter(i)},
			figure.Place{Name: string(rune('a' + i)), X: x, Y: y, W: panelWidth, H: panelHeight, Part: p})
	}
	return panelNotes{outside: outside, asinh: qq.Y.Asinh > 0}, nil
}

func (s scene) restPanels(f *figure.Figure) error {
	g := figure.Grid{X: 1, Y: f.Height + 0.5, Width: figure.PageWidth - 1, Columns: columns(len(s.rest)), CellHeight: cellHeight}
	width := (g.Width-12)/float64(g.Columns) - 3
	cells := make([]figure.Cell, len(s.rest))
	for i, c := range s.rest {
		strip, err := c.strip(width)
		if err != nil {
			return fmt.Errorf("%s: %w", c.where(), err)
		}
		cells[i] = figure.Cell{
			Name:  fmt.Sprintf("d%d", i+1),
			Strip: strip,
			Spec:  figure.SurvivalSpec{Draws: c.Draws, Laws: c.Laws},
		}
	}
	places, err := figure.Multiples(g, "|*u*| / median |*U*|", cells)
	if err != nil {
		return fmt.Errorf("%w", err)
	}
	f.Places = append(f.Places, figure.Place{X: 0.5, Y: g.Y + 0.2, W: 5, H: 4, Part: figure.Letter(3)})
	f.Places = append(f.Places, places...)
	f.Height = g.Y + g.Height(len(cells)) + 0.5
	return nil
}

// strip is the heading of a small multiple: two lines, shortened to the width in mm, with a dagger when the caption has
// a remark.
func (c shown) strip(width float64) (string, error) {
	first, err := figure.Fit(c.Data+" · "+c.Net, width)
	if err != nil {
		return "", err
	}
	second, err := figure.Fit(c.Snapshot, width-11)
	if err != nil {
		return "", err
	}
	mark := ""
	if len(c.Flags) > 0 {
		mark = " †"
	}
	return fmt.Sprintf("%s\n%s, *B* = %d%s", first, second, c.Batch, mark), nil
}

// columns chooses 3 to 5 columns for n cells: the fewest empty places, then the most columns.
func columns(n int) int {
	best, empty := 5, 5
	for _, c := range []int{5, 4, 3} {
		if e := (c - n%c) % c; e < empty {
			best, empty = c, e
		}
	}
	return best
}
