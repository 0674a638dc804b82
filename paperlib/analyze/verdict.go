package analyze

import (
	"fmt"

	"github.com/sgnlab/sgnlab/paperlib/stable"
)

// Verdict is the one word about a file.
type Verdict string

// The verdicts.
const (
	Gaussian  Verdict = "gaussian"
	Stable    Verdict = "stable"
	HeavyOnly Verdict = "heavy-tailed-not-stable"
	Light     Verdict = "light-tailed"
	Mixed     Verdict = "mixed"
	Undecided Verdict = "undecided"
)

// Definition is a verdict with its meaning.
type Definition struct {
	Verdict Verdict
	Means   string
}

// Verdicts lists the verdicts with their definitions, as the help shows them. A side of fewer than 10 % of the coordinates
// does not count.
func Verdicts() []Definition {
	return []Definition{
		{Gaussian, "fewer than 10 % of the coordinates are found heavier and fewer than 10 % lighter than a Gaussian, in a file long enough to show it"},
		{Stable, "the coordinates are heavier than a Gaussian (alpha < 2), the symmetric stable law fits all but 10 % of them with " +
			"0.3 < alpha and a mean alpha of at most 1.95, sums of draws keep it over the tested scales, " +
			"and no rival law predicts unseen draws better"},
		{HeavyOnly, "the coordinates are heavier than a Gaussian (any excess), and sums of draws do not keep the stable law or a rival law predicts unseen draws better"},
		{Light, "the coordinates are lighter than a Gaussian, such as uniform noise"},
		{Mixed, "the coordinates differ: at least 10 % on each of two sides (heavier, Gaussian, lighter; or stable and heavy but not stable)"},
		{Undecided, "the file does not say: too few draws, no coordinate that can be judged, or evidence short of the above"},
	}
}

// Constants of the rule in [Decide].
const (
	// side is the share of coordinates that makes a side of its own.
	side = 0.10
	// closingLimit bounds the share of the way to the Gaussian, or of the tail index itself where that is less, that sums of 4
	// draws may have gone, at the upper confidence bound, for a file to be called stable. A stable law goes none of it. Laws of
	// finite variance go: Student t3 0.41, lognormal scale mixture (tau = 1) 0.40, Laplace 0.83 (ratio of maximum-likelihood
	// indices). Heavier ones have far to go and go slowly: with tau = 2 it is 0.19 of the way and 0.46 of the index. So "stable"
	// takes evidence that sums keep their law, and not only the lack of evidence against it.
	closingLimit = 0.25
	// rivalLimit bounds z of every rival for a file to be called stable: none may look better by more than one standard
	// error.
	rivalLimit = 1
	// separated is the median p-value of the coordinates found heavier (or lighter) above which those not found may follow
	// the same law and have escaped by chance. The coordinates are then not said to differ.
	separated = 1e-5
	// gaussianLike is the mean tail index above which sums cannot tell a stable law from the Gaussian in a file of any size
	// that is met: the way to the Gaussian is too short for closingLimit.
	gaussianLike = 1.95
)

// Evidence is what the verdict is taken from.
type Evidence struct {
	Sampling Sampling
	Judged   int
	// Heavier and Lighter count judged coordinates that depart from the Gaussian, at a controlled false discovery rate.
	Heavier, Lighter int
	// Gaussian estimates the share of judged coordinates that are Gaussian, from the share of p-values above 1/2 (Storey
	// 2002): coordinates that merely escape detection do not count.
	Gaussian float64
	// MedianP is the median p-value, against the Gaussian, of the coordinates that depart from it; see separated.
	MedianP float64
	// Precise tells that a departure of practical size would have been seen: see precise.
	Precise bool
	// Unfit counts coordinates, neither dead nor broken, to which no law could be fitted: those whose atom speaks most clearly
	// against a continuous law.
	Unfit int
	// Heavy pools the coordinates heavier than the Gaussian, Free those of them against whose stability nothing speaks
	// alone.
	Heavy, Free Pool
}

