package parameter

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/figure"
)

// cellHeight is that of the small multiples in mm.
const cellHeight = 21.0

// Draw returns figure 1, 174 mm wide. All draws are shown in units of the median of |U| of their own curve, so that
// shapes can be compared between nets whose gradients differ in size; the caption gives each median.
func Draw(in Input) (f figure.Figure, err error) {
	if err := in.Check(); err != nil {
		return f, err
	}
	s, err := in.scaled()
	if err != nil {
		return f, err
	}
	sheet := &figure.Sheet{Alt: s.alt()}
	if sheet.Legend, err = figure.LawLegend(s.allLaws(), s.published != nil); err != nil {
		return f, err
	}
	sheet.Legend.Entries[0].Label = "draws, 95 % interval"
	main, notes, err := s.mainPanels()
	if err != nil {
		return f, fmt.Errorf("%s: %w", s.main.where(), err)
	}
	sheet.Blocks = []figure.Block{{Cells: main}}
	if len(s.rest) > 0 {
		rest, err := s.restPanels()
		if err != nil {
			return f, err
		}
		sheet.Blocks = append(sheet.Blocks, rest)
	}
	if sheet.Caption, err = s.caption(notes); err != nil {
		return f, err
	}
	return sheet.Figure()
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

func (s scene) mainPanels() (cells []figure.Cell, notes panelNotes, err error) {
	m := s.main
	var pub []float64
	if s.published != nil {
		pub = s.published.Draws
	}
	hist, outside, err := figure.Histogram(figure.HistogramSpec{Draws: m.Draws, Laws: m.Laws, Published: pub, XLabel: "*u* / median |*U*|"})
	if err != nil {
		return nil, notes, err
	}
	surv, err := figure.Survival(figure.SurvivalSpec{Draws: m.Draws, Laws: m.Laws, Published: pub, XLabel: "|*u*| / median |*U*|"})
	if err != nil {
		return nil, notes, err
	}
	qq, err := figure.QQ(figure.QQSpec{Draws: m.Draws, Laws: m.Laws, Published: pub, Envelope: s.reference(), YLabel: "*u* / median |*U*|"})
	if err != nil {
		return nil, notes, err
	}
	return figure.Cells(hist, surv, qq), panelNotes{outside: outside, asinh: qq.Y.Asinh > 0}, nil
}

func (s scene) restPanels() (figure.Block, error) {
	n := columns(len(s.rest))
	width := (figure.PageWidth-13)/float64(n) - 3 // mm, of a strip
	var list []figure.Multiple
	for _, c := range s.rest {
		strip, err := c.strip(width)
		if err != nil {
			return figure.Block{}, fmt.Errorf("%s: %w", c.where(), err)
		}
		list = append(list, figure.Multiple{Strip: strip, Spec: figure.SurvivalSpec{Draws: c.Draws, Laws: c.Laws}})
	}
	return figure.Multiples(n, cellHeight, "|*u*| / median |*U*|", list)
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
