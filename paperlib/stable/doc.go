// Package stable holds the symmetric alpha-stable laws: density, distribution, survival and quantile functions with full
// relative accuracy in both tails, draws, and maximum-likelihood fits fast enough for tens of thousands of samples.
//
// [Symmetric] is the law and satisfies the interfaces of gonum's distuv. [FitSymmetric] fits one sample, [FitSharedAlpha]
// several samples with one tail index. [Fisher] gives the information per observation. [Direct] is the slow evaluator
// from the definition, which everything else is built from.
//
// Values come from piecewise polynomials in 1 + z^2 (or c0 + z^2), whose coefficients are Chebyshev series in alpha on a
// few segments of [MinAlpha, 2]. A segment is computed from Direct when first needed: 0.1 to 0.5 seconds on two cores,
// once per process, safe for concurrent use.
package stable

// MinAlpha is the smallest tail index the package accepts: below it the likelihood of a sample is unbounded for practical
// purposes (a spike on one observation), and a fit would mean nothing.
const MinAlpha = 0.3