// Decide takes the verdict and says why in one sentence. The rule, with h, l the shares found heavier and lighter than the
// Gaussian and g the estimated Gaussian share:
//
//  1. h and l both at least 10 %: mixed. One of them between 10 and 90 % with g at least 10 %: mixed too, when those that
//     depart do so clearly (see separated).
//  2. h and l both below 10 %: gaussian if the file is long enough to tell, else undecided.
//  3. l at least 10 % otherwise: light-tailed if l is at least 50 %, else undecided.
//  4. h at least 10 % otherwise: not stable when a rival law wins or sums drift; if at least 10 % of these coordinates are
//     stable nevertheless, mixed. Else stable, when sums were tested and move the index by less than closingLimit of
//     it and of the gap to the Gaussian, no rival looks better (rivalLimit), and the stable law describes the
//     coordinates (see Pool.unlike). Else undecided.
func Decide(e Evidence) (Verdict, string) {
	if e.Judged == 0 {
		return Undecided, "no coordinate could be judged"
	}
	h, l := share(e.Heavier, e.Judged), share(e.Lighter, e.Judged)
	partial := func(s float64) bool { return s < 1-side && e.Gaussian >= side && e.MedianP < separated }
	switch {
	case h >= side && l >= side:
		return Mixed, "some coordinates are heavier and some lighter than a Gaussian"
	case h < side && l < side && e.Precise:
		return Gaussian, "no departure from a Gaussian was found that a file of this size would have shown"
	case h < side && l < side:
		return Undecided, "no departure from a Gaussian was found, but with so few draws a considerable one may go unseen"
	case l >= side && partial(l):
		return Mixed, "some coordinates are lighter than a Gaussian and others look Gaussian"
	case l >= 0.5:
		return Light, "the coordinates are lighter than a Gaussian"
	case l >= side:
		return Undecided, "the coordinates seem lighter than a Gaussian, too weakly to tell for most of them"
	case partial(h):
		return Mixed, "some coordinates are heavier than a Gaussian and others look Gaussian"
	}
	return decideHeavy(e, h < 1-side)
}

// decideHeavy decides between stable and not. When the heavy coordinates are a selection, those whose sample happens to
// look heavy, their sums look lighter by selection alone, and only rival laws can speak.
func decideHeavy(e Evidence, selected bool) (Verdict, string) {
	sums := e.Heavy.SumsRejected && !selected
	if sums || len(e.Heavy.Winners) > 0 {
		if float64(e.Free.Coordinates) >= side*float64(e.Heavy.Coordinates) && e.Free.stable(closingLimit/2) { // they were chosen for not drifting
			return Mixed, "all are heavier than a Gaussian; some keep the stable law and others do not"
		}
		switch {
		case sums && len(e.Heavy.Winners) > 0:
			return HeavyOnly, "sums of draws do not keep the law, and a rival law predicts unseen draws better than the stable law"
		case sums:
			return HeavyOnly, "sums of draws do not keep the law: their tail index or scale departs from what stability demands"
		}
		return HeavyOnly, "a rival law predicts unseen draws better than the stable law"
	}
	switch {
	case e.Sampling == Epoch:
		return Undecided, "the coordinates are heavier than a Gaussian, and draws of one epoch cannot show whether they are stable"
	case len(e.Heavy.Sums) == 0:
		return Undecided, "the coordinates are heavier than a Gaussian, and there are too few draws to sum"
	case share(e.Unfit, e.Judged+e.Unfit) >= side:
		return Undecided, "the coordinates that could be judged are heavier than a Gaussian, and to the others no continuous law can be fitted"
	case e.Heavy.unlike() != "":
		return Undecided, "the coordinates are heavier than a Gaussian and nothing speaks against their sums, but " + e.Heavy.unlike()
	case !selected && e.Heavy.stable(closingLimit):
		return Stable, "sums of draws keep the law over the tested scales, and no rival law predicts unseen draws better"
	}
	return Undecided, "the coordinates are heavier than a Gaussian, and the file is too short to tell whether they are stable"
}

// unlike is why a stable law does not describe the pool, whatever its sums do, or "": a fit at a bound is no estimate; a law
// that does not fit describes nothing; and near the Gaussian the question has no answer.
func (p Pool) unlike() string {
	switch {
	case share(p.AtBound, p.Coordinates) >= side:
		return fmt.Sprintf("the fits of some of them end at the smallest tail index, %g", stable.MinAlpha)
	case share(p.Misfit, p.Coordinates) >= side:
		return "the stable law does not fit some of them"
	case p.Alpha > gaussianLike:
		return fmt.Sprintf("their mean tail index of %.3f is too near the Gaussian's to tell a stable law by", float64(p.Alpha))
	}
	return ""
}

// stable tells whether a pool gives positive evidence of stability.
func (p Pool) stable(limit float64) bool {
	// Sums of 4 of one coordinate alone say as much of the examples of its file as of their law: of coordinates that read a
	// finite population of lognormal scales, 10 % were called stable by them, and none by sums of 16 beside.
	if p.unlike() != "" || p.Summed == 1 && len(p.Sums) < 4 {
		return false
	}
	for _, r := range p.Rivals {
		if !(r.Z < rivalLimit) {
			return false
		}
	}
	return len(p.Sums) > 0 && !p.SumsRejected && float64(p.Closing) < limit
}

func share(k, n int) float64 { return float64(k) / float64(n) }
