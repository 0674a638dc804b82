package minimum

import (
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// tolerance is how far a time or a share may lie from the closed form, as a share of it.
const tolerance = 0.1

// C3 has no criterion here any more. Its rule could only refute and had changed once under one number, from "supported where the
// ratio lies within 5 % of 1" to "else undecided" (versions 1 and 2 in truth): that gradient descent with planted stable noise is
// Euler's step of the equation is arithmetic, and a test. Networks settle C3.
//
// Version 2 of C6c was written with the results of version 1 at hand. It leaves to tests what holds for any noise scale.
var criteria = []lab.Criterion{{
	Claim: "C6c", Version: 2,
	Statistic: "simulated over theory, by scope",
	Text: "Judged in four wells whose potential is no parabola, by Euler's scheme at the smallest noise scale, for the mean time in the outer wells, that in the inner wells, the share of moves that go over a well, and the long-run share of time in the inner wells: " +
		"supported where the interval of the ratio lies within 10 % of 1, not supported where it lies outside, undecided otherwise. Wells that are mirror images are pooled. Intervals: for exponential times (exact); Clopper-Pearson; Student's t over batches of paths. " +
		"What holds whatever the noise scale is a test and no verdict: the median of the position and the agreement of mirror images, by symmetry; on a parabola the stationary law and the law of gradient descent, since a sum of independent stable variables is stable." +
		simulated.Rule("scopes"),
	Numbers: map[string]float64{"tolerance": tolerance, "sigma": judgedAt},
}}

// judgedAt is the noise scale at which moves between wells are judged: the smallest.
const judgedAt = 0.05
