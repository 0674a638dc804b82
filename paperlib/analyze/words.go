package analyze

import (
	"fmt"
	"math"
	"strings"
)

// say writes the verdict, its warnings and its limits in plain language.
func (r *Report) say() {
	r.Words = r.verdictWords()
	r.warn()
	r.limit()
}

func (r *Report) verdictWords() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s.", strings.ToUpper(string(r.Verdict[:1]))+string(r.Verdict[1:]), r.Because)
	if r.Counts.Judged == 0 {
		return b.String()
	}
	fmt.Fprintf(&b, " Of %s judged%s, %d %s heavier and %d lighter than a Gaussian.", coordinates(r.Counts.Judged), r.batchWords(),
		r.Gaussian.Heavier, plural(r.Gaussian.Heavier, "is", "are"), r.Gaussian.Lighter)
	if r.Gaussian.Heavier == 0 || r.Heavy.Coordinates == 0 {
		return b.String()
	}
	fmt.Fprintf(&b, " The heavier %s a fitted stable tail index of %.3g%s", plural(r.Heavy.Coordinates, "one has", "ones have"), float64(r.Heavy.Alpha), plural(r.Heavy.Coordinates, "", " on average"))
	if len(r.Heavy.Sums) > 0 {
		d := r.Heavy.Sums[0]
		fmt.Fprintf(&b, "; that of sums of %d draws is %+.3f away (±%.3f, one standard error; 0 for a stable law)", d.M, float64(d.Departure()), float64(d.StdErr))
	}
	b.WriteByte('.')
	if best, ok := r.Heavy.bestRival(); ok {
		word := "worse"
		if best.PerDraw > 0 {
			word = "better"
		}
		fmt.Fprintf(&b, " The best rival of the stable law, %s, predicts unseen draws %s by %.2g nats a draw (z = %.1f).", best.Family.Words(), word, math.Abs(float64(best.PerDraw)), float64(best.Z))
	}
	if r.Verdict == HeavyOnly {
		b.WriteString(" A tail index below 2 comes out of every heavy-tailed sample; here it is not one of a stable law.")
	}
	return b.String()
}

func coordinates(n int) string {
	return fmt.Sprintf("%d %s", n, plural(n, "coordinate", "coordinates"))
}

func plural(n int, one, several string) string {
	if n == 1 {
		return one
	}
	return several
}

func (r *Report) batchWords() string {
	if r.BatchSize == 0 {
		return ""
	}
	return fmt.Sprintf(" (gradients of minibatches of %d)", r.BatchSize)
}

// bestRival is the rival with the greatest held-out likelihood.
func (p Pool) bestRival() (PooledRival, bool) {
	var best PooledRival
	for i, v := range p.Rivals {
		if i == 0 || v.PerDraw > best.PerDraw {
			best = v
		}
	}
	return best, len(p.Rivals) > 0
}

// warn adds what a reader must know about the data before believing the verdict.
func (r *Report) warn() {
	add := func(format string, args ...any) { r.Warnings = append(r.Warnings, fmt.Sprintf(format, args...)) }
	of := func(n int, what string) {
		if n > 0 {
			add("%d of %s %s.", n, coordinates(r.Coordinates), what)
		}
	}
	of(r.Counts.NonFinite, "with a NaN or an infinity not judged: find out why before believing the rest")
	of(r.Counts.Dead, "not judged: constant (dead)")
	of(r.Counts.Tied, "not judged: so many draws are one value that no continuous law can be fitted")
	of(r.Counts.NotFitted, "not judged: a fit failed; per_coordinate says why")
	tied, zeroSum := 0, 0
	for i := range r.PerCoordinate {
		c := &r.PerCoordinate[i]
		if c.State == Judged && c.Tied > 0.01 {
			tied++
		}
		if c.ZeroSum {
			zeroSum++
		}
	}
	of(tied, "with one value in more than 1 % of their draws (exact zeros, or rounding to half or single precision); no continuous law has such ties, and they pull every fit")
	if r.Sampling == IID && 2*zeroSum > r.Counts.Judged && r.Counts.Judged > 0 {
		add("The draws of %d of %d coordinates sum to zero. Either their mean was taken off, which does no harm, or they are the disjoint minibatches of one epoch: then say --draws epoch, since the test of sums means nothing for those.", zeroSum, r.Coordinates)
	}
	if z := float64(r.Serial); r.Sampling == IID && math.Abs(z) > 4 {
		add("Neighbouring draws depend on each other (z = %.1f for the signs of neighbours). All tests here assume independent draws: record gradients at fixed weights, with minibatches drawn afresh.", z)
	}
	if t := r.Symmetry; t.Rejected > 0 {
		add("Symmetry is rejected for %d of %d coordinates. The laws fitted here are symmetric.", t.Rejected, t.Tested)
	}
}

// limit adds what the verdict does not say.
func (r *Report) limit() {
	add := func(format string, args ...any) { r.Limits = append(r.Limits, fmt.Sprintf(format, args...)) }
	add("It speaks of these coordinates%s at the weights at which they were recorded, and of nothing else.", r.batchWords())
	add("Location is a parameter of every law, so raw gradients at fixed weights and gradient noise give the same answer.")
	switch {
	case r.Sampling == Epoch:
		add("Sum-stability was not tested: the draws of one epoch are made without replacement and sum to zero. A file of such draws is never called stable.")
	case len(r.SumStability.M) < 2:
		add("Sum-stability was not tested: it takes 1000 draws of a coordinate. A file this short is never called stable.")
	default:
		m := r.SumStability.M
		add("Sums were tested up to %d draws, %d of them; stability over longer sums is not shown.", m[len(m)-1], r.Draws/m[len(m)-1])
	}
	add("Counts of coordinates hold a false discovery rate of %g (Benjamini-Hochberg), which assumes that tests of different coordinates are independent or positively dependent. Pooled statistics assume only that draws are independent.", r.Level)
}
