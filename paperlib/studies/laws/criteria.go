package laws

import "github.com/sgnlab/sgnlab/paperlib/lab"

// The thresholds of the criteria. They were fixed before the first run.
const (
	driftMargin = 0.05 // a mean drift of the tail index within this is none
	alphaHeavy  = 1.95 // a mean tail index below this is heavier than Gaussian (1 % quantile of the fit to 1000 Gaussian draws: 1.98)
)

// Criteria are how C1a, C1b and C1c are settled for one network, snapshot and batch size, and over all networks.
func Criteria() []lab.Criterion {
	scope := " Means are over live coordinates and seeds; the interval is a 95 % bootstrap that resamples draws (jointly for all coordinates) and seeds." +
		lab.JoinText("networks")
	return []lab.Criterion{
		{Claim: "C1a", Version: 1,
			Statistic: "held-out log-likelihood of the symmetric stable law minus that of the Gaussian, nats per draw",
			Text:      "Supported if the interval lies above 0, not supported if it lies below 0, undecided otherwise." + scope},
		{Claim: "C1b", Version: 2,
			Statistic: "held-out log-likelihood of the symmetric stable law minus that of Student's t and of the generalised Gaussian, nats per draw (the smaller of the two differences is shown)",
			Text: "Supported if both intervals lie above 0 and that of the mean tail index lies below the Gaussian limit (on Gaussian noise all three laws are the Gaussian, and their differences are only what the third parameter costs), " +
				"not supported if one interval lies below 0, undecided otherwise." + scope,
			Numbers: map[string]float64{"gaussian_limit": alphaHeavy}},
		{Claim: "C1c", Version: 1,
			Statistic: "drift of the mean tail index from batch size B to the largest captured one up to 64 B",
			Text: "A stable law keeps its tail index under summation. Supported if the interval of the drift lies within the margin around 0 and that of the mean tail index at B below the Gaussian limit; " +
				"not supported if the drift's interval lies above the margin or the tail index's above the limit (Gaussian noise is no evidence of heavy tails); undecided otherwise, and where no larger batch was captured or examples are coupled." + scope,
			Numbers: map[string]float64{"margin": driftMargin, "gaussian_limit": alphaHeavy}},
	}
}
