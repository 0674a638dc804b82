package direction

import (
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// preferred is how many times as often a coordinate of the heaviest tail must be left along as one of a lighter tail.
const preferred = 1.1

// Version 2 was written with the results of version 1 at hand, which judged the share of all exits: one heavy coordinate that is
// left along 33 times as often as each of a hundred lighter ones counted against the claim.
var criteria = []lab.Criterion{{
	Claim: "C7", Version: 2,
	Statistic: "preference: exits for each coordinate of the heaviest tail over exits for each other coordinate",
	Text: "By Euler's scheme, with equal scales and widths and with the heavier tail farther from its edge, each at a noise scale of .02 and at one of .4, and for one heavier coordinate against a hundred lighter ones of its scale and of four times its scale: " +
		"supported where the interval of the preference (Clopper-Pearson of the share) lies above 1.1, so that a parameter of the heaviest tail is left along at least a tenth more often than another, not supported where it lies below, undecided otherwise. " +
		"The share of all exits along the heaviest tail, which falls with the number of the others, is a second statistic, the total share: it stands beside the preference and is not judged. " +
		"Nor is the counter-example of geometry, a heavy jump that is a vector: it shows that the laws of single coordinates do not tell where a path leaves." + simulated.Rule("scopes"),
	Numbers: map[string]float64{"preferred": preferred},
}}
