// Package stable holds the alpha-stable laws: density, distribution, survival and quantile functions with full relative
// accuracy in both tails, draws, and maximum-likelihood fits fast enough for every parameter of a network.
//
// Which one to use:
//
//   - [Symmetric] is a symmetric law with scale and location, and satisfies the interfaces of gonum's distuv. [Freeze]
//     prepares one tail index for many values (some nanoseconds each), [NewSampler] for many draws.
//   - [FitSymmetric] fits one sample, [NewFitter] one after another without allocation, [FitMatrix] all coordinates of a
//     capture in parallel, [FitBinned] a histogram, [FitSharedAlpha] several samples with one tail index.
//   - [Skewed] is the general law S(alpha, beta) in either parametrisation, [FitSkewed] its fit: a thousand times slower.
//   - [Fisher] gives the information per observation, [Symmetric.Derivatives] the score and Hessian of one
//     and [Symmetric.DerivativesOf] those of a sample.
//   - [Direct] evaluates a symmetric law from its definition: everything symmetric is built from it.
//
// Symmetric values come from piecewise polynomials in 1 + z^2 (or c0 + z^2), whose coefficients are Chebyshev series in
// alpha on a few segments of [MinAlpha, 2]. A segment is computed from Direct when first needed: 0.1 to 0.5 seconds on two
// cores, once per process, safe for concurrent use.
package stable

// MinAlpha is the smallest tail index of a symmetric law and of any fit: below it the likelihood of a sample is unbounded
// for practical purposes (a spike on one observation), and a fit would mean nothing.
const MinAlpha = 0.3
