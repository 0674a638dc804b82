package escape

import (
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// The numbers of the criterion.
const (
	tolerance = 0.1  // how far a mean may lie from the closed form, as a share of it
	judgedAt  = 0.05 // noise scale over the distance of the nearer edge at which the limit of small noise is judged
)

// Version 2 was written with the results of version 1 at hand, which judged one scale by the jump-adapted scheme, whose
// agreement is arithmetic, and one at which the closed form was known to fail.
var criteria = []lab.Criterion{{
	Claim: "C6a", Version: 2,
	Statistic: "simulated mean exit time over the closed form 1/lambda",
	Text: "Judged for each tail index by Euler's scheme, which knows nothing of exit rates, at the smallest noise that it simulates, a scale of .05 of the distance to the nearer edge: " +
		"supported where the interval of the ratio (exact for exponential times) lies within 10 % of 1, not supported where it lies outside, undecided otherwise. " +
		"The jump-adapted scheme draws the exit at the rate that the closed form states: its agreement is arithmetic, and a test instead of a verdict. " +
		"The closed form is a limit of small noise. How far it reaches is reported and not judged: the noise scale over the distance at which the simulated mean is 10 % off, on straight lines between the simulated scales in the logarithm of the scale, " +
		"with the interval where the ends of the single 95 % intervals are 10 % off." + simulated.Rule("tail indices"),
	Numbers: map[string]float64{"tolerance": tolerance, "judged at": judgedAt},
}}
