package parameter

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/tails"
)

// caption names everything the drawing cannot: where the draws come from, how many there are, the kind of intervals.
func (s scene) caption(notes panelNotes) (string, error) {
	m := s.main
	f := figure.Fields{"where": m.where(), "choice": m.Choice.words(), "index": m.index(),
		"draws": len(m.Draws), "seed": m.Seed, "median": m.median,
		"outside": notes.outside,
		"percent": 100 * float64(notes.outside) / float64(len(m.Draws)), "asinh": asinhNote(notes.asinh), "reference": familyName(s.reference()),
		"laws": strings.Join(s.families(), ", "), "fitted": s.fittedRange(), "knobs": "", "published": "", "rest": "", "remarks": s.remarks()}
	if !m.Published {
		f["knobs"] = " The settings of a–c are not the published ones."
	}
	if p := s.published; p != nil {
		f["published"] = fmt.Sprintf(" Grey behind: the published draws (%s; %d draws; median |U| = %.3g).", p.where(), len(p.Draws), p.median)
	}
	if len(s.rest) > 0 {
		var list []string
		for i, c := range s.rest {
			list = append(list, fmt.Sprintf("(%d) %s, %s; %d draws, median |U| = %.3g", i+1, c.where(), c.index(), len(c.Draws), c.median))
		}
		f["rest"] = " d: survival functions of the other captures, of coordinates chosen likewise, each in units of its own median |U|, " +
			"from left to right and top to bottom, d1, d2 and so on in the CSV: " + strings.Join(list, "; ") + "."
	}
	return figure.Text(captionText, f)
}

const captionText = "SGN of single parameters. a–c: {where}, {choice}: {index}; {draws} independent draws of the stochastic " +
	"gradient noise U of this coordinate (seed {seed}), shown in units of their median |U| = {median:.3g}. α̂: tail index of the fitted " +
	"stable law; q: share of the examples whose gradient g is exactly 0; s: standard deviation of log|g| over the others; " +
	"t: share of the top example in the variance. " +
	"a: histogram with the densities of the fitted laws; {outside} draws ({percent:.2g} %) lie beyond the axis. b: survival function P(|U| ≥ |u|) on log-log axes. " +
	"c: quantiles of the draws and of the fitted laws against the standard normal quantile{asinh}; band: pointwise 95 % envelope of {draws} draws from the fitted {reference} law. " +
	"Bars in a and bands in b and d: pointwise 95 % Clopper–Pearson intervals. Lines: fitted laws ({laws}){fitted}{knobs}{published}{rest}{remarks}"

// words say how the coordinate was chosen.
func (c Choice) words() string {
	switch {
	case c.Sampled == 1:
		return "the only coordinate"
	case c.Among == Weights:
		return fmt.Sprintf("of rank %v by tail index (0 heaviest, 1 lightest) among the %d live of %d sampled weights (arrays of two or more "+
			"dimensions, no biases, no scales of normalisation)", c.Rank, c.Live, c.Sampled)
	}
	return fmt.Sprintf("of rank %v by tail index (0 heaviest, 1 lightest) among the %d live of all %d sampled coordinates",
		c.Rank, c.Live, c.Sampled)
}

// index tells the tail index and, beside it, what is known of the examples.
func (c Curve) index() string {
	se := fmt.Sprintf("standard error %.1g", c.AlphaSE)
	if math.IsNaN(c.AlphaSE) {
		se = "at its bound"
	}
	s := fmt.Sprintf("α̂ = %.3g (%s)", c.Alpha, se)
	if a := c.Activity; a != nil {
		return s + fmt.Sprintf(", q = %.0f %%, s = %.2g, t = %.2g %%", 100*a.Zero, a.LogSpread, 100*a.Top)
	}
	return s + ", single examples not captured"
}

func asinhNote(on bool) string {
	if on {
		return " (vertical axis: asinh of u / median |U|, linear near 0 and logarithmic far from it)"
	}
	return ""
}

// remarks tells the flags of every curve.
func (s scene) remarks() string {
	var b strings.Builder
	if len(s.main.Flags) > 0 {
		fmt.Fprintf(&b, " Remark on a–c: %s.", strings.Join(s.main.Flags, "; "))
	}
	for i, c := range s.rest {
		if len(c.Flags) > 0 {
			fmt.Fprintf(&b, " † (%d): %s.", i+1, strings.Join(c.Flags, "; "))
		}
	}
	return b.String()
}

// fittedRange tells the ranges of |u| that laws were fitted on.
func (s scene) fittedRange() string {
	var parts []string
	for _, l := range s.main.Laws {
		if l.FitLo != 0 || l.FitHi != 0 {
			parts = append(parts, fmt.Sprintf("%s on %.3g to %.3g", familyName(l.Family), l.FitLo, l.FitHi))
		}
	}
	if parts == nil {
		return ", fitted to all draws."
	}
	return "; bracket in b: range of |u| / median |U| used in the fit (" + strings.Join(parts, ", ") + "; the others on all draws)."
}

func (s scene) families() []string {
	var names []string
	for _, l := range s.allLaws() {
		if n := familyName(l.Family); !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	return names
}

// familyName is the label of a family in the registry, and the name itself of a reader's own.
func familyName(f string) string {
	if slices.Contains(tails.Families(), tails.Family(f)) {
		return tails.Family(f).Label()
	}
	return strings.ReplaceAll(f, "_", " ")
}

// alt says what is to be seen, from the numbers drawn: where each law passes the tail of the draws.
func (s scene) alt() string {
	m := s.main
	abs := absSorted(m.Draws)
	largest := abs[len(abs)-1]
	var b strings.Builder
	fmt.Fprintf(&b, "Histogram, log-log survival function and quantile plot of %d gradient noise draws (%s). The largest draw is %.3g times the median of |U|; a Gaussian sample of this size would reach about %.2g times. ",
		len(m.Draws), m.where(), largest, gaussianLargest(len(m.Draws)))
	b.WriteString("At the tenth largest |u|")
	for i, l := range m.Laws {
		sep := ","
		if i == 0 {
			sep = ""
		}
		fmt.Fprintf(&b, "%s the %s law lies %s", sep, familyName(l.Family), tailPlace(abs, l))
	}
	b.WriteString(" the interval of the draws.")
	if s.published != nil {
		b.WriteString(" The published draws are shown in grey behind.")
	}
	if len(s.rest) > 0 {
		fmt.Fprintf(&b, " Below, %d small survival plots of other captures", len(s.rest))
		below, with := 0, 0
		for _, c := range s.rest {
			for _, l := range c.Laws {
				if l.Family == "gaussian" {
					with++
					if tailPlace(absSorted(c.Draws), l) == "below" {
						below++
					}
				}
			}
		}
		if with > 0 {
			fmt.Fprintf(&b, "; at the same point the Gaussian lies below the draws in %d of %d", below, with)
		}
		b.WriteString(".")
	}
	return b.String()
}

// gaussianLargest is the |u| that one of n Gaussian draws is expected to exceed, in units of the median of |u|:
// erfcinv(1/n)/erfcinv(1/2).
func gaussianLargest(n int) float64 { return math.Erfcinv(1/float64(n)) / math.Erfcinv(0.5) }

func absSorted(x []float64) []float64 {
	a := make([]float64, len(x))
	for i, v := range x {
		a[i] = math.Abs(v)
	}
	slices.Sort(a)
	return a
}
