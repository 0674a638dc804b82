package stable

// MinAlpha is the smallest tail index the package accepts: below it the likelihood of a sample is unbounded for practical
// purposes (a spike on one observation), and a fit would mean nothing.
const MinAlpha = 0.3
