package direction

import "github.com/sgnlab/sgnlab/paperlib/lab"

var criteria = []lab.Criterion{{
	Claim: "C7", Version: 1,
	Statistic: "share of exits along the coordinates with the heaviest tail minus that along all others",
	Text: "Supported where the 95 % interval of the difference lies above 0 (most exits go along the heavier tail), not supported where it lies below, undecided otherwise; for equal scales and widths, on both sides of the crossover, for unequal counts, and for jumps that are vectors, where the first coordinate is the one along which the heavy noise points. " +
		"Simulated equations only: real training is judged elsewhere." + lab.JoinText("scopes"),
}}
