package trapping

import (
	"github.com/sgnlab/sgnlab/paperlib/lab"
	"github.com/sgnlab/sgnlab/paperlib/study/simulated"
)

// The numbers of the criterion.
const (
	tolerance = 0.1  // how far the accumulated hazard may lie from the closed form, as a share of it: that of C6a
	least     = 0.05 // share of paths that the closed form must leave inside at a time that is judged
)

// Version 2 was written with the results of version 1 at hand, whose margin of .05 in the survival itself let a hazard pass that
// is 12 % off, and in the tail any.
var criteria = []lab.Criterion{{
	Claim: "C6b", Version: 2,
	Statistic: "logarithm of the simulated survival over that of the closed form, at the judged time where it is farthest from 1",
	Text: "For each power alpha theta (0, below 1, 1 and above 1), in the equation's time and in steps of gradient descent, at those of three stated times at which the closed form leaves at least a twentieth of the paths inside: " +
		"supported where the intervals of the ratio at all of them (Clopper-Pearson of the survival) lie within 10 % of 1, which is the margin of C6a, since the ratio is that of the accumulated hazards; " +
		"not supported where one lies outside, at a level shared by the times; undecided otherwise." + simulated.Rule("curves"),
	Numbers: map[string]float64{"tolerance": tolerance, "least": least},
}}
