package escape

import "github.com/sgnlab/sgnlab/paperlib/lab"

var criteria = []lab.Criterion{{
	Claim: "C6a", Version: 1,
	Statistic: "simulated mean exit time over the closed form 1/lambda",
	Text: "Supported where the 95 % interval of the ratio lies within 10 % of 1, not supported where it lies outside, undecided otherwise; for each tail index at a noise scale of .005 and at one of .4 of the nearer end. " +
		"Simulated equations only: real training is judged elsewhere." + lab.JoinText("scopes"),
	Numbers: map[string]float64{"margin": margin, "small": small, "large": large},
}}
