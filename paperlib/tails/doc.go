// Package tails judges one sample: which law fits it, how well, and whether it is stable at all.
//
// It holds the rivals of the symmetric stable law (Gaussian, Laplace, Student t, generalised Gaussian, Gaussian with lognormal scale) with maximum
// likelihood fits, criteria that compare them (held-out log-likelihood, BIC, histogram errors), the test of
// sum-stability, and control of the false discovery rate over many coordinates. [Family] has what is known of each family;
// [Parameters] and [Family.Law] turn a law into what is stored of it and back.
//
// # Tests, and what each can say
//
//   - [JudgeGaussian]: is the Gaussian enough? The likelihood ratio to the symmetric stable law, with its boundary null. It
//     sees tails heavier than Gaussian, not lighter ones, and never shows that the law is stable.
//   - [GoodnessOfFit] with [StableGoFP] or [GaussianGoFP]: does the fitted law describe the sample at all? [BootstrapGoF] for
//     any other family.
//   - [JudgeSumStability]: do sums keep the law, as only stable laws do? [JudgeSumStabilityTabulated] for many coordinates.
//   - [JudgeSymmetry]: is the law symmetric about a point, stable or not?
//   - [JudgeVuong]: which of two families that do not contain each other is closer to the truth?
//
// Their nulls were simulated with refitting and are embedded (nulltable); a p-value is never extrapolated beyond them
// ([PValue]). Ties, as from float32 rounding, distort every one of them: see [FindTies].
//
// # Estimators of the tail index, and what each looks at
//
//   - [McCulloch]: five quantiles. [Koutrouvelis]: the characteristic function; its plot is straight for stable draws alone.
//     Both have standard errors that hold for a symmetric stable sample, as maximum likelihood has (stable.FitSymmetric).
//   - [MohammadiPath]: sums of K1 draws, for every K1. Flat for stable draws, climbing to 2 for a finite variance.
//   - [HillPath], [MomentPath], [PickandsPath]: the largest |x|, for every number of them. A stable tail is a power far out
//     only, so one number of any of these says little: [HillLimit] has what Hill's estimate tends to.
//
// None of them shows that a law is stable: notebook 03 has their spread, coverage and readings on laws that are not.
//
// A sample is one coordinate's draws. Coordinates of one capture share their minibatches, so what is averaged over coordinates
// stays one number a draw, and its interval is one over seeds: see [SeedMean]. What is no mean of draws has pseudo-values, see
// [AlphaPseudovalues]. [JudgeJointly] scores laws whose parameters coordinates share.
package tails
