package estimators

import (
	"fmt"
	"math"
	"strings"

	"github.com/sgnlab/sgnlab/paperlib/figure"
	"github.com/sgnlab/sgnlab/paperlib/study"
)

// caption names everything the drawing cannot.
func (p *Page) caption() (string, error) {
	k := p.Knobs
	return figure.Text(captionText, figure.Fields{"draws": study.Grouped(p.all.draws), "seeds": len(p.Seeds), "first": p.Seeds[0],
		"alpha": number(k.Alpha), "tau": number(k.Tau), "rho": number(k.Rho), "sizes": p.sizes()})
}

const captionText = "What tail-index estimators measure, on draws of known laws. a–f: one sample of {draws} independent draws a law and seed, means over {seeds} seeds (from {first}); bands are 95 % normal intervals from the standard errors, cut off at the axes. " +
	"a, b: the estimate of Mohammadi from sums of K1 consecutive draws. Thin lines in a: the truth α = {alpha} of the stable law and, for laws of finite variance, the limit 1/α = 1/2 + (E log|N| − E log|X/s|)/log K1. " +
	"b: Gaussian draws, of which α = 2 (thin line) is true, with scales exp({tau} N) in order of size, with 10 % exact zeros left out of the logarithms or replaced by 1e-15, with correlation {rho} between neighbours, with a mean of .1 standard deviations. " +
	"c: Hill's estimate from the largest share of |x|; thin lines: its limit at that share. d: three estimators from the largest |x| of the stable law; thin line: the truth. " +
	"e: maximum likelihood of a stable law on sums of m draws; no band where α is at its bound 2. f: log(−log|φn(t)|²) of the empirical characteristic function minus its fitted line. " +
	"g–i: repeated samples of {sizes}. g: standard deviation of α̂ times √n (bars: 95 % normal intervals); thin line: the Cramér–Rao bound. h: share of 95 % intervals that hold α, and i: share of samples rejected at 5 % although the null is true (the Gaussian for the likelihood ratio, the stable law of index {alpha} for the rest); bars in h and i: 95 % Clopper–Pearson intervals."

// sizes tells the sizes and numbers of the repeated samples.
func (p *Page) sizes() string {
	var parts []string
	seen := map[int]bool{}
	for _, c := range p.all.estimates {
		if !seen[c.N] {
			seen[c.N] = true
			parts = append(parts, fmt.Sprintf("%s draws (%s samples)", study.Grouped(c.N), study.Grouped(c.Samples)))
		}
	}
	return strings.Join(parts, " and ")
}

// alt says what is to be seen, from the numbers drawn.
func (p *Page) alt() string {
	var b strings.Builder
	b.WriteString("Nine panels. ")
	ends := func(list []Curve, l Law) (first, last float64) {
		for _, c := range list {
			if c.Name == string(l) && len(c.Value) > 0 {
				return float64(c.Value[0]), float64(c.Value[len(c.Value)-1])
			}
		}
		return math.NaN(), math.NaN()
	}
	for _, l := range []Law{Stable, Laplace, Scales} {
		from, to := ends(p.all.sums, l)
		fmt.Fprintf(&b, "From the shortest to the longest blocks Mohammadi's estimate goes from %.2f to %.2f (%s). ", from, to, l.Label(p.Knobs))
	}
	from, to := ends(p.all.tails, Stable18)
	fmt.Fprintf(&b, "Hill's estimate for the stable law of index 1.8 goes from %.2f far out to %.2f at one half of the draws. ", from, to)
	for _, l := range []Law{Stable, StudentT} {
		from, to := ends(p.all.blocks, l)
		fmt.Fprintf(&b, "Maximum likelihood goes from %.2f for single draws to %.2f for the longest sums (%s). ", from, to, l.Label(p.Knobs))
	}
	for _, c := range p.all.estimates {
		if (c.Estimator == ML || c.Estimator == Hill) && c.Alpha == p.Knobs.Alpha && c.N == p.all.estimates[0].N && c.Intervals > 0 {
			fmt.Fprintf(&b, "Intervals of %s with %d draws hold the truth in %.0f %% of samples. ", c.Estimator, c.N, 100*float64(c.Covered)/float64(c.Intervals))
		}
	}
	return strings.TrimSpace(b.String())
}
