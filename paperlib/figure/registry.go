package figure

import (
	"fmt"
	"image/color"
	"slices"
	"strings"

	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Marker is the shape of a data symbol.
type Marker int

// The markers; NoMarker draws none.
const (
	NoMarker Marker = iota
	Disc
	Ring
	Square
	Triangle
	Diamond
	Cross
)

// A Look is how one law, model or category appears in every figure: colour, and dash or marker as a second channel
// for readers who do not see the colour.
type Look struct {
	Label  string // for legends, in the label language
	Color  color.NRGBA
	Dashes []vg.Length // nil = solid
	Width  vg.Length
	Marker Marker
}

func (l Look) stroke() draw.LineStyle { return line(l.Color, l.Width, l.Dashes...) }

// The Okabe-Ito colours (Okabe and Ito 2008, Color Universal Design) but its yellow, which is too pale for lines.
var (
	okBlack      = color.NRGBA{0x00, 0x00, 0x00, 0xff}
	okOrange     = color.NRGBA{0xe6, 0x9f, 0x00, 0xff}
	okSky        = color.NRGBA{0x56, 0xb4, 0xe9, 0xff}
	okGreen      = color.NRGBA{0x00, 0x9e, 0x73, 0xff}
	okBlue       = color.NRGBA{0x00, 0x72, 0xb2, 0xff}
	okVermillion = color.NRGBA{0xd5, 0x5e, 0x00, 0xff}
	okPurple     = color.NRGBA{0xcc, 0x79, 0xa7, 0xff}
	drawInk      = color.NRGBA{0x3a, 0x3a, 0x3a, 0xff}
	midGrey      = color.NRGBA{0x80, 0x80, 0x80, 0xff}
	lightGrey    = color.NRGBA{0xb4, 0xb4, 0xb4, 0xff}
)

// looks is the one registry. Laws keep the names of package tails.
var looks = map[string]Look{
	"empirical":     {"draws", drawInk, nil, thinWidth, Disc},
	"published":     {"published", lightGrey, nil, 1.6, NoMarker},
	"gaussian":      {"Gaussian", midGrey, []vg.Length{4, 1.8}, lineWidth, Ring},
	"laplace":       {"Laplace", okPurple, []vg.Length{1.2, 1.2}, lineWidth, Diamond},
	"student_t":     {"Student *t*", okBlue, []vg.Length{5, 1.5, 1, 1.5}, lineWidth, Triangle},
	"ggd":           {"generalised Gaussian", okGreen, []vg.Length{2.6, 1.4}, lineWidth, Square},
	"stable":        {"stable", okVermillion, nil, lineWidth, Disc},
	"stable_shared": {"stable, shared *α*", okOrange, []vg.Length{7, 1.5}, lineWidth, Square},
	"stable_pooled": {"stable, pooled", okSky, []vg.Length{4, 1.2, 1, 1.2, 1, 1.2}, lineWidth, Triangle},
	"scale_mixture": {"Gaussian, lognormal scales", okBlack, []vg.Length{6, 1.2, 2, 1.2}, lineWidth, Cross},
	"reference":     {"reference", softInk, nil, axisWidth, NoMarker},
}

// categories are for things that are not laws, in fixed order; the second channel is the marker and the dash.
var categories = []Look{
	{"", okBlue, nil, lineWidth, Disc},
	{"", okVermillion, []vg.Length{4, 1.6}, lineWidth, Square},
	{"", okGreen, []vg.Length{1.2, 1.2}, lineWidth, Triangle},
	{"", okPurple, []vg.Length{5, 1.5, 1, 1.5}, lineWidth, Diamond},
	{"", okOrange, []vg.Length{7, 1.5}, lineWidth, Ring},
	{"", okBlack, []vg.Length{2.6, 1.4}, lineWidth, Cross},
}

// LookOf returns the look registered for a law or model. An unknown name is an error that lists the known ones: a new
// law enters the registry once, here, and not figure by figure.
func LookOf(name string) (Look, error) {
	l, ok := looks[name]
	if !ok {
		return Look{}, fmt.Errorf("figure: no look is registered for %q (known: %s); add it to the registry in package figure, or use Category for things that are not laws", name, strings.Join(LookNames(), ", "))
	}
	l.Dashes = slices.Clone(l.Dashes)
	return l, nil
}

// LookNames lists the registered names in alphabetical order.
func LookNames() []string {
	names := make([]string, 0, len(looks))
	for n := range looks {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// Category returns look i (from 0) for things without a registered look. There are six, since more colours cannot be
// told apart; an ordered family uses Ordered instead.
func Category(i int, label string) (Look, error) {
	if i < 0 || i >= len(categories) {
		return Look{}, fmt.Errorf("figure: category %d (%s) of at most %d: more colours cannot be told apart; use small multiples, or Ordered for an ordered family", i, label, len(categories))
	}
	l := categories[i]
	l.Label, l.Dashes = label, slices.Clone(l.Dashes)
	return l, nil
}
