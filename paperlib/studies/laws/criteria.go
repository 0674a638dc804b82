package laws

import "github.com/sgnlab/sgnlab/paperlib/lab"

// The numbers of the criteria.
const (
	gainMargin  = 0.01  // nats a draw by which the stable law must beat the Gaussian
	gainCap     = 10    // nats that one draw can add to this: a single jump must not decide
	rivalMargin = 0.001 // nats a draw by which it must beat a rival, or lose to one
	driftMargin = 0.05  // a drift of the mean tail index within this is none
	alphaHeavy  = 1.95  // a mean tail index above this looks Gaussian (1 % quantile of the fit to 1000 Gaussian draws: 1.98)
	mistrusted  = 0.1   // share of the parameters up to which fits may fail, and up to which draws may repeat one value
	discovery   = 0.05  // false discovery rate of tests over the coordinates of a network
)

// What all three criteria share.
const (
	seeds = " The unit of inference is the seed, a training from other weights: means over the sampled parameters, each array " +
		"weighing as many as it has, then over seeds, " +
		"with a Student t interval over the seeds that is never narrower than the normal one over the draws within them. " +
		"A law is fitted and scored on the draws at no atom (a value that more than 1 % of the draws share); what an atom holds is " +
		"reported beside. "
	trust = "A fit is trusted if its tail index is not at the bound .3 and Anderson-Darling, tabulated for tail indices from .5, " +
		"does not reject it (Benjamini-Hochberg over the coordinates of a seed, false discovery rate 5 %); " +
		"a parameter that no law can be fitted to is not. Nothing is supported where more than 10 % of the parameters that move have " +
		"no trusted fit"
	scopes = " Scopes are the networks, joined for one snapshot and batch size, after Holm's step-down over them with 2.5 % for a " +
		"false outcome on either side; snapshots and batch sizes are questions of their own. " +
		"Of 200 replicates of a planted case at most 4 may give a false outcome."
)

// Version 2 (of C1b: 3) was written with the results of the versions before at hand: intervals from a bootstrap over three seeds,
// C1a without a margin, C1b without goodness of fit or a rival with lognormal scale, and Gaussian noise counted as not stable.
var criteria = []lab.Criterion{
	{Claim: "C1a", Version: 2,
		Statistic: "held-out log-likelihood of the symmetric stable law minus that of the Gaussian, nats per draw, of one draw at most 10",
		Text: "Supported if the interval lies above .01, not supported if it lies below, undecided otherwise. " +
			"The cap favours the Gaussian; without it the mean of heavy noise would hang on its largest jump, and no interval would hold." +
			seeds + trust + ". Any excess of kurtosis beats a Gaussian: this claim is the weakest of the three." + scopes + lab.JoinText("networks"),
		Numbers: map[string]float64{"margin": gainMargin, "cap": gainCap, "untrusted": mistrusted, "discovery": discovery}},
	{Claim: "C1b", Version: 3,
		Statistic: "held-out log-likelihood of the symmetric stable law minus that of the best of Student's t, the generalised " +
			"Gaussian and the Gaussian with lognormal scale, nats per draw",
		Text: "Supported if the intervals of the differences from all three lie above .001, not supported if that from one of the " +
			"three, at a third of the error, lies below -.001, undecided otherwise; " +
			"undecided, too, where the mean tail index exceeds 1.95, since there the noise looks Gaussian and all four are the " +
			"Gaussian." + seeds + trust +
			", or where more than 10 % of them have an atom, which no continuous law has." + scopes + lab.JoinText("networks"),
		Numbers: map[string]float64{"margin": rivalMargin, "gaussian_limit": alphaHeavy, "untrusted": mistrusted, "discovery": discovery}},
	{Claim: "C1c", Version: 2,
		Statistic: "drift of the mean tail index from batch size B to the largest captured one up to 64 B",
		Text: "A stable law keeps its tail index under summation. Supported if the interval of the drift lies within .05 of 0 and the " +
			"test of sum-stability rejects at most 10 % of the coordinates that it can test " +
			"(Benjamini-Yekutieli, false discovery rate 5 %); not supported if the interval of the drift lies above .05; undecided " +
			"otherwise, where no larger batch was captured or examples are coupled, " +
			"and where the mean tail index at B exceeds 1.95: such noise cannot be told from a Gaussian, which is stable." + seeds + trust +
			", or where more than 10 % of them have an atom." + scopes + lab.JoinText("networks"),
		Numbers: map[string]float64{"margin": driftMargin, "gaussian_limit": alphaHeavy, "untrusted": mistrusted, "discovery": discovery}},
}
