// Package simulated is what the notebooks of simulated equations share: a result is a list of cells, each the statistics of one
// simulated setting, which add up over seeds; a page sets the closed forms of package levy beside them, draws panels of
// points with intervals and lines of theory, and settles claims by criteria that were written before the run.
//
// A study gives its words, panels, table and verdicts as functions of its knobs and cells, and package simulated/run computes the
// cells. It imports neither GoMLX nor cgo.
package simulated

// Data is the name of what is simulated, for stamps.
const Data = "synthetic"

// Everywhere is the scope of verdicts over all that a study simulates.
const Everywhere = "simulated equations"
