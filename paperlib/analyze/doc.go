// Package analyze judges a whole file of gradients: which law each coordinate follows, whether sums keep that law, and
// one verdict over all coordinates.
//
// The file holds draws in rows and coordinates in columns. It may hold gradient noise or raw gradients at fixed weights:
// every law has a free location, so the full-batch gradient that raw gradients contain changes nothing but the location.
//
// # What is done to a coordinate
//
// A coordinate with a NaN or an infinity, one value only, or mostly one value is counted under that flag and not fitted;
// every count is given with its denominator. The others are fitted by maximum likelihood with the five families of
// package tails and tested for a departure from the Gaussian, for goodness of fit, for symmetry and for sum-stability.
//
// # How evidence is pooled
//
// One coordinate of 1000 draws says little about its sums: there are only 250 sums of 4. Two hundred coordinates say
// much, but they are not independent, because they share their minibatches. So every pooled statistic is a mean over
// coordinates that is taken within a block of draws first, and its standard error comes from the spread over blocks:
// draws are independent, whatever the coordinates are to each other. See [Pool].
//
// # The verdict
//
// See [Verdicts] for the definitions and [Decide] for the rule.
package analyze
