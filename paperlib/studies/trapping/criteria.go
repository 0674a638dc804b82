package trapping

import "github.com/sgnlab/sgnlab/paperlib/lab"

var criteria = []lab.Criterion{{
	Claim: "C6b", Version: 1,
	Statistic: "simulated survival minus the closed form, at the one of the stated times where it is largest in size",
	Text: "For each power alpha theta (0, below 1, 1 and above 1), in time and in steps: supported where the 95 % intervals of the difference at all stated times lie within .05, not supported where one lies outside, undecided otherwise. " +
		"Simulated equations only: real training is judged elsewhere." + lab.JoinText("scopes"),
	Numbers: map[string]float64{"margin": margin},
}}
