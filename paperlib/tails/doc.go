// Package tails judges one sample: which law fits it, how well, and whether it is stable at all.
//
// It holds the rivals of the symmetric stable law (Gaussian, Laplace, Student t, generalised Gaussian) with maximum
// likelihood fits, criteria that compare them (held-out log-likelihood, BIC, histogram errors), the test of
// sum-stability, control of the false discovery rate over many coordinates, and the data behind survival and QQ plots.
//
// A sample is one coordinate's draws. Coordinates of one capture share their minibatches, so an interval for anything
// summed over coordinates resamples draws (rows) and seeds jointly: see Bootstrap.
package tails
